-- One person on record twice: after two people of the bureau have said so, one record stays and the other points to it for ever.

alter table holders.holder add column merged_into uuid references holders.holder;
alter table holders.holder add constraint merged_elsewhere check (merged_into <> id);

create table holders.merge (
  id uuid primary key,
  -- The record that gives way, and the one that stays.
  from_id uuid not null references holders.holder,
  into_id uuid not null references holders.holder,
  state text not null check (state in ('proposed', 'withdrawn', 'done')),
  proof_kind text not null,
  proof_number bytea not null,
  proposed_by text not null,
  proposed_at timestamptz not null,
  decided_by text,
  decided_at timestamptz,
  check (from_id <> into_id),
  check ((state = 'proposed') = (decided_by is null) and (decided_by is null) = (decided_at is null)),
  -- Two people, whatever the code does.
  check (state <> 'done' or decided_by <> proposed_by)
);
create unique index merge_open on holders.merge (from_id) where state = 'proposed';
create unique index merge_done on holders.merge (from_id) where state = 'done';

-- Where a record that gave way went: for modules above that keep facts under its id.
create view holders.merged_view as
  select id as merged_id, merged_into as holder_id from holders.holder where merged_into is not null;
