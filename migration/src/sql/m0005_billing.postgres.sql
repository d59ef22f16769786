SELECT raise_wall('invoices');
SELECT raise_wall('ledger_entries');
SELECT raise_wall('checkouts');
SELECT raise_wall('refunds');
SELECT raise_wall('inbox');

-- What was issued or entered stays as it is, whatever the program believes. Deleting a business deletes its papers.
CREATE FUNCTION never_changes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'papers_never_change';
END $$;
CREATE TRIGGER invoices_never_change BEFORE UPDATE ON invoices FOR EACH ROW EXECUTE FUNCTION never_changes();
CREATE TRIGGER ledger_never_changes BEFORE UPDATE ON ledger_entries FOR EACH ROW
  WHEN (OLD.* IS DISTINCT FROM NEW.* AND OLD.account_id IS NOT DISTINCT FROM NEW.account_id)
  EXECUTE FUNCTION never_changes();
