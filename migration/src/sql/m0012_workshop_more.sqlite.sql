-- What a time was before stays as it was written down, whatever the program believes.
CREATE TRIGGER clock_corrections_never_change BEFORE UPDATE ON clock_corrections WHEN OLD.account_id IS NEW.account_id
BEGIN
  SELECT RAISE(ABORT, 'papers_never_change');
END;
