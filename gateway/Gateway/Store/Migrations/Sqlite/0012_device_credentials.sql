-- What devices show a broker. A password is random, and only what PBKDF2 makes of it is kept. Two slots: while a device
-- changes to a new password both are valid, the new one until trial_until_ms; null means that it is in force.
CREATE TABLE device_credentials (
    device_id      TEXT NOT NULL,
    slot           INTEGER NOT NULL,
    iterations     INTEGER NOT NULL,
    salt           BLOB NOT NULL,
    hash           BLOB NOT NULL,
    created_ms     INTEGER NOT NULL,
    trial_until_ms INTEGER,
    PRIMARY KEY (device_id, slot)
) WITHOUT ROWID;

-- Codes with which a device may be registered, once.
CREATE TABLE claim_codes (
    code_hash  BLOB NOT NULL PRIMARY KEY,
    device_id  TEXT,
    expires_ms INTEGER NOT NULL,
    used_ms    INTEGER
) WITHOUT ROWID;

-- With these whoever has registered a device asks whether its readings arrive.
CREATE TABLE provision_tokens (
    token_hash      BLOB NOT NULL PRIMARY KEY,
    device_id       TEXT NOT NULL,
    expires_ms      INTEGER NOT NULL,
    stored_before   INTEGER NOT NULL,
    first_stored_ms INTEGER
) WITHOUT ROWID;
