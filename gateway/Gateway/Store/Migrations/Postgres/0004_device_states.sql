-- unknown, pending, approved, suspended or retired. Those that were taken before there were states are approved.
ALTER TABLE devices ADD COLUMN state text NOT NULL DEFAULT 'approved';

CREATE INDEX devices_pending ON devices (device_key) WHERE state = 'pending';

-- What waits for its device to be approved.
CREATE INDEX quarantine_pending ON quarantine (device_id) WHERE reason = 'pending';
