-- No resource is claimed twice for overlapping times, whatever the program believes.
CREATE TRIGGER claims_never_overlap_on_insert BEFORE INSERT ON claims WHEN NEW.state <> 'released'
BEGIN
  SELECT RAISE(ABORT, 'claims_never_overlap') WHERE EXISTS (
    SELECT 1 FROM claims c
    WHERE c.business_id = NEW.business_id AND c.resource_id = NEW.resource_id AND c.state <> 'released'
      AND c.starts_at < NEW.ends_at AND c.ends_at > NEW.starts_at
  );
END;

CREATE TRIGGER claims_never_overlap_on_update BEFORE UPDATE ON claims WHEN NEW.state <> 'released'
BEGIN
  SELECT RAISE(ABORT, 'claims_never_overlap') WHERE EXISTS (
    SELECT 1 FROM claims c
    WHERE c.business_id = NEW.business_id AND c.resource_id = NEW.resource_id AND c.state <> 'released'
      AND c.id <> NEW.id AND c.starts_at < NEW.ends_at AND c.ends_at > NEW.starts_at
  );
END;
