-- Uploads whose sender gave them a key, so that a repeat is known as one.
CREATE TABLE upload_keys (
    device_key  integer NOT NULL,
    client_key  text COLLATE "C" NOT NULL,
    fingerprint bytea   NOT NULL,
    created_ms  bigint NOT NULL,
    PRIMARY KEY (device_key, client_key)
);

CREATE INDEX upload_keys_by_time ON upload_keys (created_ms);
