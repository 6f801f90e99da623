-- Counts how often a row was written, so that a gateway that remembers one sees whether another has changed it since.
ALTER TABLE ledger ADD COLUMN revision integer NOT NULL DEFAULT 0;
