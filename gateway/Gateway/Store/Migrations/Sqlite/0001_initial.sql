-- Times are Unix milliseconds.

CREATE TABLE devices (
    device_key        INTEGER PRIMARY KEY,
    device_id         TEXT    NOT NULL UNIQUE,
    is_online         INTEGER NOT NULL DEFAULT 0,
    status            TEXT    NOT NULL DEFAULT 'offline',
    status_ms         INTEGER NOT NULL DEFAULT 0,
    first_seen_ms     INTEGER NOT NULL,
    last_seen_ms      INTEGER,
    last_heartbeat_ms INTEGER,
    last_upload_ms    INTEGER,
    boot              TEXT,
    session           INTEGER NOT NULL DEFAULT 0,
    report_json       TEXT,
    info_json         TEXT,
    heartbeat_json    TEXT,
    latitude          REAL,
    longitude         REAL
);

-- A sensor that changes its unit is another sensor here, so that every reading keeps the unit it came with. '' is none.
CREATE TABLE sensors (
    sensor_key INTEGER PRIMARY KEY,
    name       TEXT NOT NULL,
    unit       TEXT NOT NULL,
    UNIQUE (name, unit)
);

-- No unique index: that costs several times the speed, and the ledger already keeps readings from counting twice.
CREATE TABLE readings (
    time_ms    INTEGER NOT NULL,
    device_key INTEGER NOT NULL,
    sensor_key INTEGER NOT NULL,
    value      REAL    NOT NULL,
    quality    INTEGER NOT NULL,
    arrival_ms INTEGER NOT NULL
);

-- Time first: new readings then land at the index's end instead of in a page for each device.
CREATE INDEX readings_by_time ON readings (time_ms, device_key, sensor_key);

CREATE TABLE last_values (
    device_key INTEGER NOT NULL,
    sensor     TEXT    NOT NULL,
    value      REAL    NOT NULL,
    unit       TEXT,
    time_ms    INTEGER NOT NULL,
    quality    INTEGER NOT NULL,
    PRIMARY KEY (device_key, sensor)
) WITHOUT ROWID;

-- One row per device and boot: stored '1-96,98', dropped 'outbox_full:97;power_loss:99-120'.
CREATE TABLE ledger (
    device_key    INTEGER NOT NULL,
    boot          TEXT    NOT NULL,
    high          INTEGER NOT NULL,
    seen          INTEGER NOT NULL,
    stored        TEXT    NOT NULL,
    dropped       TEXT    NOT NULL,
    first_seen_ms INTEGER NOT NULL,
    last_seen_ms  INTEGER NOT NULL,
    PRIMARY KEY (device_key, boot)
) WITHOUT ROWID;

-- Equal messages are one row with a count; the fingerprint tells them apart.
CREATE TABLE quarantine (
    id            INTEGER PRIMARY KEY AUTOINCREMENT,
    fingerprint   BLOB    NOT NULL UNIQUE,
    device_id     TEXT,
    topic         TEXT    NOT NULL,
    payload       BLOB    NOT NULL,
    reason        TEXT    NOT NULL,
    sentence      TEXT    NOT NULL,
    contract      INTEGER NOT NULL,
    first_seen_ms INTEGER NOT NULL,
    last_seen_ms  INTEGER NOT NULL,
    count         INTEGER NOT NULL
);

CREATE INDEX quarantine_by_last_seen ON quarantine (last_seen_ms, id);

CREATE TABLE counters (
    name  TEXT    PRIMARY KEY,
    value INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE commands (
    device_key    INTEGER NOT NULL,
    request_id    TEXT    NOT NULL,
    action        TEXT    NOT NULL,
    params_json   TEXT,
    created_ms    INTEGER NOT NULL,
    expires_ms    INTEGER NOT NULL,
    state         INTEGER NOT NULL,
    response_json TEXT,
    answered_ms   INTEGER,
    PRIMARY KEY (device_key, request_id)
) WITHOUT ROWID;

CREATE INDEX commands_by_time ON commands (device_key, created_ms);
CREATE INDEX commands_unanswered ON commands (expires_ms) WHERE state = 0;
