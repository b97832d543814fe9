-- What the policy lab and the service figures read across modules, and a roster that is taken in piece by piece.

-- How much work an outlet takes on in a day, from a day on (CAL-15).
create view institutions.quota_view as
  select institution_id, work, from_day, per_day from institutions.quota;

-- Complaints as figures: no person, no words (GOV-07).
create view uses.complaint_view as
  select t.region, c.state, c.complained_at, c.answered_at from uses.complaint c join uses.terminal t on t.id = c.terminal;

-- A large roster becomes orders in the background; `taken` is how many of its good rows have become orders so far (APP-01).
alter table orders.roster_import add column taken int not null default 0 check (taken >= 0);
alter table orders.roster_import drop constraint roster_import_state_check;
alter table orders.roster_import add constraint roster_import_state_check check (state in ('checked', 'importing', 'committed'));
