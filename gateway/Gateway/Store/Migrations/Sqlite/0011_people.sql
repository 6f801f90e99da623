-- Who may sign in. Role: 1 viewer, 2 operator, 3 admin. Without a password, who was invited and has not come yet.
CREATE TABLE people (
    person_id     INTEGER PRIMARY KEY,
    name          TEXT NOT NULL,
    normal_name   TEXT NOT NULL UNIQUE,
    password_hash TEXT,
    role          INTEGER NOT NULL,
    created_ms    INTEGER NOT NULL,
    signed_in_ms  INTEGER
);

-- Links that work once, as hashes of their codes. Kind: 1 sets up the gateway, 2 chooses a password, 3 signs in.
CREATE TABLE person_links (
    code_hash  BLOB NOT NULL PRIMARY KEY,
    kind       INTEGER NOT NULL,
    person_id  INTEGER,
    expires_ms INTEGER NOT NULL
) WITHOUT ROWID;

-- Who is signed in, with the hash of what the browser's cookie names.
CREATE TABLE person_sessions (
    session_hash BLOB NOT NULL PRIMARY KEY,
    person_id    INTEGER NOT NULL,
    created_ms   INTEGER NOT NULL,
    seen_ms      INTEGER NOT NULL,
    expires_ms   INTEGER NOT NULL,
    address      TEXT
) WITHOUT ROWID;

CREATE INDEX person_sessions_by_person ON person_sessions (person_id);

-- Keys of programs, as hashes. Scopes are the bits of KeyScope.
CREATE TABLE api_keys (
    key_id     INTEGER PRIMARY KEY,
    key_hash   BLOB NOT NULL UNIQUE,
    name       TEXT NOT NULL,
    scopes     INTEGER NOT NULL,
    created_ms INTEGER NOT NULL,
    created_by TEXT NOT NULL,
    expires_ms INTEGER,
    used_ms    INTEGER,
    revoked_ms INTEGER
);

-- Who did what. Outcome: 0 done, 1 failed, 2 denied.
CREATE TABLE audit (
    audit_id INTEGER PRIMARY KEY AUTOINCREMENT,
    at_ms    INTEGER NOT NULL,
    actor    TEXT NOT NULL,
    means    TEXT NOT NULL,
    address  TEXT,
    action   TEXT NOT NULL,
    subject  TEXT,
    detail   TEXT,
    outcome  INTEGER NOT NULL
);

CREATE INDEX audit_by_time ON audit (at_ms);
