-- What an entry of a message needs of its message to be taken after all; part 0 is a whole message.
ALTER TABLE quarantine ADD COLUMN part    INTEGER NOT NULL DEFAULT 0;
ALTER TABLE quarantine ADD COLUMN boot    TEXT;
ALTER TABLE quarantine ADD COLUMN seq     INTEGER NOT NULL DEFAULT 0;
ALTER TABLE quarantine ADD COLUMN time_ms INTEGER NOT NULL DEFAULT 0;
ALTER TABLE quarantine ADD COLUMN quality INTEGER NOT NULL DEFAULT 3;

CREATE INDEX quarantine_by_device ON quarantine (device_id, reason);
