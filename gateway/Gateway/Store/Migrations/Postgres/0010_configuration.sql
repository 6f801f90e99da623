-- What is wanted of boards, by layer: 0 all, 1 a group, 2 a device. A device's layer lies over its group's, and that over all.
CREATE TABLE config_layers (
    scope         smallint NOT NULL,
    name          text NOT NULL,
    settings_json text NOT NULL,
    changed_ms    bigint NOT NULL,
    PRIMARY KEY (scope, name)
);

-- What that comes to for each device, and what it says of it. Version 0: nothing was ever wanted.
CREATE TABLE device_configs (
    device_key    integer NOT NULL PRIMARY KEY,
    group_name    text,
    version       bigint NOT NULL DEFAULT 0,
    settings_json text,
    reported_json text,
    reported_ms   bigint
);
