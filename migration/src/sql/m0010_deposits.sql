-- What the customer is asked to pay ahead, in minor units, until it came.
ALTER TABLE work_orders ADD COLUMN deposit_asked_minor BIGINT CHECK (deposit_asked_minor > 0);

-- What came ahead, went back, and was used for the invoice. It only grows. What came has no `deposit_id`: it is one.
CREATE TABLE deposits (
  business_id $UUID NOT NULL,
  id $UUID NOT NULL,
  work_order_id $UUID NOT NULL,
  position BIGINT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('received', 'given_back', 'applied')),
  deposit_id $UUID,
  method TEXT,
  amount_minor BIGINT NOT NULL CHECK (amount_minor > 0),
  reference TEXT NOT NULL,
  checkout_id $UUID,
  entry_id $UUID,
  token TEXT UNIQUE,
  account_id $UUID REFERENCES accounts (id) ON DELETE SET NULL,
  at BIGINT NOT NULL,
  PRIMARY KEY (business_id, id),
  UNIQUE (business_id, work_order_id, position),
  FOREIGN KEY (business_id, work_order_id) REFERENCES work_orders (business_id, id) ON DELETE CASCADE,
  FOREIGN KEY (business_id, deposit_id) REFERENCES deposits (business_id, id),
  FOREIGN KEY (business_id, checkout_id) REFERENCES checkouts (business_id, id),
  FOREIGN KEY (business_id, entry_id) REFERENCES ledger_entries (business_id, id),
  CHECK ((kind = 'received') = (deposit_id IS NULL)),
  CHECK ((kind = 'received') = (method IS NOT NULL)),
  CHECK ((kind = 'received') = (token IS NOT NULL)),
  CHECK ((kind = 'applied') = (entry_id IS NOT NULL))
);
CREATE INDEX deposits_by_entry ON deposits (business_id, entry_id) WHERE entry_id IS NOT NULL;
