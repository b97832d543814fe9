-- Settlement at speed: many settlements in one statement, each only if nothing it was computed from has changed meanwhile; and
-- every settlement with a card is a use of that card.

-- Whose turn it is: moved by everything that changes what a settlement of a person is computed from (visits, lines, counters, money
-- of the personal account). A settlement computed without locks stands only if the number is still the one it was computed at.
create table medical.turn (
  holder_id uuid primary key,
  number bigint not null check (number > 0)
) with (fillfactor = 50);

-- Breaks the statement it stands in, which is then tried again as after any other lost race.
create function medical.insist(ok boolean) returns boolean language plpgsql as $$
begin
  if ok is not true then
    raise exception 'somebody was faster' using errcode = '40001';
  end if;
  return true;
end $$;

-- The point of service at which cards are used in a designated institution.
insert into uses.terminal (institution_id, region, code, name, services, ways, online, offline, state, registered_at)
  select id, region, 'medical', name, array[case kind when 'pharmacy' then 'pharmacy-purchase' else 'medical-settlement' end],
         array['stripe', 'contact', 'contactless', 'qr', 'document'], true, false, 'open', designated_at
  from medical.institution;
alter table medical.institution add column terminal int;
update medical.institution i set terminal = t.id from uses.terminal t where t.institution_id = i.id and t.code = 'medical';
alter table medical.institution alter column terminal set not null;

-- The gateway knows keys and institutions by heart for as long as the access revision stands.
create trigger revision after update or delete on medical.institution
  for each statement execute function base.bump_revision('access');
create trigger revision after update or delete on medical.gateway_key
  for each statement execute function base.bump_revision('access');

-- Published by holders: who a person is, as sealed in the row; opened by the door of holders alone.
create view holders.sealed_view as
  select id as holder_id, document_kind, document_number, assigned_number, name, sex, born from holders.holder;
-- Published by the ledger: what is left on accounts that are no busy ones.
create view ledger.left_view as
  select owner_id, ledger, code, credits_posted - debits_posted - debits_pending as left_fen from ledger.account where not busy;
