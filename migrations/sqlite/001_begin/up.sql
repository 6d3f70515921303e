-- Columns that end in _sealed hold ciphertext; columns that end in _key or _index hold keyed hashes.
-- Times are milliseconds since 1970, UTC. Ids are UUIDv7, made before the insert because the seal is bound to them.

CREATE TABLE meta (
    name          TEXT NOT NULL PRIMARY KEY,
    value         BLOB NOT NULL
) STRICT;

-- A person known by number. An erased person keeps only number_index and standing: the mark that honours her STOP.
CREATE TABLE subscribers (
    id            BLOB NOT NULL PRIMARY KEY,
    number_index  BLOB NOT NULL UNIQUE,
    number_sealed BLOB,
    standing      TEXT NOT NULL,
    topics        TEXT NOT NULL,
    language      TEXT,
    language_how  TEXT,
    quiet         INTEGER NOT NULL,
    hours         TEXT,
    age_band      TEXT,
    role          TEXT,
    area          TEXT,
    network       TEXT,
    account       TEXT,
    group_name    TEXT,
    joined_at     INTEGER,
    paused_until  INTEGER,
    practice      INTEGER NOT NULL,
    unreachable   INTEGER NOT NULL,
    talk_sealed   BLOB,
    created_at    INTEGER NOT NULL,
    updated_at    INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX subscribers_erasing ON subscribers (id) WHERE standing = 'erased' AND number_sealed IS NOT NULL;

-- What changed in consent, when, how, after which words. Never updated.
CREATE TABLE consent_events (
    id            BLOB NOT NULL PRIMARY KEY,
    subscriber_id BLOB NOT NULL,
    change        TEXT NOT NULL,
    topics        TEXT NOT NULL,
    how_sealed    BLOB NOT NULL,
    wording_key   TEXT,
    wording_locale TEXT,
    wording_version TEXT,
    originated_id BLOB,
    at            INTEGER NOT NULL,
    recorded_at   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX consent_events_subscriber ON consent_events (subscriber_id);

-- Messages from handsets. dedupe_key makes a repeated webhook harmless.
CREATE TABLE originated (
    id            BLOB NOT NULL PRIMARY KEY,
    account       TEXT NOT NULL,
    dedupe_key    BLOB NOT NULL UNIQUE,
    subscriber_id BLOB NOT NULL,
    body_sealed   BLOB,
    sent_at       INTEGER,
    received_at   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX originated_subscriber ON originated (subscriber_id, received_at);

-- USSD dialogues. What was typed is not kept, only keyed hashes inside state_sealed.
CREATE TABLE ussd_sessions (
    id            BLOB NOT NULL PRIMARY KEY,
    session_key   BLOB NOT NULL UNIQUE,
    subscriber_id BLOB NOT NULL,
    state_sealed  BLOB NOT NULL,
    ended         INTEGER NOT NULL,
    opened_at     INTEGER NOT NULL,
    updated_at    INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX ussd_sessions_subscriber ON ussd_sessions (subscriber_id, updated_at);

CREATE TABLE campaigns (
    id            INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    name          TEXT NOT NULL,
    message_key   TEXT NOT NULL,
    audience      TEXT NOT NULL,
    at            INTEGER NOT NULL,
    expires_after INTEGER NOT NULL,
    state         TEXT NOT NULL,
    created_by    TEXT,
    created_at    INTEGER NOT NULL,
    updated_at    INTEGER NOT NULL
) STRICT;

-- One firing of a campaign. resume_after is the last subscriber frozen, empty at first.
CREATE TABLE broadcasts (
    id            INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    campaign_id   INTEGER NOT NULL UNIQUE REFERENCES campaigns (id),
    topic         TEXT NOT NULL,
    account       TEXT NOT NULL,
    resume_after  BLOB NOT NULL,
    frozen        INTEGER NOT NULL,
    excluded      TEXT NOT NULL,
    expires_at    INTEGER NOT NULL,
    launched_at   INTEGER NOT NULL,
    finished_at   INTEGER
) STRICT;

-- The frozen words of a broadcast.
CREATE TABLE broadcast_texts (
    id            INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    broadcast_id  INTEGER NOT NULL REFERENCES broadcasts (id),
    locale        TEXT NOT NULL,
    quiet         INTEGER NOT NULL,
    seal_id       BLOB NOT NULL,
    text_sealed   BLOB NOT NULL,
    segments      INTEGER NOT NULL,
    UNIQUE (broadcast_id, locale, quiet)
) STRICT;

-- All that is to be sent or was. One row a message; its state only moves forward.
CREATE TABLE outbox (
    id            BLOB NOT NULL PRIMARY KEY,
    account       TEXT NOT NULL,
    subscriber_id BLOB NOT NULL,
    broadcast_id  INTEGER,
    text_id       INTEGER,
    originated_id BLOB,
    text_sealed   BLOB,
    segments      INTEGER NOT NULL,
    urgency       INTEGER NOT NULL,
    state         TEXT NOT NULL,
    reason        TEXT,
    external_id   TEXT,
    attempt       INTEGER NOT NULL,
    fence         INTEGER NOT NULL,
    lease_until   INTEGER,
    due_at        INTEGER NOT NULL,
    expires_at    INTEGER NOT NULL,
    created_at    INTEGER NOT NULL,
    updated_at    INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
-- One send per broadcast and person; also finds all rows of a person.
CREATE UNIQUE INDEX outbox_once ON outbox (subscriber_id, broadcast_id);
CREATE INDEX outbox_due ON outbox (account, urgency, due_at, text_id) WHERE state = 'queued';
CREATE INDEX outbox_expiry ON outbox (expires_at) WHERE state = 'queued';
CREATE INDEX outbox_open ON outbox (lease_until) WHERE state = 'submitting';
CREATE INDEX outbox_doubt ON outbox (updated_at) WHERE state = 'in_doubt';
CREATE INDEX outbox_external ON outbox (external_id) WHERE external_id IS NOT NULL;
CREATE INDEX outbox_ledger ON outbox (broadcast_id, state) WHERE broadcast_id IS NOT NULL;

-- Delivery reports as they came. Never updated but for the mark that one found its message.
CREATE TABLE receipts (
    id            BLOB NOT NULL PRIMARY KEY,
    account       TEXT NOT NULL,
    external_id   TEXT NOT NULL,
    status        TEXT NOT NULL,
    evidence      TEXT,
    reason        TEXT,
    matched       INTEGER NOT NULL,
    at            INTEGER NOT NULL,
    UNIQUE (account, external_id, status)
) STRICT, WITHOUT ROWID;
