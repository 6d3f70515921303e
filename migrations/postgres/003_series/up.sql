-- One person in one series. next_step is the place of the text that comes next, day the date on which it comes, due_at
-- when it is looked at. last_at is when one was last sent without her asking.
CREATE TABLE enrolments (
    subscriber_id BYTEA NOT NULL,
    series        TEXT NOT NULL,
    state         TEXT NOT NULL,
    next_step     INTEGER NOT NULL,
    day           TEXT NOT NULL,
    due_at        BIGINT NOT NULL,
    last_at       BIGINT,
    resting_until BIGINT,
    created_at    BIGINT NOT NULL,
    updated_at    BIGINT NOT NULL,
    PRIMARY KEY (subscriber_id, series)
);
CREATE INDEX enrolments_due ON enrolments (due_at) WHERE state = 'active';

-- Somebody's named acceptance of texts of a series that no native speaker has read. versions holds key=fingerprint, one
-- word each. Never updated.
CREATE TABLE series_acceptances (
    id            BYTEA NOT NULL PRIMARY KEY,
    series        TEXT NOT NULL,
    locale        TEXT NOT NULL,
    versions      TEXT NOT NULL,
    accepted_by   TEXT NOT NULL,
    accepted_at   BIGINT NOT NULL
);

-- A text of a series: which series, which text, and the topic that the gates ask about.
ALTER TABLE outbox ADD COLUMN series TEXT;
ALTER TABLE outbox ADD COLUMN step TEXT;
ALTER TABLE outbox ADD COLUMN topic TEXT;
-- Each text of a series once to each person, whatever the clock does. One that was withdrawn before it left has no step.
CREATE UNIQUE INDEX outbox_step ON outbox (subscriber_id, series, step) WHERE step IS NOT NULL;
