-- Taps on a job's clock that a phone kept while it had no network, by the id that it gave them: each counts once.
CREATE TABLE clock_taps (
  business_id $UUID NOT NULL REFERENCES businesses (id) ON DELETE CASCADE,
  id $UUID NOT NULL,
  account_id $UUID NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
  at BIGINT NOT NULL,
  PRIMARY KEY (business_id, id)
);
