CREATE TRIGGER deposits_never_change BEFORE UPDATE ON deposits WHEN OLD.account_id IS NEW.account_id
BEGIN
  SELECT RAISE(ABORT, 'papers_never_change');
END;

-- SQLite cannot let a column be empty that was not: both tables are written anew, and take their old names.
-- An attempt pays an invoice or the deposit that a work order asks for.
CREATE TABLE new_checkouts (
  business_id BLOB NOT NULL,
  id BLOB NOT NULL,
  invoice_id BLOB,
  work_order_id BLOB,
  idempotency_key TEXT NOT NULL UNIQUE,
  amount_minor BIGINT NOT NULL CHECK (amount_minor > 0),
  state TEXT NOT NULL CHECK (state IN ('opening', 'open', 'paid', 'expired', 'refunded')),
  request TEXT NOT NULL,
  session TEXT UNIQUE,
  url TEXT,
  payment TEXT,
  expires_at BIGINT NOT NULL,
  looked_at BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  PRIMARY KEY (business_id, id),
  FOREIGN KEY (business_id, invoice_id) REFERENCES invoices (business_id, id) ON DELETE CASCADE,
  FOREIGN KEY (business_id, work_order_id) REFERENCES work_orders (business_id, id) ON DELETE CASCADE,
  CHECK ((invoice_id IS NULL) <> (work_order_id IS NULL))
);
INSERT INTO new_checkouts
  (business_id, id, invoice_id, idempotency_key, amount_minor, state, request, session, url, payment, expires_at, looked_at, created_at)
  SELECT business_id, id, invoice_id, idempotency_key, amount_minor, state, request, session, url, payment, expires_at, looked_at, created_at
  FROM checkouts;

-- What goes back is a part of an invoice's payment, of a deposit, or money that came too late to be either.
CREATE TABLE new_refunds (
  business_id BLOB NOT NULL,
  id BLOB NOT NULL,
  invoice_id BLOB,
  checkout_id BLOB NOT NULL,
  entry_id BLOB,
  deposit_id BLOB,
  idempotency_key TEXT NOT NULL UNIQUE,
  amount_minor BIGINT NOT NULL CHECK (amount_minor > 0),
  state TEXT NOT NULL CHECK (state IN ('pending', 'done', 'failed')),
  attempts INTEGER NOT NULL,
  next_at BIGINT NOT NULL,
  last_error TEXT,
  created_at BIGINT NOT NULL,
  PRIMARY KEY (business_id, id),
  FOREIGN KEY (business_id, invoice_id) REFERENCES invoices (business_id, id) ON DELETE CASCADE,
  FOREIGN KEY (business_id, checkout_id) REFERENCES new_checkouts (business_id, id),
  FOREIGN KEY (business_id, entry_id) REFERENCES ledger_entries (business_id, id),
  FOREIGN KEY (business_id, deposit_id) REFERENCES deposits (business_id, id),
  CHECK (entry_id IS NULL OR (invoice_id IS NOT NULL AND deposit_id IS NULL))
);
INSERT INTO new_refunds
  (business_id, id, invoice_id, checkout_id, entry_id, idempotency_key, amount_minor, state, attempts, next_at, last_error, created_at)
  SELECT business_id, id, invoice_id, checkout_id, entry_id, idempotency_key, amount_minor, state, attempts, next_at, last_error, created_at
  FROM refunds;

-- Renaming a table renames it in what points at it.
DROP TABLE refunds;
DROP TABLE checkouts;
ALTER TABLE new_checkouts RENAME TO checkouts;
ALTER TABLE new_refunds RENAME TO refunds;

CREATE UNIQUE INDEX checkouts_one_open ON checkouts (business_id, invoice_id) WHERE state IN ('opening', 'open');
CREATE UNIQUE INDEX checkouts_one_open_deposit ON checkouts (business_id, work_order_id) WHERE state IN ('opening', 'open');
CREATE INDEX checkouts_to_look_at ON checkouts (state, looked_at);
CREATE INDEX refunds_due ON refunds (state, next_at);
CREATE INDEX checkouts_by_work_order ON checkouts (business_id, work_order_id) WHERE work_order_id IS NOT NULL;
CREATE INDEX refunds_pending ON refunds (business_id, invoice_id) WHERE state = 'pending';
