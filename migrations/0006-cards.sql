-- Cards: who issues in a region, every card with its two sides, and every move of a side.

create schema cards;

-- Issued once, never again: gives the card number and the serial number inside the card identifier (4 bytes).
create sequence cards.serial as bigint minvalue 1 maxvalue 4294967295;

create table cards.issuing_authority (
  region text primary key,
  -- Six digits of GB/T 2260.
  division text not null check (division ~ '^[0-9]{6}$'),
  -- First character of the region's card numbers. The national assignment is not published: these letters are our own.
  prefix text not null unique check (prefix ~ '^[A-HJ-NP-Z]$'),
  name_zh text not null,
  name_en text not null
);
insert into cards.issuing_authority (region, division, prefix, name_zh, name_en) values
  ('beijing', '110000', 'A', '北京市人力资源和社会保障局', 'Beijing Municipal Human Resources and Social Security Bureau'),
  ('fuzhou', '350100', 'F', '福州市人力资源和社会保障局', 'Fuzhou Municipal Human Resources and Social Security Bureau'),
  ('hengshui', '131100', 'H', '衡水市人力资源和社会保障局', 'Hengshui Municipal Human Resources and Social Security Bureau'),
  ('guangxi-beihai', '450500', 'N', '北海市人力资源和社会保障局', 'Beihai Municipal Human Resources and Social Security Bureau'),
  ('guilin', '450300', 'C', '桂林市人力资源和社会保障局', 'Guilin Municipal Human Resources and Social Security Bureau');

create table cards.card (
  id uuid primary key,
  holder_id uuid not null,
  order_id uuid,
  region text not null references cards.issuing_authority,
  bank_code text,
  generation smallint not null check (generation between 1 and 3),
  card_number text not null unique check (card_number ~ '^[0-9A-Z]{9}$'),
  -- Old cards may come without one.
  card_identifier text unique check (card_identifier ~ '^[0-9]{6}D156000005[0-9A-F]{16}$'),
  -- The 13 historical bytes.
  atr text check (atr ~ '^[0-9A-F]{26}$'),
  bank_card bytea,
  bank_card_index bytea,
  bank_card_last4 text check (bank_card_last4 ~ '^[0-9]{4}$'),
  social_state text not null check (social_state in
    ('planned', 'made', 'collected', 'enabled', 'suspended', 'invalid', 'sleeping', 'cancelled', 'destroyed', 'scrapped')),
  financial_state text not null check (financial_state in ('none', 'open', 'active', 'blocked', 'closed')),
  social_pin_failures smallint not null default 0 check (social_pin_failures between 0 and 3),
  financial_pin_failures smallint not null default 0 check (financial_pin_failures between 0 and 3),
  replaces_card_id uuid references cards.card,
  replaced_by_card_id uuid references cards.card,
  batch_proxy boolean not null default false,
  -- Last day on which it may be handed over (SLP-01); null: no limit.
  collect_by date,
  -- Null: issued before this platform, day unknown.
  planned_at timestamptz,
  made_at timestamptz,
  collected_at timestamptz,
  enabled_at timestamptz,
  expires_on date,
  check ((bank_card is null) = (bank_card_index is null) and (bank_card is null) = (bank_card_last4 is null)),
  check ((financial_state = 'none') = (bank_card is null)),
  check (replaces_card_id <> id and replaced_by_card_id <> id)
);
-- The last guard of the switch: whatever the code does, nobody ever has two good social cards (OLD-01).
create unique index one_good_card on cards.card (holder_id) where social_state in ('enabled', 'suspended');
create index card_holder on cards.card (holder_id);
create index card_order on cards.card (order_id) where order_id is not null;
create index card_bank_card on cards.card (bank_card_index) where bank_card_index is not null;
create index card_uncollected on cards.card (collect_by) where social_state = 'made' and collect_by is not null;

create function cards.refuse_return() returns trigger language plpgsql as $$
begin
  raise exception 'card %: an ended side never comes back', old.id using errcode = '42501';
end $$;
create trigger social_end before update on cards.card for each row
  when (old.social_state in ('invalid', 'destroyed', 'scrapped') and new.social_state <> old.social_state)
  execute function cards.refuse_return();
create trigger financial_end before update on cards.card for each row
  when (old.financial_state = 'closed' and new.financial_state <> old.financial_state)
  execute function cards.refuse_return();

-- Every move of a side, for recounts (ENB-06) and for the card's history.
create table cards.move (
  seq bigint generated always as identity primary key,
  card_id uuid not null references cards.card,
  side text not null check (side in ('social', 'financial')),
  from_state text,
  to_state text not null,
  at timestamptz not null
);
create index move_card on cards.move (card_id, seq);
create trigger append_only before update or delete or truncate on cards.move
  for each statement execute function base.refuse_change();

create view cards.card_view as
  select id as card_id, holder_id, order_id, region, bank_code, generation, social_state, financial_state,
         made_at, collected_at, enabled_at, batch_proxy, collect_by, expires_on
  from cards.card;
