-- People of the programme. roles and languages are words separated by ;. No languages: all of the programme's.
-- phone_index finds the one who texts; an account is switched off, never removed, so that the audit keeps its names.
CREATE TABLE staff (
    id            BYTEA NOT NULL PRIMARY KEY,
    email         TEXT NOT NULL UNIQUE,
    name          TEXT NOT NULL,
    roles         TEXT NOT NULL,
    languages     TEXT NOT NULL,
    phone_index   BYTEA UNIQUE,
    phone_sealed  BYTEA,
    on_duty       BOOLEAN NOT NULL,
    active        BOOLEAN NOT NULL,
    created_at    BIGINT NOT NULL,
    updated_at    BIGINT NOT NULL
);

-- What staff did that somebody may ask about later. Never updated: each hash is made with a key from the one before and
-- from all columns of the row. place counts from 1 without a gap.
CREATE TABLE audit (
    place         BIGINT NOT NULL PRIMARY KEY,
    id            BYTEA NOT NULL UNIQUE,
    at            BIGINT NOT NULL,
    actor         TEXT NOT NULL,
    action        TEXT NOT NULL,
    subject       TEXT NOT NULL,
    detail_sealed BYTEA,
    hash          BYTEA NOT NULL
);

CREATE FUNCTION audit_is_only_added_to() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'the audit is only added to'; END $$;
CREATE TRIGGER audit_is_only_added_to BEFORE UPDATE OR DELETE OR TRUNCATE ON audit
    FOR EACH STATEMENT EXECUTE FUNCTION audit_is_only_added_to();

-- A conversation with a person of the programme. label is what staff call it: 7F3K. A tip (kind report) is one too.
-- last_in_at: when the person last wrote or pressed a key in it, which opens the window for an answer.
CREATE TABLE cases (
    id            BYTEA NOT NULL PRIMARY KEY,
    label         TEXT NOT NULL UNIQUE,
    kind          TEXT NOT NULL,
    state         TEXT NOT NULL,
    subscriber_id BYTEA,
    account       TEXT,
    locale        TEXT NOT NULL,
    assigned_to   BYTEA,
    opened_at     BIGINT NOT NULL,
    last_in_at    BIGINT NOT NULL,
    last_out_at   BIGINT,
    wait_due_at   BIGINT,
    closed_at     BIGINT,
    outcome       TEXT,
    updated_at    BIGINT NOT NULL
);
CREATE INDEX cases_subscriber ON cases (subscriber_id, kind);
CREATE INDEX cases_state ON cases (state, opened_at);
CREATE INDEX cases_wait ON cases (wait_due_at) WHERE wait_due_at IS NOT NULL;

-- What was said and done in a case, oldest first. author: person, staff or system.
CREATE TABLE case_entries (
    id            BYTEA NOT NULL PRIMARY KEY,
    case_id       BYTEA NOT NULL,
    author        TEXT NOT NULL,
    staff_id      BYTEA,
    what          TEXT NOT NULL,
    body_sealed   BYTEA,
    at            BIGINT NOT NULL
);
CREATE INDEX case_entries_case ON case_entries (case_id);

-- A person needs somebody. rung is the last step of the ladder that was told, next_at when the one above is due.
CREATE TABLE alerts (
    id            BYTEA NOT NULL PRIMARY KEY,
    case_id       BYTEA NOT NULL,
    cause         TEXT NOT NULL,
    state         TEXT NOT NULL,
    rung          INTEGER NOT NULL,
    next_at       BIGINT,
    repeats       INTEGER NOT NULL,
    raised_at     BIGINT NOT NULL,
    last_at       BIGINT NOT NULL,
    acknowledged_at BIGINT,
    acknowledged_by BYTEA,
    updated_at    BIGINT NOT NULL
);
CREATE INDEX alerts_case ON alerts (case_id);
CREATE INDEX alerts_due ON alerts (next_at) WHERE next_at IS NOT NULL;

-- One notice of an alert to one of the staff by one way (sms, mail), once for each rung. One by SMS is a message of the
-- outbox, whose states it follows; one by mail has its own.
CREATE TABLE notices (
    id            BYTEA NOT NULL PRIMARY KEY,
    alert_id      BYTEA NOT NULL,
    staff_id      BYTEA NOT NULL,
    rung          INTEGER NOT NULL,
    way           TEXT NOT NULL,
    state         TEXT NOT NULL,
    reason        TEXT,
    attempt       INTEGER NOT NULL,
    fence         BIGINT NOT NULL,
    lease_until   BIGINT,
    due_at        BIGINT NOT NULL,
    terminated_id BYTEA,
    created_at    BIGINT NOT NULL,
    updated_at    BIGINT NOT NULL,
    UNIQUE (alert_id, staff_id, rung, way)
);
CREATE INDEX notices_due ON notices (due_at) WHERE state = 'queued';
CREATE INDEX notices_open ON notices (lease_until) WHERE state = 'sending';

-- The word by which one person asks for help in silence, as a keyed hash, and what was agreed with her.
CREATE TABLE covers (
    subscriber_id BYTEA NOT NULL PRIMARY KEY,
    word_key      BYTEA NOT NULL,
    plan_sealed   BYTEA,
    set_by        TEXT NOT NULL,
    set_at        BIGINT NOT NULL,
    review_by     BIGINT NOT NULL,
    last_seen_at  BIGINT,
    updated_at    BIGINT NOT NULL
);
