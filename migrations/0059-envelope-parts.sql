-- A bank takes only so many lines in one file: what it is to pay in a run goes out in parts, each an envelope with a stretch of the
-- entitlements of its own. Until now there was one for each bank, with all of them.
alter table benefits.paying_account add column most_lines int not null default 200000 check (most_lines between 1 and 200000);
alter table benefits.envelope
  add column part int not null default 1 check (part > 0),
  add column first_entitlement bigint not null default 1,
  add column last_entitlement bigint not null default 9223372036854775807,
  add check (first_entitlement <= last_entitlement),
  drop constraint envelope_run_id_bank_code_key,
  add constraint envelope_part unique (run_id, bank_code, part);
