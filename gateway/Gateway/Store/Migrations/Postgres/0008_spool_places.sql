-- How far each gateway's spool has been brought in: what lies before is stored.
CREATE TABLE spool_places (
    spool_id text   NOT NULL PRIMARY KEY,
    segment  bigint NOT NULL,
    position bigint NOT NULL
);
