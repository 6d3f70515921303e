-- People of the programme. roles and languages are words separated by ;. No languages: all of the programme's.
-- phone_index finds the one who texts; an account is switched off, never removed, so that the audit keeps its names.
CREATE TABLE staff (
    id            BLOB NOT NULL PRIMARY KEY,
    email         TEXT NOT NULL UNIQUE,
    name          TEXT NOT NULL,
    roles         TEXT NOT NULL,
    languages     TEXT NOT NULL,
    phone_index   BLOB UNIQUE,
    phone_sealed  BLOB,
    on_duty       INTEGER NOT NULL,
    active        INTEGER NOT NULL,
    created_at    INTEGER NOT NULL,
    updated_at    INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- What staff did that somebody may ask about later. Never updated: each hash is made with a key from the one before and
-- from all columns of the row. place counts from 1 without a gap.
CREATE TABLE audit (
    place         INTEGER NOT NULL PRIMARY KEY,
    id            BLOB NOT NULL UNIQUE,
    at            INTEGER NOT NULL,
    actor         TEXT NOT NULL,
    action        TEXT NOT NULL,
    subject       TEXT NOT NULL,
    detail_sealed BLOB,
    hash          BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TRIGGER audit_is_not_changed BEFORE UPDATE ON audit
    BEGIN SELECT RAISE(ABORT, 'the audit is only added to'); END;
CREATE TRIGGER audit_is_not_removed BEFORE DELETE ON audit
    BEGIN SELECT RAISE(ABORT, 'the audit is only added to'); END;
-- INSERT OR REPLACE removes without the trigger of removal.
CREATE TRIGGER audit_is_not_replaced BEFORE INSERT ON audit
    WHEN EXISTS (SELECT 1 FROM audit WHERE place = NEW.place OR id = NEW.id)
    BEGIN SELECT RAISE(ABORT, 'the audit is only added to'); END;

-- A conversation with a person of the programme. label is what staff call it: 7F3K. A tip (kind report) is one too.
-- last_in_at: when the person last wrote or pressed a key in it. window_until: until when she may be answered, empty once
-- she said that it is no good time. wait_due_at: when she is told that nobody has come yet.
CREATE TABLE cases (
    id            BLOB NOT NULL PRIMARY KEY,
    label         TEXT NOT NULL UNIQUE,
    kind          TEXT NOT NULL,
    state         TEXT NOT NULL,
    subscriber_id BLOB,
    account       TEXT,
    locale        TEXT NOT NULL,
    assigned_to   BLOB,
    opened_at     INTEGER NOT NULL,
    last_in_at    INTEGER NOT NULL,
    last_out_at   INTEGER,
    window_until  INTEGER,
    wait_due_at   INTEGER,
    closed_at     INTEGER,
    outcome       TEXT,
    updated_at    INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX cases_subscriber ON cases (subscriber_id, kind);
CREATE INDEX cases_state ON cases (state, opened_at);
CREATE INDEX cases_wait ON cases (wait_due_at) WHERE wait_due_at IS NOT NULL;

-- What was said and done in a case, oldest first. author: person, staff or system.
CREATE TABLE case_entries (
    id            BLOB NOT NULL PRIMARY KEY,
    case_id       BLOB NOT NULL,
    author        TEXT NOT NULL,
    staff_id      BLOB,
    what          TEXT NOT NULL,
    body_sealed   BLOB,
    at            INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX case_entries_case ON case_entries (case_id);

-- A person needs somebody. rung is the last step of the ladder that was told, next_at when the one above is due.
CREATE TABLE alerts (
    id            BLOB NOT NULL PRIMARY KEY,
    case_id       BLOB NOT NULL,
    cause         TEXT NOT NULL,
    state         TEXT NOT NULL,
    rung          INTEGER NOT NULL,
    next_at       INTEGER,
    repeats       INTEGER NOT NULL,
    raised_at     INTEGER NOT NULL,
    last_at       INTEGER NOT NULL,
    acknowledged_at INTEGER,
    acknowledged_by BLOB,
    updated_at    INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX alerts_case ON alerts (case_id);
CREATE INDEX alerts_due ON alerts (next_at) WHERE next_at IS NOT NULL;

-- One notice of an alert to one of the staff by one way (sms, mail), once for each rung. One by SMS is a message of the
-- outbox, whose states it follows; one by mail has its own.
CREATE TABLE notices (
    id            BLOB NOT NULL PRIMARY KEY,
    alert_id      BLOB NOT NULL,
    staff_id      BLOB NOT NULL,
    rung          INTEGER NOT NULL,
    way           TEXT NOT NULL,
    state         TEXT NOT NULL,
    reason        TEXT,
    attempt       INTEGER NOT NULL,
    fence         INTEGER NOT NULL,
    lease_until   INTEGER,
    due_at        INTEGER NOT NULL,
    terminated_id BLOB,
    created_at    INTEGER NOT NULL,
    updated_at    INTEGER NOT NULL,
    UNIQUE (alert_id, staff_id, rung, way)
) STRICT, WITHOUT ROWID;
CREATE INDEX notices_due ON notices (due_at) WHERE state = 'queued';
CREATE INDEX notices_open ON notices (lease_until) WHERE state = 'sending';

-- The word by which one person asks for help in silence, as a keyed hash, and what was agreed with her.
CREATE TABLE covers (
    subscriber_id BLOB NOT NULL PRIMARY KEY,
    word_key      BLOB NOT NULL,
    plan_sealed   BLOB,
    set_by        TEXT NOT NULL,
    set_at        INTEGER NOT NULL,
    review_by     INTEGER NOT NULL,
    last_seen_at  INTEGER,
    updated_at    INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
