-- Certificates with which devices show who they are, signed by the gateway's own CA. What is revoked is refused until it
-- would have ended anyway.
CREATE TABLE client_certificates (
    serial     text NOT NULL PRIMARY KEY,
    device_id  text NOT NULL,
    authority  text NOT NULL,
    issued_ms  bigint NOT NULL,
    until_ms   bigint NOT NULL,
    revoked_ms bigint
);

CREATE INDEX client_certificates_by_device ON client_certificates (device_id);
