-- Topics that a person left herself: only her own handset takes that back. Words separated by ;.
ALTER TABLE subscribers ADD COLUMN left_topics TEXT NOT NULL DEFAULT '';
-- Whether a guardian's or the programme's agreement is recorded for a child.
ALTER TABLE subscribers ADD COLUMN adult_agreement INTEGER NOT NULL DEFAULT 0;
