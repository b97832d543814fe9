-- An account's page keeps room for new versions of the few rows that change at one time; two fifths of it was too much: every page that
-- is not in memory is a read, and one more to write back.
alter table ledger.account set (fillfactor = 85);
