-- What was issued or entered stays as it is, whatever the program believes. Deleting a business deletes its papers.
CREATE TRIGGER invoices_never_change BEFORE UPDATE ON invoices
BEGIN
  SELECT RAISE(ABORT, 'papers_never_change');
END;

CREATE TRIGGER ledger_never_changes BEFORE UPDATE ON ledger_entries WHEN OLD.account_id IS NEW.account_id
BEGIN
  SELECT RAISE(ABORT, 'papers_never_change');
END;
