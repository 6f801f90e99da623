-- Certificates with which devices show who they are, signed by the gateway's own CA. What is revoked is refused until it
-- would have ended anyway.
CREATE TABLE client_certificates (
    serial     TEXT NOT NULL PRIMARY KEY,
    device_id  TEXT NOT NULL,
    authority  TEXT NOT NULL,
    issued_ms  INTEGER NOT NULL,
    until_ms   INTEGER NOT NULL,
    revoked_ms INTEGER
) WITHOUT ROWID;

CREATE INDEX client_certificates_by_device ON client_certificates (device_id);
