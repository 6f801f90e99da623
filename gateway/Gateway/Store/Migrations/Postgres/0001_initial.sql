-- Times are Unix milliseconds.
-- Names sort by their bytes (COLLATE "C"), whatever the language of the server: paging relies on the order.

CREATE TABLE devices (
    device_key        integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    device_id         text COLLATE "C" NOT NULL UNIQUE,
    is_online         boolean NOT NULL DEFAULT false,
    status            text    NOT NULL DEFAULT 'offline',
    status_ms         bigint NOT NULL DEFAULT 0,
    first_seen_ms     bigint NOT NULL,
    last_seen_ms      bigint,
    last_heartbeat_ms bigint,
    last_upload_ms    bigint,
    boot              text,
    session           bigint NOT NULL DEFAULT 0,
    report_json       text,
    info_json         text,
    heartbeat_json    text,
    latitude          double precision,
    longitude         double precision
) WITH (fillfactor = 70); -- room in the page for its rows to change in place

-- A sensor that changes its unit is another sensor here, so that every reading keeps the unit it came with. '' is none.
CREATE TABLE sensors (
    sensor_key integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name       text COLLATE "C" NOT NULL,
    unit       text NOT NULL,
    UNIQUE (name, unit)
);

-- No unique index: that costs several times the speed, and the ledger already keeps readings from counting twice.
CREATE TABLE readings (
    time_ms    bigint NOT NULL,
    device_key integer NOT NULL,
    sensor_key integer NOT NULL,
    value      double precision NOT NULL,
    quality    smallint NOT NULL,
    arrival_ms bigint NOT NULL
);

-- Time first: new readings then land at the index's end instead of in a page for each device.
CREATE INDEX readings_by_time ON readings (time_ms, device_key, sensor_key);

CREATE TABLE last_values (
    device_key integer NOT NULL,
    sensor     text    NOT NULL,
    value      double precision NOT NULL,
    unit       text,
    time_ms    bigint NOT NULL,
    quality    smallint NOT NULL,
    PRIMARY KEY (device_key, sensor)
) WITH (fillfactor = 70);

-- One row per device and boot: stored '1-96,98', dropped 'outbox_full:97;power_loss:99-120'.
CREATE TABLE ledger (
    device_key    integer NOT NULL,
    boot          text COLLATE "C" NOT NULL,
    high          bigint NOT NULL,
    seen          bigint NOT NULL,
    stored        text    NOT NULL,
    dropped       text    NOT NULL,
    first_seen_ms bigint NOT NULL,
    last_seen_ms  bigint NOT NULL,
    PRIMARY KEY (device_key, boot)
) WITH (fillfactor = 70);

-- Equal messages are one row with a count; the fingerprint tells them apart.
CREATE TABLE quarantine (
    id            bigint  GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    fingerprint   bytea   NOT NULL UNIQUE,
    device_id     text,
    topic         text    NOT NULL,
    payload       bytea   NOT NULL,
    reason        text    NOT NULL,
    sentence      text    NOT NULL,
    contract      integer NOT NULL,
    first_seen_ms bigint NOT NULL,
    last_seen_ms  bigint NOT NULL,
    count         bigint NOT NULL
);

CREATE INDEX quarantine_by_last_seen ON quarantine (last_seen_ms, id);

CREATE TABLE counters (
    name  text    PRIMARY KEY,
    value bigint NOT NULL
);

CREATE TABLE commands (
    device_key    integer NOT NULL,
    request_id    text    NOT NULL,
    action        text    NOT NULL,
    params_json   text,
    created_ms    bigint NOT NULL,
    expires_ms    bigint NOT NULL,
    state         smallint NOT NULL,
    response_json text,
    answered_ms   bigint,
    PRIMARY KEY (device_key, request_id)
);

CREATE INDEX commands_by_time ON commands (device_key, created_ms);
CREATE INDEX commands_unanswered ON commands (expires_ms) WHERE state = 0;
