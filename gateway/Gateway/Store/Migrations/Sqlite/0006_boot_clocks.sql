-- When a boot began, learnt from the first message with both time and uptime.
CREATE TABLE boot_clocks (
    device_key INTEGER NOT NULL,
    boot       TEXT    NOT NULL,
    started_ms INTEGER NOT NULL,
    PRIMARY KEY (device_key, boot)
) WITHOUT ROWID;

-- Readings that know only their uptime and wait for their board to know the time.
CREATE TABLE unplaced (
    id         INTEGER PRIMARY KEY,
    device_key INTEGER NOT NULL,
    boot       TEXT    NOT NULL,
    sensor_key INTEGER NOT NULL,
    sensor     TEXT    NOT NULL,
    unit       TEXT,
    uptime_ms  INTEGER NOT NULL,
    value      REAL    NOT NULL,
    arrival_ms INTEGER NOT NULL
);

CREATE INDEX unplaced_by_boot ON unplaced (device_key, boot);
CREATE INDEX unplaced_by_arrival ON unplaced (arrival_ms);
