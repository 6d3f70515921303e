-- Columns that end in _sealed hold ciphertext; columns that end in _key or _index hold keyed hashes.
-- Times are milliseconds since 1970, UTC. Ids are UUIDv7, made before the insert because the seal is bound to them.

CREATE TABLE meta (
    name          TEXT NOT NULL PRIMARY KEY,
    value         BYTEA NOT NULL
);

-- A person known by number. An erased person keeps only number_index and standing: the mark that honours her STOP.
CREATE TABLE subscribers (
    id            BYTEA NOT NULL PRIMARY KEY,
    number_index  BYTEA NOT NULL UNIQUE,
    number_sealed BYTEA,
    standing      TEXT NOT NULL,
    topics        TEXT NOT NULL,
    language      TEXT,
    language_how  TEXT,
    quiet         BOOLEAN NOT NULL,
    hours         TEXT,
    age_band      TEXT,
    role          TEXT,
    area          TEXT,
    network       TEXT,
    account       TEXT,
    group_name    TEXT,
    joined_at     BIGINT,
    paused_until  BIGINT,
    practice      BOOLEAN NOT NULL,
    unreachable   BOOLEAN NOT NULL,
    talk_sealed   BYTEA,
    created_at    BIGINT NOT NULL,
    updated_at    BIGINT NOT NULL
);

CREATE INDEX subscribers_erasing ON subscribers (id) WHERE standing = 'erased' AND number_sealed IS NOT NULL;

-- What changed in consent, when, how, after which words. Never updated.
CREATE TABLE consent_events (
    id            BYTEA NOT NULL PRIMARY KEY,
    subscriber_id BYTEA NOT NULL,
    change        TEXT NOT NULL,
    topics        TEXT NOT NULL,
    how_sealed    BYTEA NOT NULL,
    wording_key   TEXT,
    wording_locale TEXT,
    wording_version TEXT,
    originated_id BYTEA,
    at            BIGINT NOT NULL,
    recorded_at   BIGINT NOT NULL
);
CREATE INDEX consent_events_subscriber ON consent_events (subscriber_id);

-- Messages from handsets. dedupe_key makes a repeated webhook harmless.
CREATE TABLE originated (
    id            BYTEA NOT NULL PRIMARY KEY,
    account       TEXT NOT NULL,
    dedupe_key    BYTEA NOT NULL UNIQUE,
    subscriber_id BYTEA NOT NULL,
    body_sealed   BYTEA,
    sent_at       BIGINT,
    received_at   BIGINT NOT NULL
);
CREATE INDEX originated_subscriber ON originated (subscriber_id, received_at);

-- USSD dialogues. What was typed is not kept, only keyed hashes inside state_sealed.
CREATE TABLE ussd_sessions (
    id            BYTEA NOT NULL PRIMARY KEY,
    session_key   BYTEA NOT NULL UNIQUE,
    subscriber_id BYTEA NOT NULL,
    state_sealed  BYTEA NOT NULL,
    ended         BOOLEAN NOT NULL,
    opened_at     BIGINT NOT NULL,
    updated_at    BIGINT NOT NULL
);
CREATE INDEX ussd_sessions_subscriber ON ussd_sessions (subscriber_id, updated_at);

CREATE TABLE campaigns (
    id            BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name          TEXT NOT NULL,
    message_key   TEXT NOT NULL,
    audience      TEXT NOT NULL,
    at            BIGINT NOT NULL,
    expires_after BIGINT NOT NULL,
    state         TEXT NOT NULL,
    created_by    TEXT,
    created_at    BIGINT NOT NULL,
    updated_at    BIGINT NOT NULL
);

-- One firing of a campaign. resume_after is the last subscriber frozen, empty at first.
CREATE TABLE broadcasts (
    id            BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    campaign_id   BIGINT NOT NULL UNIQUE REFERENCES campaigns (id),
    topic         TEXT NOT NULL,
    account       TEXT NOT NULL,
    resume_after  BYTEA NOT NULL,
    frozen        BOOLEAN NOT NULL,
    excluded      TEXT NOT NULL,
    expires_at    BIGINT NOT NULL,
    launched_at   BIGINT NOT NULL,
    finished_at   BIGINT
);

-- The frozen words of a broadcast.
CREATE TABLE broadcast_texts (
    id            BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    broadcast_id  BIGINT NOT NULL REFERENCES broadcasts (id),
    locale        TEXT NOT NULL,
    quiet         BOOLEAN NOT NULL,
    seal_id       BYTEA NOT NULL,
    text_sealed   BYTEA NOT NULL,
    segments      INTEGER NOT NULL,
    UNIQUE (broadcast_id, locale, quiet)
);

-- All that is to be sent or was. One row a message; its state only moves forward.
CREATE TABLE outbox (
    id            BYTEA NOT NULL PRIMARY KEY,
    account       TEXT NOT NULL,
    subscriber_id BYTEA NOT NULL,
    broadcast_id  BIGINT,
    text_id       BIGINT,
    originated_id BYTEA,
    text_sealed   BYTEA,
    segments      INTEGER NOT NULL,
    urgency       INTEGER NOT NULL,
    state         TEXT NOT NULL,
    reason        TEXT,
    external_id   TEXT,
    attempt       INTEGER NOT NULL,
    fence         BIGINT NOT NULL,
    lease_until   BIGINT,
    due_at        BIGINT NOT NULL,
    expires_at    BIGINT NOT NULL,
    created_at    BIGINT NOT NULL,
    updated_at    BIGINT NOT NULL
);
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
    id            BYTEA NOT NULL PRIMARY KEY,
    account       TEXT NOT NULL,
    external_id   TEXT NOT NULL,
    status        TEXT NOT NULL,
    evidence      TEXT,
    reason        TEXT,
    matched       BOOLEAN NOT NULL,
    at            BIGINT NOT NULL,
    UNIQUE (account, external_id, status)
);
