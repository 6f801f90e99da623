-- When a boot began, learnt from the first message with both time and uptime.
CREATE TABLE boot_clocks (
    device_key integer NOT NULL,
    boot       text COLLATE "C" NOT NULL,
    started_ms bigint NOT NULL,
    PRIMARY KEY (device_key, boot)
);

-- Readings that know only their uptime and wait for their board to know the time.
CREATE TABLE unplaced (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    device_key integer NOT NULL,
    boot       text COLLATE "C" NOT NULL,
    sensor_key integer NOT NULL,
    sensor     text    NOT NULL,
    unit       text,
    uptime_ms  bigint NOT NULL,
    value      double precision   NOT NULL,
    arrival_ms bigint NOT NULL
);

CREATE INDEX unplaced_by_boot ON unplaced (device_key, boot);
CREATE INDEX unplaced_by_arrival ON unplaced (arrival_ms);
