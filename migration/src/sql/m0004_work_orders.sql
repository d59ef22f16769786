-- How a business taxes and charges: JSON, read by `domain::billing::Terms`.
ALTER TABLE businesses ADD COLUMN terms TEXT NOT NULL DEFAULT '{}';

-- The last number given out of each series of a business and year. Counted up in the transaction that uses the number,
-- so that none is skipped and none is given twice.
CREATE TABLE counters (
  business_id $UUID NOT NULL REFERENCES businesses (id) ON DELETE CASCADE,
  series TEXT NOT NULL,
  year INTEGER NOT NULL,
  value BIGINT NOT NULL CHECK (value > 0),
  PRIMARY KEY (business_id, series, year)
);

-- What is done often, ready to be put on a work order.
CREATE TABLE canned_jobs (
  business_id $UUID NOT NULL REFERENCES businesses (id) ON DELETE CASCADE,
  id $UUID NOT NULL,
  title TEXT NOT NULL,
  note TEXT NOT NULL,
  lines TEXT NOT NULL,
  position INTEGER NOT NULL,
  active BOOLEAN NOT NULL,
  created_at BIGINT NOT NULL,
  PRIMARY KEY (business_id, id)
);

-- The document is a field of its own: where the job stands on the board is the booking's, what the customer agreed to is
-- each job's.
CREATE TABLE work_orders (
  business_id $UUID NOT NULL REFERENCES businesses (id) ON DELETE CASCADE,
  id $UUID NOT NULL,
  number TEXT NOT NULL,
  booking_id $UUID NOT NULL,
  customer_id $UUID NOT NULL,
  vehicle_id $UUID,
  document TEXT NOT NULL,
  odometer_km BIGINT,
  discount_minor BIGINT NOT NULL CHECK (discount_minor >= 0),
  token TEXT NOT NULL UNIQUE,
  token_expires_at BIGINT NOT NULL,
  version BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  PRIMARY KEY (business_id, id),
  UNIQUE (business_id, number),
  UNIQUE (business_id, booking_id),
  FOREIGN KEY (business_id, booking_id) REFERENCES bookings (business_id, id) ON DELETE CASCADE,
  FOREIGN KEY (business_id, customer_id) REFERENCES customers (business_id, id),
  FOREIGN KEY (business_id, vehicle_id) REFERENCES vehicles (business_id, id)
);
CREATE INDEX work_orders_by_customer ON work_orders (business_id, customer_id);
CREATE INDEX work_orders_by_vehicle ON work_orders (business_id, vehicle_id);

-- What the customer says yes or no to. Who decided, how, when and at which price stay with the decision.
CREATE TABLE work_order_jobs (
  business_id $UUID NOT NULL,
  id $UUID NOT NULL,
  work_order_id $UUID NOT NULL,
  position INTEGER NOT NULL,
  title TEXT NOT NULL,
  note TEXT NOT NULL,
  canned_job_id $UUID,
  revived_from $UUID,
  authorisation TEXT NOT NULL CHECK (authorisation IN ('draft', 'asked', 'approved', 'declined')),
  asked_at BIGINT,
  decided_at BIGINT,
  decided_how TEXT,
  decided_by TEXT,
  decided_price_minor BIGINT,
  recorded_by $UUID REFERENCES accounts (id) ON DELETE SET NULL,
  question TEXT,
  follow_up_at BIGINT,
  followed_up_at BIGINT,
  done_at BIGINT,
  created_at BIGINT NOT NULL,
  PRIMARY KEY (business_id, id),
  FOREIGN KEY (business_id, work_order_id) REFERENCES work_orders (business_id, id) ON DELETE CASCADE,
  FOREIGN KEY (business_id, canned_job_id) REFERENCES canned_jobs (business_id, id),
  FOREIGN KEY (business_id, revived_from) REFERENCES work_order_jobs (business_id, id),
  -- A decision is whole or it is none.
  CHECK (authorisation NOT IN ('approved', 'declined')
    OR (decided_at IS NOT NULL AND decided_how IS NOT NULL AND decided_by IS NOT NULL AND decided_price_minor IS NOT NULL))
);
CREATE INDEX work_order_jobs_by_order ON work_order_jobs (business_id, work_order_id, position);
CREATE INDEX work_order_jobs_to_follow_up ON work_order_jobs (follow_up_at) WHERE follow_up_at IS NOT NULL;

-- Quantities are thousandths of an hour or a piece, tax rates hundredths of a percent.
CREATE TABLE work_order_lines (
  business_id $UUID NOT NULL,
  id $UUID NOT NULL,
  job_id $UUID NOT NULL,
  position INTEGER NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('labour', 'part', 'fee')),
  description TEXT NOT NULL,
  part_number TEXT,
  quantity_milli BIGINT NOT NULL CHECK (quantity_milli > 0),
  unit_price_minor BIGINT NOT NULL CHECK (unit_price_minor >= 0),
  tax_bp INTEGER NOT NULL CHECK (tax_bp BETWEEN 0 AND 10000),
  PRIMARY KEY (business_id, id),
  FOREIGN KEY (business_id, job_id) REFERENCES work_order_jobs (business_id, id) ON DELETE CASCADE
);
CREATE INDEX work_order_lines_by_job ON work_order_lines (business_id, job_id, position);

-- What happened to a work order and who did it: one history, never changed.
CREATE TABLE work_order_events (
  business_id $UUID NOT NULL,
  id $UUID NOT NULL,
  work_order_id $UUID NOT NULL,
  job_id $UUID,
  kind TEXT NOT NULL,
  detail TEXT NOT NULL,
  account_id $UUID REFERENCES accounts (id) ON DELETE SET NULL,
  by_name TEXT NOT NULL,
  at BIGINT NOT NULL,
  PRIMARY KEY (business_id, id),
  FOREIGN KEY (business_id, work_order_id) REFERENCES work_orders (business_id, id) ON DELETE CASCADE
);
CREATE INDEX work_order_events_by_order ON work_order_events (business_id, work_order_id);
