-- Uses 用卡: points of service, what they accept, every use of a card once, and what the holder says about it.

-- One number for everything that decides who may come and on what terms. What a process has cached is right as long as
-- the number stands; the one statement of the hot path asks (src/base/revision.ts).
create table base.revision (
  name text primary key,
  number bigint not null
) with (fillfactor = 50);
insert into base.revision (name, number) values ('access', 1);

create function base.bump_revision() returns trigger language plpgsql as $$
begin
  update base.revision set number = number + 1 where name = tg_argv[0];
  return null;
end $$;
-- A new token, person or institution makes nothing wrong that is known; a change or an end does.
create trigger revision after update or delete on institutions.token
  for each statement execute function base.bump_revision('access');
create trigger revision after update or delete on institutions.staff
  for each statement execute function base.bump_revision('access');
create trigger revision after update or delete on institutions.institution
  for each statement execute function base.bump_revision('access');

-- Published by cards and by ecard: whose a presented card is, and how it stands at this moment.
create view cards.presented_view as
  select id as card_id, card_number, card_identifier, holder_id, region, generation, social_state, financial_state,
         social_pin_failures, expires_on, enabled_at
  from cards.card;
create view ecard.ecard_view as select holder_id, state from ecard.ecard;
-- Published by the ledger: what became of a transfer, and what is left now on the account it came from.
create view ledger.paid_view as
  select t.transfer_id, t.reason, a.credits_posted - a.debits_posted - a.debits_pending as left_fen
  from ledger.transfer t left join ledger.account a on a.account_id = t.debit_account_id;

create schema uses;

create table uses.terminal (
  id int generated always as identity primary key,
  institution_id uuid not null,
  region text not null,
  code text not null,
  name text not null,
  services text[] not null,
  -- How it can read cards (GEN-12, GEN-13).
  ways text[] not null check (cardinality(ways) > 0),
  online boolean not null,
  offline boolean not null,
  longitude double precision check (longitude between -180 and 180),
  latitude double precision check (latitude between -90 and 90),
  -- The busy ledger account that takes what people pay here from their personal accounts; null: nothing is paid here.
  pay_to uuid,
  state text not null check (state in ('open', 'closed')),
  registered_at timestamptz not null,
  constraint terminal_code unique (institution_id, code),
  check (online or offline),
  check ((longitude is null) = (latitude is null))
);
create index terminal_region on uses.terminal (region, id);
create trigger revision after update or delete on uses.terminal
  for each statement execute function base.bump_revision('access');

-- What a region or one institution accepts less than the catalogue, and how stale a block list may be there (GEN-15).
create table uses.acceptance (
  service text not null,
  region text not null,
  institution_id uuid,
  generations int[],
  ways text[],
  pin_ways text[],
  stale_hours int check (stale_hours between 0 and 168),
  closed boolean not null default false,
  set_by text not null,
  set_at timestamptz not null,
  constraint acceptance_once unique nulls not distinct (service, region, institution_id)
);
create trigger revision after insert or update or delete on uses.acceptance
  for each statement execute function base.bump_revision('access');

-- Regions that accept each other's cards for some services (GOAL-13).
create table uses.alliance (
  code text primary key,
  name text not null,
  regions text[] not null check (cardinality(regions) > 1),
  services text[] not null check (cardinality(services) > 0),
  from_day date not null,
  until_day date check (until_day >= from_day),
  set_by text not null,
  set_at timestamptz not null
);
create trigger revision after insert or update or delete on uses.alliance
  for each statement execute function base.bump_revision('access');

-- A use: one card presented at one point of service for one purpose. It is its own journal line: append-only, who, when,
-- where, about whom, for what, and sealed in blocks.
create table uses.use (
  terminal int not null,
  number bigint not null check (number >= 0),
  xid xid8 not null default pg_current_xact_id(),
  at timestamptz not null,
  recorded_at timestamptz not null,
  holder_id uuid not null,
  card_id uuid not null,
  card_region text not null,
  generation smallint not null,
  amount bigint not null default 0 check (amount >= 0),
  -- Of a chip: its counter at this use. Of a code on a phone: the code's own number.
  counter bigint,
  code_id bigint,
  service text not null,
  purpose text not null,
  way text not null,
  -- 'allowed', or the reason of the refusal. Whether money moved says the ledger.
  outcome text not null,
  offline boolean not null default false,
  actor_id text not null,
  signals text[] not null default '{}',
  primary key (terminal, number)
);
create index use_holder on uses.use (holder_id, at);
create index use_order on uses.use (xid);
-- A code is good for one use (ECD-02); the database is the last guard.
create unique index use_code on uses.use (code_id) where outcome = 'allowed' and code_id is not null;
create index use_counter on uses.use (card_id, counter) where counter is not null;
create index use_signals on uses.use (recorded_at) where signals <> '{}';
create trigger append_only before update or delete or truncate on uses.use
  for each statement execute function base.refuse_change();

create table uses.seal (
  number bigint primary key check (number > 0),
  last_xid xid8 not null,
  last_terminal int not null,
  last_number bigint not null,
  uses int not null check (uses > 0),
  digest bytea not null,
  sealed_at timestamptz not null
);
create trigger append_only before update or delete or truncate on uses.seal
  for each statement execute function base.refuse_change();

-- Lasting consent of a holder to a service that asks for it; of one institution, or of all.
create table uses.consent (
  id uuid primary key,
  holder_id uuid not null,
  service text not null,
  institution_id uuid,
  given_at timestamptz not null,
  until_day date,
  withdrawn_at timestamptz
);
create unique index consent_good on uses.consent (holder_id, service, institution_id) nulls not distinct where withdrawn_at is null;

-- The PIN of a card for points of service without a chip reader: HMAC-SM3 under a key of the vault, bound to the card.
create table uses.pin (
  card_id uuid primary key,
  digest bytea not null check (length(digest) = 32),
  set_at timestamptz not null
);

-- Cards that were good once and are not now, as terminals without a line know them: a version each time the list changes.
create table uses.block_version (
  version bigint primary key check (version > 0),
  added int not null,
  removed int not null,
  total int not null,
  -- Sum of the SM3 digests of all marks on the list, modulo 2^256: the same from the full list and from every delta.
  digest bytea not null check (length(digest) = 32),
  at timestamptz not null
);
create table uses.blocked (
  card_id uuid primary key,
  -- First 8 bytes of SM3 over the card number.
  mark bytea not null check (length(mark) = 8),
  on_list boolean not null,
  version bigint not null,
  -- The version with which it last came on the list.
  since bigint not null
);
create index blocked_version on uses.blocked (version);
create index blocked_full on uses.blocked (mark) where on_list;

-- The place in the journal up to which the block list knows what happened to cards.
create table uses.place (
  one boolean primary key default true check (one),
  xid text not null,
  seq bigint not null
);
insert into uses.place (xid, seq) values ('0', 0);

create table uses.complaint (
  id uuid primary key,
  holder_id uuid not null,
  terminal int not null,
  number bigint not null,
  text bytea not null,
  state text not null check (state in ('open', 'answered')),
  finding text check (finding in ('use-was-right', 'use-was-wrong', 'card-misused')),
  answer bytea,
  complained_at timestamptz not null,
  answered_at timestamptz,
  answered_by text,
  constraint complaint_once unique (terminal, number),
  foreign key (terminal, number) references uses.use,
  check ((state = 'answered') = (finding is not null and answer is not null and answered_at is not null and answered_by is not null))
);
create index complaint_open on uses.complaint (complained_at, id) where state = 'open';
create index complaint_holder on uses.complaint (holder_id);

-- For analytics: no person, no card.
create view uses.use_view as
  select u.terminal, t.institution_id, t.region, t.longitude, t.latitude, u.card_region, u.generation, u.at, u.recorded_at, u.service, u.purpose, u.way, u.outcome,
         u.offline, u.amount, u.signals
  from uses.use u join uses.terminal t on t.id = u.terminal;
