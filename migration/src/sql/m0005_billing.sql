-- An invoice or a credit note as it was issued: numbers, lines and names are frozen in `content`. A row is never changed;
-- the refusal is in the database's own file.
CREATE TABLE invoices (
  business_id $UUID NOT NULL REFERENCES businesses (id) ON DELETE CASCADE,
  id $UUID NOT NULL,
  series TEXT NOT NULL CHECK (series IN ('invoice', 'credit_note')),
  number TEXT NOT NULL,
  work_order_id $UUID,
  customer_id $UUID NOT NULL,
  corrects $UUID,
  issued_at BIGINT NOT NULL,
  due_at BIGINT NOT NULL,
  gross_minor BIGINT NOT NULL CHECK (gross_minor >= 0),
  content TEXT NOT NULL,
  token TEXT NOT NULL UNIQUE,
  PRIMARY KEY (business_id, id),
  UNIQUE (business_id, number),
  FOREIGN KEY (business_id, work_order_id) REFERENCES work_orders (business_id, id),
  FOREIGN KEY (business_id, customer_id) REFERENCES customers (business_id, id),
  FOREIGN KEY (business_id, corrects) REFERENCES invoices (business_id, id)
);
CREATE INDEX invoices_by_time ON invoices (business_id, issued_at);
CREATE UNIQUE INDEX invoices_one_per_work_order ON invoices (business_id, work_order_id) WHERE series = 'invoice';

-- What was charged, paid, given back and credited. It only grows.
CREATE TABLE ledger_entries (
  business_id $UUID NOT NULL,
  id $UUID NOT NULL,
  invoice_id $UUID NOT NULL,
  position BIGINT NOT NULL,
  kind TEXT NOT NULL,
  method TEXT,
  payment_id $UUID,
  amount_minor BIGINT NOT NULL CHECK (amount_minor >= 0),
  reference TEXT NOT NULL,
  account_id $UUID REFERENCES accounts (id) ON DELETE SET NULL,
  at BIGINT NOT NULL,
  PRIMARY KEY (business_id, id),
  UNIQUE (business_id, invoice_id, position),
  FOREIGN KEY (business_id, invoice_id) REFERENCES invoices (business_id, id) ON DELETE CASCADE,
  FOREIGN KEY (business_id, payment_id) REFERENCES ledger_entries (business_id, id)
);

-- An attempt to pay online. The key and the exact request are kept, so that asking the provider again is asking once.
CREATE TABLE checkouts (
  business_id $UUID NOT NULL,
  id $UUID NOT NULL,
  invoice_id $UUID NOT NULL,
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
  FOREIGN KEY (business_id, invoice_id) REFERENCES invoices (business_id, id) ON DELETE CASCADE
);
-- One attempt at a time: whoever opens the pay page twice gets the same one.
CREATE UNIQUE INDEX checkouts_one_open ON checkouts (business_id, invoice_id) WHERE state IN ('opening', 'open');
CREATE INDEX checkouts_to_look_at ON checkouts (state, looked_at);

-- Money on its way back through the provider.
CREATE TABLE refunds (
  business_id $UUID NOT NULL,
  id $UUID NOT NULL,
  invoice_id $UUID NOT NULL,
  checkout_id $UUID NOT NULL,
  entry_id $UUID,
  idempotency_key TEXT NOT NULL UNIQUE,
  amount_minor BIGINT NOT NULL CHECK (amount_minor > 0),
  state TEXT NOT NULL CHECK (state IN ('pending', 'done', 'failed')),
  attempts INTEGER NOT NULL,
  next_at BIGINT NOT NULL,
  last_error TEXT,
  created_at BIGINT NOT NULL,
  PRIMARY KEY (business_id, id),
  FOREIGN KEY (business_id, invoice_id) REFERENCES invoices (business_id, id) ON DELETE CASCADE,
  FOREIGN KEY (business_id, checkout_id) REFERENCES checkouts (business_id, id),
  FOREIGN KEY (business_id, entry_id) REFERENCES ledger_entries (business_id, id)
);
CREATE INDEX refunds_due ON refunds (state, next_at);

-- Events of providers: kept before they are acknowledged, worked on after. The same event twice is one row.
CREATE TABLE inbox (
  business_id $UUID NOT NULL,
  id $UUID NOT NULL,
  provider TEXT NOT NULL,
  event TEXT NOT NULL,
  payload TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('pending', 'done', 'dead')),
  attempts INTEGER NOT NULL,
  next_at BIGINT NOT NULL,
  last_error TEXT,
  received_at BIGINT NOT NULL,
  PRIMARY KEY (business_id, id),
  UNIQUE (business_id, provider, event)
);
CREATE INDEX inbox_due ON inbox (state, next_at);
