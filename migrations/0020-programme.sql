-- The programme, second stride: telephone numbers of rosters, booking at outlets, persons found twice, alliances.

-- Telephone numbers of the good rows, aligned with them and sealed as one; gone once the roster is committed.
alter table orders.roster_import add column phones bytea;

-- Who acts is compared by person, records that ended included: found at every call of a member of staff.
create index staff_person on institutions.staff (document_index) where document_index is not null;
create index staff_name on institutions.staff (institution_id, name_index);
