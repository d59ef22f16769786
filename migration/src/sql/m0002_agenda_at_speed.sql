-- What is taken around a time, answered from the index alone, without the claims of the past and of months ahead.
CREATE INDEX claims_by_time ON claims (business_id, starts_at, ends_at, state, expires_at, resource_id);
-- Only what is held: an index as small as the number of people who are booking now.
UPDATE bookings SET hold_expires_at = NULL WHERE state <> 'held';
CREATE INDEX bookings_held ON bookings (hold_expires_at) WHERE hold_expires_at IS NOT NULL;
