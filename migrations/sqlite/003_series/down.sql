DROP INDEX outbox_step;
ALTER TABLE outbox DROP COLUMN topic;
ALTER TABLE outbox DROP COLUMN step;
ALTER TABLE outbox DROP COLUMN series;
DROP TABLE series_acceptances;
DROP TABLE enrolments;
