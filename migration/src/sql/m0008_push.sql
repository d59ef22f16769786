-- Devices that show a person's notices: what their browser gave out for web push (RFC 8030), on one side of one business.
-- A device belongs to the session that turned it on, and goes with it.
CREATE TABLE push_subscriptions (
  business_id $UUID NOT NULL REFERENCES businesses (id) ON DELETE CASCADE,
  id $UUID NOT NULL,
  account_id $UUID NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
  session_id $UUID NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
  realm TEXT NOT NULL CHECK (realm IN ('site', 'portal')),
  endpoint TEXT NOT NULL,
  p256dh TEXT NOT NULL,
  auth TEXT NOT NULL,
  device TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  last_ok_at BIGINT,
  PRIMARY KEY (business_id, id),
  UNIQUE (business_id, account_id, realm, endpoint)
);
CREATE INDEX push_subscriptions_by_account ON push_subscriptions (account_id);
CREATE INDEX push_subscriptions_by_session ON push_subscriptions (session_id);

-- What the installation made once and has to find again, such as the key it signs pushes with.
CREATE TABLE installation_secrets (
  name TEXT PRIMARY KEY,
  value TEXT NOT NULL
);
