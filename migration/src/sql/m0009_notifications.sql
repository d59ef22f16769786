-- What people were told. One event tells one person once, whatever the program tries: the database refuses the second row,
-- and without a row nothing goes out. What is said is written when it is shown, from the event (JSON), in the reader's
-- language; the path leads to what it is about.
CREATE TABLE notifications (
  business_id $UUID NOT NULL REFERENCES businesses (id) ON DELETE CASCADE,
  id $UUID NOT NULL,
  account_id $UUID NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
  realm TEXT NOT NULL,
  kind TEXT NOT NULL,
  args TEXT NOT NULL,
  path TEXT NOT NULL,
  dedupe TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  read_at BIGINT,
  PRIMARY KEY (business_id, id),
  UNIQUE (business_id, account_id, realm, dedupe)
);
CREATE INDEX notifications_unread ON notifications (business_id, account_id, realm) WHERE read_at IS NULL;
CREATE INDEX notifications_by_age ON notifications (created_at);

-- What people switched on or off. Who chose nothing is told as everybody is.
CREATE TABLE notification_choices (
  business_id $UUID NOT NULL REFERENCES businesses (id) ON DELETE CASCADE,
  account_id $UUID NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
  realm TEXT NOT NULL,
  kind TEXT NOT NULL,
  channel TEXT NOT NULL,
  chosen BOOLEAN NOT NULL,
  PRIMARY KEY (business_id, account_id, realm, kind, channel)
);
