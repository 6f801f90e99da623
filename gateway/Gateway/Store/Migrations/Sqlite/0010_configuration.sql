-- What is wanted of boards, by layer: 0 all, 1 a group, 2 a device. A device's layer lies over its group's, and that over all.
CREATE TABLE config_layers (
    scope         INTEGER NOT NULL,
    name          TEXT NOT NULL,
    settings_json TEXT NOT NULL,
    changed_ms    INTEGER NOT NULL,
    PRIMARY KEY (scope, name)
) WITHOUT ROWID;

-- What that comes to for each device, and what it says of it. Version 0: nothing was ever wanted.
CREATE TABLE device_configs (
    device_key    INTEGER NOT NULL PRIMARY KEY,
    group_name    TEXT,
    version       INTEGER NOT NULL DEFAULT 0,
    settings_json TEXT,
    reported_json TEXT,
    reported_ms   INTEGER
) WITHOUT ROWID;
