-- Short videos of a point, kept as they were sent: where the file lies follows from the ids and the kind. As with photos,
-- the device chooses `upload`, and a video that was removed keeps its row. The length is what the file itself says.
CREATE TABLE inspection_videos (
  business_id $UUID NOT NULL,
  id $UUID NOT NULL,
  inspection_id $UUID NOT NULL,
  point TEXT NOT NULL,
  upload $UUID NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('mp4', 'mov', 'webm')),
  bytes BIGINT NOT NULL CHECK (bytes > 0),
  length_ms BIGINT CHECK (length_ms >= 0),
  uploaded_by $UUID REFERENCES accounts (id) ON DELETE SET NULL,
  created_at BIGINT NOT NULL,
  removed_at BIGINT,
  PRIMARY KEY (business_id, id),
  UNIQUE (business_id, inspection_id, upload),
  FOREIGN KEY (business_id, inspection_id) REFERENCES inspections (business_id, id) ON DELETE CASCADE
);
