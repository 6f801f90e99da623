-- Who may sign in. Role: 1 viewer, 2 operator, 3 admin. Without a password, who was invited and has not come yet.
CREATE TABLE people (
    person_id     bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name          text NOT NULL,
    normal_name   text NOT NULL UNIQUE,
    password_hash text,
    role          smallint NOT NULL,
    created_ms    bigint NOT NULL,
    signed_in_ms  bigint
);

-- Links that work once, as hashes of their codes. Kind: 1 sets up the gateway, 2 chooses a password, 3 signs in.
CREATE TABLE person_links (
    code_hash  bytea NOT NULL PRIMARY KEY,
    kind       smallint NOT NULL,
    person_id  bigint,
    expires_ms bigint NOT NULL
);

-- Who is signed in, with the hash of what the browser's cookie names.
CREATE TABLE person_sessions (
    session_hash bytea NOT NULL PRIMARY KEY,
    person_id    bigint NOT NULL,
    created_ms   bigint NOT NULL,
    seen_ms      bigint NOT NULL,
    expires_ms   bigint NOT NULL,
    address      text
);

CREATE INDEX person_sessions_by_person ON person_sessions (person_id);

-- Keys of programs, as hashes. Scopes are the bits of KeyScope.
CREATE TABLE api_keys (
    key_id     bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    key_hash   bytea NOT NULL UNIQUE,
    name       text NOT NULL,
    scopes     smallint NOT NULL,
    created_ms bigint NOT NULL,
    created_by text NOT NULL,
    expires_ms bigint,
    used_ms    bigint,
    revoked_ms bigint
);

-- Who did what. Outcome: 0 done, 1 failed, 2 denied.
CREATE TABLE audit (
    audit_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at_ms    bigint NOT NULL,
    actor    text NOT NULL,
    means    text NOT NULL,
    address  text,
    action   text NOT NULL,
    subject  text,
    detail   text,
    outcome  smallint NOT NULL
);

CREATE INDEX audit_by_time ON audit (at_ms);
