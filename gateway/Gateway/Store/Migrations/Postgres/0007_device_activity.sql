-- When devices were heard and sent readings: beside their rows, because it changes all the time and they do not. Written by the
-- fold of rollup_pending, as last_values is now: a flood then touches each of them once a second, not once a message.
CREATE TABLE device_activity (
    device_key     integer PRIMARY KEY,
    last_seen_ms   bigint,
    last_upload_ms bigint
) WITH (fillfactor = 70);

INSERT INTO device_activity SELECT device_key, last_seen_ms, last_upload_ms FROM devices WHERE last_seen_ms IS NOT NULL OR last_upload_ms IS NOT NULL;

ALTER TABLE devices DROP COLUMN last_seen_ms;
ALTER TABLE devices DROP COLUMN last_upload_ms;
