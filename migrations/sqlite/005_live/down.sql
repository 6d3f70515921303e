ALTER TABLE broadcast_texts DROP COLUMN withheld;

ALTER TABLE campaigns DROP COLUMN acceptance;
