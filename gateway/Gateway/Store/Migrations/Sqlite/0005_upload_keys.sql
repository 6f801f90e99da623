-- Uploads whose sender gave them a key, so that a repeat is known as one.
CREATE TABLE upload_keys (
    device_key  INTEGER NOT NULL,
    client_key  TEXT    NOT NULL,
    fingerprint BLOB    NOT NULL,
    created_ms  INTEGER NOT NULL,
    PRIMARY KEY (device_key, client_key)
) WITHOUT ROWID;

CREATE INDEX upload_keys_by_time ON upload_keys (created_ms);
