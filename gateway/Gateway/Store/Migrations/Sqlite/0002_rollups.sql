-- What the readings of a minute, an hour and a day (UTC) come to. They stay right when readings come late and when readings
-- themselves are deleted, because they are added to, never computed again. One sensor's buckets lie side by side.

CREATE TABLE readings_minute (
    device_key INTEGER NOT NULL,
    sensor_key INTEGER NOT NULL,
    bucket_ms  INTEGER NOT NULL,
    count      INTEGER NOT NULL,
    low        REAL    NOT NULL,
    high       REAL    NOT NULL,
    sum        REAL    NOT NULL,
    last       REAL    NOT NULL,
    last_ms    INTEGER NOT NULL,
    PRIMARY KEY (device_key, sensor_key, bucket_ms)
) WITHOUT ROWID;

CREATE TABLE readings_hour (
    device_key INTEGER NOT NULL,
    sensor_key INTEGER NOT NULL,
    bucket_ms  INTEGER NOT NULL,
    count      INTEGER NOT NULL,
    low        REAL    NOT NULL,
    high       REAL    NOT NULL,
    sum        REAL    NOT NULL,
    last       REAL    NOT NULL,
    last_ms    INTEGER NOT NULL,
    PRIMARY KEY (device_key, sensor_key, bucket_ms)
) WITHOUT ROWID;

CREATE TABLE readings_day (
    device_key INTEGER NOT NULL,
    sensor_key INTEGER NOT NULL,
    bucket_ms  INTEGER NOT NULL,
    count      INTEGER NOT NULL,
    low        REAL    NOT NULL,
    high       REAL    NOT NULL,
    sum        REAL    NOT NULL,
    last       REAL    NOT NULL,
    last_ms    INTEGER NOT NULL,
    PRIMARY KEY (device_key, sensor_key, bucket_ms)
) WITHOUT ROWID;

-- What commits have still to add to them: one row per commit, in its transaction. merged = 1 is a piece of many such rows.
CREATE TABLE rollup_pending (
    id     INTEGER PRIMARY KEY AUTOINCREMENT,
    merged INTEGER NOT NULL,
    deltas BLOB    NOT NULL
);

CREATE INDEX rollup_merged ON rollup_pending (id) WHERE merged = 1;

-- Readings that are there already. No sum may become infinite, whatever a board once sent.
INSERT INTO readings_minute
SELECT device_key, sensor_key, time_ms - (time_ms % 60000 + 60000) % 60000 AS bucket,
       COUNT(*), MIN(value), MAX(value), SUM(MAX(-1e290, MIN(1e290, value))), 0, MAX(time_ms)
FROM readings GROUP BY device_key, sensor_key, bucket;

UPDATE readings_minute
SET last = (SELECT r.value FROM readings r
            WHERE r.time_ms = last_ms AND r.device_key = readings_minute.device_key AND r.sensor_key = readings_minute.sensor_key
            ORDER BY r.rowid DESC LIMIT 1);

INSERT INTO readings_hour
SELECT device_key, sensor_key, bucket_ms - (bucket_ms % 3600000 + 3600000) % 3600000 AS bucket,
       SUM(count), MIN(low), MAX(high), SUM(sum), 0, MAX(last_ms)
FROM readings_minute GROUP BY device_key, sensor_key, bucket;

UPDATE readings_hour
SET last = (SELECT m.last FROM readings_minute m
            WHERE m.device_key = readings_hour.device_key AND m.sensor_key = readings_hour.sensor_key
              AND m.bucket_ms = readings_hour.last_ms - (readings_hour.last_ms % 60000 + 60000) % 60000);

INSERT INTO readings_day
SELECT device_key, sensor_key, bucket_ms - (bucket_ms % 86400000 + 86400000) % 86400000 AS bucket,
       SUM(count), MIN(low), MAX(high), SUM(sum), 0, MAX(last_ms)
FROM readings_hour GROUP BY device_key, sensor_key, bucket;

UPDATE readings_day
SET last = (SELECT h.last FROM readings_hour h
            WHERE h.device_key = readings_day.device_key AND h.sensor_key = readings_day.sensor_key
              AND h.bucket_ms = readings_day.last_ms - (readings_day.last_ms % 3600000 + 3600000) % 3600000);
