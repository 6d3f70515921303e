-- Who put a name to unreviewed texts of a campaign: who, when, which languages and which very words, as JSON.
ALTER TABLE campaigns ADD COLUMN acceptance TEXT;

-- A frozen text that goes to nobody: no native speaker reviewed it, and nobody has accepted these words.
ALTER TABLE broadcast_texts ADD COLUMN withheld INTEGER NOT NULL DEFAULT 0;
