-- The business that this transaction works for. NULL is the installation itself, which works for all of them.
-- A transaction that ended leaves the setting behind as an empty text.
CREATE FUNCTION wall() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE
  RETURN NULLIF(current_setting('mainstreet.business', true), '')::uuid;

-- Lets a transaction reach only the rows of its business, whatever the program asks. FORCE, because the program's own
-- role owns the tables.
CREATE FUNCTION raise_wall(walled regclass) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  rule CONSTANT text := '(business_id = wall() OR wall() IS NULL)';
BEGIN
  EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', walled);
  EXECUTE format('CREATE POLICY wall ON %s USING %s WITH CHECK %s', walled, rule, rule);
END
$$;

SELECT raise_wall('memberships');
SELECT raise_wall('customers');
SELECT raise_wall('vehicles');
SELECT raise_wall('services');
SELECT raise_wall('resources');
SELECT raise_wall('bookings');
SELECT raise_wall('claims');
SELECT raise_wall('booking_events');
SELECT raise_wall('outbox');
