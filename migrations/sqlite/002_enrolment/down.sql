ALTER TABLE subscribers DROP COLUMN adult_agreement;
ALTER TABLE subscribers DROP COLUMN left_topics;
