SELECT raise_wall('deposits');

CREATE TRIGGER deposits_never_change BEFORE UPDATE ON deposits FOR EACH ROW
  WHEN (OLD.* IS DISTINCT FROM NEW.* AND OLD.account_id IS NOT DISTINCT FROM NEW.account_id)
  EXECUTE FUNCTION never_changes();

-- An attempt pays an invoice or the deposit that a work order asks for.
ALTER TABLE checkouts
  ALTER COLUMN invoice_id DROP NOT NULL,
  ADD COLUMN work_order_id UUID,
  ADD FOREIGN KEY (business_id, work_order_id) REFERENCES work_orders (business_id, id) ON DELETE CASCADE,
  ADD CHECK ((invoice_id IS NULL) <> (work_order_id IS NULL));
CREATE UNIQUE INDEX checkouts_one_open_deposit ON checkouts (business_id, work_order_id)
  WHERE state IN ('opening', 'open');

-- What goes back is a part of an invoice's payment, of a deposit, or money that came too late to be either.
ALTER TABLE refunds
  ALTER COLUMN invoice_id DROP NOT NULL,
  ADD COLUMN deposit_id UUID,
  ADD FOREIGN KEY (business_id, deposit_id) REFERENCES deposits (business_id, id),
  ADD CHECK (entry_id IS NULL OR (invoice_id IS NOT NULL AND deposit_id IS NULL));
CREATE INDEX checkouts_by_work_order ON checkouts (business_id, work_order_id) WHERE work_order_id IS NOT NULL;
CREATE INDEX refunds_pending ON refunds (business_id, invoice_id) WHERE state = 'pending';
