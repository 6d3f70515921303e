-- How many asked for a place is counted in the index alone: each turn about a course with counted places asks.
CREATE INDEX training_interests_state ON training_interests (training_id, state);

-- Finds the announcements of one training, whose code is their step. No other message pays for it.
CREATE INDEX outbox_announcement ON outbox (step) WHERE series = 'training alert';
