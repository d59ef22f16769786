CREATE EXTENSION IF NOT EXISTS btree_gist;

-- No resource is claimed twice for overlapping times, whatever the program believes.
ALTER TABLE claims ADD CONSTRAINT claims_never_overlap EXCLUDE USING gist (
  business_id WITH =,
  resource_id WITH =,
  int8range(starts_at, ends_at) WITH &&
) WHERE (state <> 'released');
