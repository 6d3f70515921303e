DROP INDEX outbox_announcement;
DROP INDEX training_interests_state;
