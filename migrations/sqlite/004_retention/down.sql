DROP TABLE ledger_counts;
