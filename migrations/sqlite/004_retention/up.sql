-- What is left of messages whose rows are past: how many, by month (UTC), account, broadcast (0: none) and state.
-- 'received' are texts from people. The counts of a campaign are these and the rows that are still there.
CREATE TABLE ledger_counts (
    month         TEXT NOT NULL,
    account       TEXT NOT NULL,
    broadcast_id  INTEGER NOT NULL,
    state         TEXT NOT NULL,
    messages      INTEGER NOT NULL,
    segments      INTEGER NOT NULL,
    PRIMARY KEY (month, account, broadcast_id, state)
) STRICT, WITHOUT ROWID;
CREATE INDEX ledger_counts_broadcast ON ledger_counts (broadcast_id);
