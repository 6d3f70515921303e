DROP TABLE covers;
DROP TABLE notices;
DROP TABLE alerts;
DROP TABLE case_entries;
DROP TABLE cases;
DROP TABLE audit;
DROP FUNCTION audit_is_only_added_to();
DROP TABLE staff;
