SELECT raise_wall('part_waits');
SELECT raise_wall('clock_corrections');

-- What a time was before stays as it was written down, whatever the program believes.
CREATE TRIGGER clock_corrections_never_change BEFORE UPDATE ON clock_corrections FOR EACH ROW
  WHEN (OLD.* IS DISTINCT FROM NEW.* AND OLD.account_id IS NOT DISTINCT FROM NEW.account_id)
  EXECUTE FUNCTION never_changes();
