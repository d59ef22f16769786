-- When people were at work, and on which job. Whoever works has one open shift and one open job: the database refuses a
-- second, whatever the program believes.
CREATE TABLE shift_clocks (
  business_id $UUID NOT NULL REFERENCES businesses (id) ON DELETE CASCADE,
  id $UUID NOT NULL,
  account_id $UUID NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
  began_at BIGINT NOT NULL,
  ended_at BIGINT CHECK (ended_at >= began_at),
  PRIMARY KEY (business_id, id)
);
CREATE UNIQUE INDEX shift_clocks_open ON shift_clocks (business_id, account_id) WHERE ended_at IS NULL;

-- Clocked time keeps its job: a job that somebody worked on cannot be taken out.
CREATE TABLE job_clocks (
  business_id $UUID NOT NULL REFERENCES businesses (id) ON DELETE CASCADE,
  id $UUID NOT NULL,
  account_id $UUID NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
  work_order_job_id $UUID NOT NULL,
  began_at BIGINT NOT NULL,
  ended_at BIGINT CHECK (ended_at >= began_at),
  PRIMARY KEY (business_id, id),
  FOREIGN KEY (business_id, work_order_job_id) REFERENCES work_order_jobs (business_id, id)
);
CREATE UNIQUE INDEX job_clocks_open ON job_clocks (business_id, account_id) WHERE ended_at IS NULL;
CREATE INDEX job_clocks_by_job ON job_clocks (business_id, work_order_job_id);

-- What vehicles reported. A code is never deleted: it is cleared.
CREATE TABLE trouble_codes (
  business_id $UUID NOT NULL REFERENCES businesses (id) ON DELETE CASCADE,
  id $UUID NOT NULL,
  vehicle_id $UUID NOT NULL,
  work_order_id $UUID,
  code TEXT NOT NULL,
  note TEXT NOT NULL,
  cleared_at BIGINT,
  account_id $UUID REFERENCES accounts (id) ON DELETE SET NULL,
  at BIGINT NOT NULL,
  PRIMARY KEY (business_id, id),
  FOREIGN KEY (business_id, vehicle_id) REFERENCES vehicles (business_id, id) ON DELETE CASCADE,
  FOREIGN KEY (business_id, work_order_id) REFERENCES work_orders (business_id, id)
);
CREATE INDEX trouble_codes_by_vehicle ON trouble_codes (business_id, vehicle_id);

-- What odometers showed, by day (ISO 8601). Only grows: a wrong reading is corrected by another one with a reason.
CREATE TABLE odometer_readings (
  business_id $UUID NOT NULL REFERENCES businesses (id) ON DELETE CASCADE,
  id $UUID NOT NULL,
  vehicle_id $UUID NOT NULL,
  read_on TEXT NOT NULL,
  km BIGINT NOT NULL CHECK (km >= 0),
  reason TEXT,
  source TEXT NOT NULL,
  account_id $UUID REFERENCES accounts (id) ON DELETE SET NULL,
  at BIGINT NOT NULL,
  PRIMARY KEY (business_id, id),
  FOREIGN KEY (business_id, vehicle_id) REFERENCES vehicles (business_id, id) ON DELETE CASCADE
);
CREATE INDEX odometer_readings_by_vehicle ON odometer_readings (business_id, vehicle_id);

-- What vehicles are due for, by day (ISO 8601), by kilometres, or whichever comes first. What was done stays.
CREATE TABLE reminders (
  business_id $UUID NOT NULL REFERENCES businesses (id) ON DELETE CASCADE,
  id $UUID NOT NULL,
  vehicle_id $UUID NOT NULL,
  title TEXT NOT NULL,
  due_on TEXT,
  due_km BIGINT,
  every_months INTEGER,
  every_km BIGINT,
  notified_at BIGINT,
  done_at BIGINT,
  created_at BIGINT NOT NULL,
  PRIMARY KEY (business_id, id),
  FOREIGN KEY (business_id, vehicle_id) REFERENCES vehicles (business_id, id) ON DELETE CASCADE,
  CHECK (due_on IS NOT NULL OR due_km IS NOT NULL)
);
CREATE INDEX reminders_by_vehicle ON reminders (business_id, vehicle_id);
CREATE INDEX reminders_to_send ON reminders (business_id) WHERE notified_at IS NULL AND done_at IS NULL;
