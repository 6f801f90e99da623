-- What devices show a broker. A password is random, and only what PBKDF2 makes of it is kept. Two slots: while a device
-- changes to a new password both are valid, the new one until trial_until_ms; null means that it is in force.
CREATE TABLE device_credentials (
    device_id      text NOT NULL,
    slot           integer NOT NULL,
    iterations     integer NOT NULL,
    salt           bytea NOT NULL,
    hash           bytea NOT NULL,
    created_ms     bigint NOT NULL,
    trial_until_ms bigint,
    PRIMARY KEY (device_id, slot)
);

-- Codes with which a device may be registered, once.
CREATE TABLE claim_codes (
    code_hash  bytea NOT NULL PRIMARY KEY,
    device_id  text,
    expires_ms bigint NOT NULL,
    used_ms    bigint
);

-- With these whoever has registered a device asks whether its readings arrive.
CREATE TABLE provision_tokens (
    token_hash      bytea NOT NULL PRIMARY KEY,
    device_id       text NOT NULL,
    expires_ms      bigint NOT NULL,
    stored_before   bigint NOT NULL,
    first_stored_ms bigint
);
