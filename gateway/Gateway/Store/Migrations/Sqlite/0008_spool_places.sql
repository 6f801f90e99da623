-- How far each gateway's spool has been brought in: what lies before is stored.
CREATE TABLE spool_places (
    spool_id TEXT    NOT NULL PRIMARY KEY,
    segment  INTEGER NOT NULL,
    position INTEGER NOT NULL
) WITHOUT ROWID;
