-- What the readings of a minute, an hour and a day (UTC) come to. They stay right when readings come late and when readings
-- themselves are deleted, because they are added to, never computed again.

CREATE TABLE readings_minute (
    device_key integer NOT NULL,
    sensor_key integer NOT NULL,
    bucket_ms  bigint  NOT NULL,
    count      bigint  NOT NULL,
    low        double precision NOT NULL,
    high       double precision NOT NULL,
    sum        double precision NOT NULL,
    last       double precision NOT NULL,
    last_ms    bigint  NOT NULL,
    PRIMARY KEY (device_key, sensor_key, bucket_ms)
) WITH (fillfactor = 85);

CREATE TABLE readings_hour (LIKE readings_minute INCLUDING ALL) WITH (fillfactor = 70);
CREATE TABLE readings_day (LIKE readings_minute INCLUDING ALL) WITH (fillfactor = 70);

-- What commits have still to add to them: one row per commit, in its transaction. merged = 1 is a piece of many such rows.
CREATE TABLE rollup_pending (
    id     bigint   GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    merged smallint NOT NULL,
    deltas bytea    NOT NULL
) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000, toast.autovacuum_vacuum_scale_factor = 0, toast.autovacuum_vacuum_threshold = 1000);

ALTER TABLE rollup_pending ALTER COLUMN deltas SET STORAGE EXTERNAL; -- packed already

CREATE INDEX rollup_merged ON rollup_pending (id) WHERE merged = 1;

-- Readings that are there already. No sum may become infinite, whatever a board once sent.
INSERT INTO readings_minute
SELECT device_key, sensor_key, time_ms - (time_ms % 60000 + 60000) % 60000 AS bucket,
       COUNT(*), MIN(value), MAX(value), SUM(GREATEST(-1e290, LEAST(1e290, value))), (array_agg(value ORDER BY time_ms DESC, arrival_ms DESC))[1], MAX(time_ms)
FROM readings GROUP BY device_key, sensor_key, bucket;

INSERT INTO readings_hour
SELECT device_key, sensor_key, bucket_ms - (bucket_ms % 3600000 + 3600000) % 3600000 AS bucket,
       SUM(count), MIN(low), MAX(high), SUM(sum), (array_agg(last ORDER BY last_ms DESC))[1], MAX(last_ms)
FROM readings_minute GROUP BY device_key, sensor_key, bucket;

INSERT INTO readings_day
SELECT device_key, sensor_key, bucket_ms - (bucket_ms % 86400000 + 86400000) % 86400000 AS bucket,
       SUM(count), MIN(low), MAX(high), SUM(sum), (array_agg(last ORDER BY last_ms DESC))[1], MAX(last_ms)
FROM readings_hour GROUP BY device_key, sensor_key, bucket;

-- Readings by day, so that old ones go at once and without a trace. A hypertable of TimescaleDB where that is to be had.

ALTER TABLE readings RENAME TO readings_before;
DROP INDEX readings_by_time;

DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_available_extensions WHERE name = 'timescaledb') THEN
        RAISE EXCEPTION USING ERRCODE = 'feature_not_supported';
    END IF;
    CREATE EXTENSION IF NOT EXISTS timescaledb;
    CREATE TABLE readings (LIKE readings_before);
    PERFORM create_hypertable('readings', 'time_ms', chunk_time_interval => 86400000::bigint, create_default_indexes => false);
    CREATE FUNCTION nanofleet_now_ms() RETURNS bigint LANGUAGE sql STABLE AS 'SELECT (extract(epoch FROM now()) * 1000)::bigint';
    PERFORM set_integer_now_func('readings', 'nanofleet_now_ms');
    ALTER TABLE readings SET (timescaledb.compress, timescaledb.compress_segmentby = 'device_key, sensor_key', timescaledb.compress_orderby = 'time_ms');
    PERFORM add_compression_policy('readings', 7 * 86400000::bigint);
EXCEPTION WHEN OTHERS THEN -- not installed, not preloaded, or no right to add it: PostgreSQL alone does it too
    CREATE TABLE readings (LIKE readings_before) PARTITION BY RANGE (time_ms);
END $$;

-- Time first: new readings then land at the index's end instead of in a page for each device.
CREATE INDEX readings_by_time ON readings (time_ms, device_key, sensor_key);

-- Makes the partition of a day, counted from 1970, and moves into it what came before it was there. The caller keeps others out.
CREATE FUNCTION readings_add_day(day bigint) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
    since bigint := day * 86400000;
    until bigint := since + 86400000;
    name text := 'readings_' || to_char(to_timestamp(since / 1000) AT TIME ZONE 'UTC', 'YYYYMMDD');
BEGIN
    IF to_regclass(name) IS NOT NULL THEN RETURN false; END IF;
    LOCK TABLE readings_other IN ACCESS EXCLUSIVE MODE;
    EXECUTE format('CREATE TABLE %I (LIKE readings INCLUDING INDEXES)', name);
    EXECUTE format('WITH moved AS (DELETE FROM readings_other WHERE time_ms >= %s AND time_ms < %s RETURNING *) INSERT INTO %I SELECT * FROM moved', since, until, name);
    EXECUTE format('ALTER TABLE readings ATTACH PARTITION %I FOR VALUES FROM (%s) TO (%s)', name, since, until);
    RETURN true;
END $$;

DO $$
DECLARE
    today bigint := floor(extract(epoch FROM now()) / 86400);
BEGIN
    IF (SELECT relkind FROM pg_class WHERE oid = 'readings'::regclass) = 'p' THEN
        CREATE TABLE readings_other PARTITION OF readings DEFAULT; -- times for which no day was made: long ago, or a wrong clock
        PERFORM readings_add_day(day)
        FROM (SELECT DISTINCT time_ms / 86400000 AS day FROM readings_before) AS known
        WHERE day BETWEEN today - 1000 AND today + 3;
    END IF;
END $$;

INSERT INTO readings SELECT * FROM readings_before;
DROP TABLE readings_before;
