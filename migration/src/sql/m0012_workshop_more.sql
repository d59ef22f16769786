-- When the missing part of a job is expected (a day, ISO 8601) and what it is. The row goes when the job waits no longer;
-- what was expected stays in the job's history.
CREATE TABLE part_waits (
  business_id $UUID NOT NULL REFERENCES businesses (id) ON DELETE CASCADE,
  booking_id $UUID NOT NULL,
  expected_on TEXT,
  what TEXT NOT NULL,
  account_id $UUID REFERENCES accounts (id) ON DELETE SET NULL,
  at BIGINT NOT NULL,
  PRIMARY KEY (business_id, booking_id),
  FOREIGN KEY (business_id, booking_id) REFERENCES bookings (business_id, id) ON DELETE CASCADE
);

-- What clocked times were before somebody corrected them by hand, what they became, and why. Only grows.
CREATE TABLE clock_corrections (
  business_id $UUID NOT NULL REFERENCES businesses (id) ON DELETE CASCADE,
  id $UUID NOT NULL,
  shift_clock_id $UUID,
  job_clock_id $UUID,
  old_began_at BIGINT NOT NULL,
  old_ended_at BIGINT,
  new_began_at BIGINT NOT NULL,
  new_ended_at BIGINT,
  reason TEXT NOT NULL,
  account_id $UUID REFERENCES accounts (id) ON DELETE SET NULL,
  by_name TEXT NOT NULL,
  at BIGINT NOT NULL,
  PRIMARY KEY (business_id, id),
  FOREIGN KEY (business_id, shift_clock_id) REFERENCES shift_clocks (business_id, id) ON DELETE CASCADE,
  FOREIGN KEY (business_id, job_clock_id) REFERENCES job_clocks (business_id, id) ON DELETE CASCADE,
  -- A correction is of one time.
  CHECK ((shift_clock_id IS NULL) <> (job_clock_id IS NULL)),
  CHECK (new_ended_at >= new_began_at)
);
CREATE INDEX clock_corrections_by_shift ON clock_corrections (business_id, shift_clock_id);
CREATE INDEX clock_corrections_by_job ON clock_corrections (business_id, job_clock_id);

-- A day or a month of somebody's times.
CREATE INDEX shift_clocks_by_time ON shift_clocks (business_id, began_at);
CREATE INDEX job_clocks_by_time ON job_clocks (business_id, began_at);
