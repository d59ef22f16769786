-- The finding that a job mends: '<inspection id>/<key of the point>'.
ALTER TABLE work_order_jobs ADD COLUMN finding TEXT;

-- The template is a copy: an inspection stays what it was when the business changes its templates. The sheet is JSON,
-- read and merged by `domain::garage::inspection`; the revision counts its changes.
CREATE TABLE inspections (
  business_id $UUID NOT NULL REFERENCES businesses (id) ON DELETE CASCADE,
  id $UUID NOT NULL,
  work_order_id $UUID NOT NULL,
  template_key TEXT NOT NULL,
  template TEXT NOT NULL,
  sheet TEXT NOT NULL,
  revision BIGINT NOT NULL,
  started_by $UUID REFERENCES accounts (id) ON DELETE SET NULL,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  PRIMARY KEY (business_id, id),
  UNIQUE (business_id, work_order_id, template_key),
  FOREIGN KEY (business_id, work_order_id) REFERENCES work_orders (business_id, id) ON DELETE CASCADE
);

-- Who made which change. A device chooses the id, so that a change it sends twice counts once.
CREATE TABLE inspection_edits (
  business_id $UUID NOT NULL,
  id $UUID NOT NULL,
  inspection_id $UUID NOT NULL,
  point TEXT NOT NULL,
  revision BIGINT NOT NULL,
  device $UUID NOT NULL,
  at BIGINT NOT NULL,
  account_id $UUID REFERENCES accounts (id) ON DELETE SET NULL,
  PRIMARY KEY (business_id, id),
  FOREIGN KEY (business_id, inspection_id) REFERENCES inspections (business_id, id) ON DELETE CASCADE
);
CREATE INDEX inspection_edits_by_inspection ON inspection_edits (business_id, inspection_id, revision);

-- The device chooses `upload`: the same upload twice is one photo. A photo that was removed keeps its row, so that it
-- does not come back with an upload that was on its way.
CREATE TABLE inspection_photos (
  business_id $UUID NOT NULL,
  id $UUID NOT NULL,
  inspection_id $UUID NOT NULL,
  point TEXT NOT NULL,
  upload $UUID NOT NULL,
  width INTEGER NOT NULL CHECK (width > 0),
  height INTEGER NOT NULL CHECK (height > 0),
  uploaded_by $UUID REFERENCES accounts (id) ON DELETE SET NULL,
  created_at BIGINT NOT NULL,
  removed_at BIGINT,
  PRIMARY KEY (business_id, id),
  UNIQUE (business_id, inspection_id, upload),
  FOREIGN KEY (business_id, inspection_id) REFERENCES inspections (business_id, id) ON DELETE CASCADE
);
