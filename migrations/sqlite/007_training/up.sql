-- Courses that the programme vouches for. code is what people test and apply with. audience is that of a campaign;
-- starts and closes are a day or an hour on the programme's wall, closes_at the moment from which it is closed.
-- resume_after is the last person who was looked at, empty at first; scan_at when people are looked at next.
CREATE TABLE trainings (
    id            INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    code          TEXT NOT NULL UNIQUE,
    title         TEXT NOT NULL,
    place         TEXT NOT NULL,
    issuer        TEXT NOT NULL,
    audience      TEXT NOT NULL,
    starts        TEXT NOT NULL,
    closes        TEXT NOT NULL,
    closes_at     INTEGER NOT NULL,
    cost          INTEGER NOT NULL,
    seats         INTEGER,
    checked       TEXT NOT NULL,
    state         TEXT NOT NULL,
    acceptance    TEXT,
    checks        INTEGER NOT NULL,
    created_by    TEXT NOT NULL,
    resume_after  BLOB NOT NULL,
    scan_at       INTEGER NOT NULL,
    created_at    INTEGER NOT NULL,
    updated_at    INTEGER NOT NULL
) STRICT;
CREATE INDEX trainings_open ON trainings (closes_at) WHERE state = 'open';

-- Who asked for a place, once each, for staff to call back. state: asked, or waiting where all places were asked for.
CREATE TABLE training_interests (
    id            BLOB NOT NULL PRIMARY KEY,
    training_id   INTEGER NOT NULL REFERENCES trainings (id),
    subscriber_id BLOB NOT NULL,
    state         TEXT NOT NULL,
    at            INTEGER NOT NULL,
    UNIQUE (training_id, subscriber_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX training_interests_subscriber ON training_interests (subscriber_id);

-- Wrong codes of one day, of a person and, where subscriber_id is empty, of all people together;
-- braked are those of them that came after the brake.
CREATE TABLE code_guesses (
    day           TEXT NOT NULL,
    subscriber_id BLOB NOT NULL,
    wrong         INTEGER NOT NULL,
    braked        INTEGER NOT NULL,
    PRIMARY KEY (day, subscriber_id)
) STRICT, WITHOUT ROWID;
