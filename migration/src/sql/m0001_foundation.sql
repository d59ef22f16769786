-- Instants are milliseconds since 1970 UTC. Structured values that no query looks into are JSON text.
-- Tables of a business have the key (business_id, id), and references carry both.

CREATE TABLE accounts (
  id $UUID PRIMARY KEY,
  email TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  phone TEXT,
  password_hash TEXT,
  locale TEXT NOT NULL,
  is_operator BOOLEAN NOT NULL DEFAULT FALSE,
  avatar TEXT,
  verified_at BIGINT,
  created_at BIGINT NOT NULL
);

CREATE TABLE sessions (
  id $UUID PRIMARY KEY,
  account_id $UUID NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
  realm TEXT NOT NULL,
  token_hash $BYTES NOT NULL UNIQUE,
  agent TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  seen_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  revoked_at BIGINT
);
CREATE INDEX sessions_by_account ON sessions (account_id);

CREATE TABLE account_tokens (
  id $UUID PRIMARY KEY,
  account_id $UUID NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
  purpose TEXT NOT NULL,
  token_hash $BYTES NOT NULL UNIQUE,
  expires_at BIGINT NOT NULL,
  used_at BIGINT
);

-- Tries per key (an account, an address) in a window: the brake on guessing.
CREATE TABLE throttles (
  key TEXT PRIMARY KEY,
  tries BIGINT NOT NULL,
  window_ends_at BIGINT NOT NULL
);

CREATE TABLE businesses (
  id $UUID PRIMARY KEY,
  slug TEXT NOT NULL UNIQUE,
  domain TEXT UNIQUE,
  name TEXT NOT NULL,
  kind TEXT NOT NULL,
  tagline TEXT NOT NULL,
  about TEXT NOT NULL,
  street TEXT NOT NULL,
  postcode TEXT NOT NULL,
  city TEXT NOT NULL,
  country TEXT NOT NULL,
  phone TEXT NOT NULL,
  email TEXT NOT NULL,
  zone TEXT NOT NULL,
  currency TEXT NOT NULL,
  locales TEXT NOT NULL,
  hours TEXT NOT NULL,
  policy TEXT NOT NULL,
  brand TEXT NOT NULL,
  capabilities TEXT NOT NULL,
  is_public BOOLEAN NOT NULL,
  created_at BIGINT NOT NULL
);

CREATE TABLE memberships (
  business_id $UUID NOT NULL REFERENCES businesses (id) ON DELETE CASCADE,
  account_id $UUID NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
  role TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  PRIMARY KEY (business_id, account_id)
);
CREATE INDEX memberships_by_account ON memberships (account_id);

CREATE TABLE customers (
  business_id $UUID NOT NULL REFERENCES businesses (id) ON DELETE CASCADE,
  id $UUID NOT NULL,
  account_id $UUID REFERENCES accounts (id) ON DELETE SET NULL,
  name TEXT NOT NULL,
  email TEXT NOT NULL,
  phone TEXT,
  locale TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  PRIMARY KEY (business_id, id),
  UNIQUE (business_id, account_id)
);

CREATE TABLE vehicles (
  business_id $UUID NOT NULL,
  id $UUID NOT NULL,
  customer_id $UUID NOT NULL,
  make TEXT NOT NULL,
  model TEXT NOT NULL,
  year INTEGER,
  plate TEXT NOT NULL,
  vin TEXT,
  odometer_km BIGINT,
  created_at BIGINT NOT NULL,
  archived_at BIGINT,
  PRIMARY KEY (business_id, id),
  FOREIGN KEY (business_id, customer_id) REFERENCES customers (business_id, id) ON DELETE CASCADE
);
CREATE INDEX vehicles_by_customer ON vehicles (business_id, customer_id);

CREATE TABLE services (
  business_id $UUID NOT NULL REFERENCES businesses (id) ON DELETE CASCADE,
  id $UUID NOT NULL,
  slug TEXT NOT NULL,
  name TEXT NOT NULL,
  summary TEXT NOT NULL,
  price_minor BIGINT NOT NULL CHECK (price_minor >= 0),
  length_min INTEGER NOT NULL CHECK (length_min > 0),
  buffer_min INTEGER NOT NULL CHECK (buffer_min >= 0),
  skill TEXT,
  needs_bay BOOLEAN NOT NULL,
  needs_vehicle BOOLEAN NOT NULL,
  position INTEGER NOT NULL,
  active BOOLEAN NOT NULL,
  PRIMARY KEY (business_id, id),
  UNIQUE (business_id, slug)
);

CREATE TABLE resources (
  business_id $UUID NOT NULL REFERENCES businesses (id) ON DELETE CASCADE,
  id $UUID NOT NULL,
  kind TEXT NOT NULL,
  name TEXT NOT NULL,
  skills TEXT NOT NULL,
  shifts TEXT NOT NULL,
  account_id $UUID REFERENCES accounts (id) ON DELETE SET NULL,
  position INTEGER NOT NULL,
  active BOOLEAN NOT NULL,
  PRIMARY KEY (business_id, id)
);

CREATE TABLE bookings (
  business_id $UUID NOT NULL,
  id $UUID NOT NULL,
  token TEXT NOT NULL UNIQUE,
  service_id $UUID NOT NULL,
  customer_id $UUID,
  vehicle_id $UUID,
  worker_id $UUID NOT NULL,
  bay_id $UUID,
  starts_at BIGINT NOT NULL,
  ends_at BIGINT NOT NULL,
  state TEXT NOT NULL,
  hold_expires_at BIGINT,
  job_status TEXT NOT NULL,
  job_since BIGINT NOT NULL,
  price_minor BIGINT NOT NULL,
  note TEXT NOT NULL,
  locale TEXT NOT NULL,
  sequence INTEGER NOT NULL,
  created_at BIGINT NOT NULL,
  PRIMARY KEY (business_id, id),
  FOREIGN KEY (business_id, service_id) REFERENCES services (business_id, id),
  FOREIGN KEY (business_id, customer_id) REFERENCES customers (business_id, id),
  FOREIGN KEY (business_id, vehicle_id) REFERENCES vehicles (business_id, id),
  FOREIGN KEY (business_id, worker_id) REFERENCES resources (business_id, id),
  FOREIGN KEY (business_id, bay_id) REFERENCES resources (business_id, id),
  CHECK (ends_at > starts_at)
);
CREATE INDEX bookings_by_time ON bookings (business_id, starts_at);
CREATE INDEX bookings_by_customer ON bookings (business_id, customer_id);

-- One row per scarce thing that a booking takes. The refusal of overlaps is in the database's own file.
CREATE TABLE claims (
  business_id $UUID NOT NULL,
  id $UUID NOT NULL,
  resource_id $UUID NOT NULL,
  booking_id $UUID NOT NULL,
  starts_at BIGINT NOT NULL,
  ends_at BIGINT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('held', 'taken', 'released')),
  expires_at BIGINT,
  PRIMARY KEY (business_id, id),
  FOREIGN KEY (business_id, resource_id) REFERENCES resources (business_id, id),
  FOREIGN KEY (business_id, booking_id) REFERENCES bookings (business_id, id) ON DELETE CASCADE,
  CHECK (ends_at > starts_at)
);
CREATE INDEX claims_by_resource ON claims (business_id, resource_id, starts_at);
CREATE INDEX claims_by_booking ON claims (business_id, booking_id);

-- What happened to a booking, who did it, and notes: one history, never changed.
CREATE TABLE booking_events (
  business_id $UUID NOT NULL,
  id $UUID NOT NULL,
  booking_id $UUID NOT NULL,
  kind TEXT NOT NULL,
  detail TEXT NOT NULL,
  account_id $UUID REFERENCES accounts (id) ON DELETE SET NULL,
  at BIGINT NOT NULL,
  PRIMARY KEY (business_id, id),
  FOREIGN KEY (business_id, booking_id) REFERENCES bookings (business_id, id) ON DELETE CASCADE
);
CREATE INDEX booking_events_by_booking ON booking_events (business_id, booking_id);

-- Messages waiting to leave, written in the transaction of what they tell. The nil business is the installation itself.
CREATE TABLE outbox (
  business_id $UUID NOT NULL,
  id $UUID NOT NULL,
  kind TEXT NOT NULL,
  payload TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('pending', 'done', 'dead')),
  attempts INTEGER NOT NULL,
  next_at BIGINT NOT NULL,
  leased_by TEXT,
  leased_until BIGINT,
  last_error TEXT,
  created_at BIGINT NOT NULL,
  PRIMARY KEY (business_id, id)
);
CREATE INDEX outbox_due ON outbox (state, next_at);
