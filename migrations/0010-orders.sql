-- Orders 申领单: from the wish for a card to the day it is enabled; groups with their rosters; forms, home visits, subscriptions.

create schema orders;

-- A unit, school or community that orders for its people (APP-01, APP-05, CHN-08).
create table orders.group_order (
  id uuid primary key,
  kind text not null check (kind in ('unit', 'school', 'community')),
  organiser_id uuid not null,
  region text not null,
  district text,
  channel text not null,
  banks text[] not null check (cardinality(banks) between 1 and 20),
  -- Where the cards of a batch by proxy are collected, at most one outlet for each bank (PCK-07).
  designated_outlet_ids uuid[] not null default '{}',
  -- Where the bank brings the cards when the clerk asks for it (APP-15); sealed: it may name a person to ask for.
  delivery_address bytea,
  delivery_wish_day date,
  delivery_requested_at timestamptz,
  opened_on date not null,
  last_submitted_at timestamptz,
  constraint one_group_per_organiser unique (organiser_id)
);

-- One roster file of a group. The same file again is the same import.
create table orders.roster_import (
  id uuid primary key,
  group_order_id uuid not null references orders.group_order,
  digest bytea not null,
  state text not null check (state in ('checked', 'committed')),
  -- The good rows: numbers of the rows and, aligned, who they are. No names, no document numbers.
  row_numbers int[] not null,
  holder_ids uuid[] not null,
  bad_rows int not null check (bad_rows >= 0),
  -- Errors by row, masked and sealed.
  report bytea not null,
  checked_at timestamptz not null,
  committed_at timestamptz,
  constraint roster_file unique (group_order_id, digest),
  check (cardinality(row_numbers) = cardinality(holder_ids)),
  check ((state = 'committed') = (committed_at is not null))
);

create table orders.order (
  id uuid primary key,
  holder_id uuid not null,
  region text not null,
  kind text not null check (kind in ('unit', 'school', 'community', 'individual', 'assisted', 'counter', 'visit', 'replacement')),
  reason text not null check (reason in ('first', 'upgrade', 'loss', 'damage', 'bank-change', 'name-change', 'id-change', 'wear')),
  channel text not null,
  group_order_id uuid references orders.group_order,
  organiser_id uuid,
  bank_code text,
  pick_up text check (pick_up in ('outlet', 'mail', 'unit-delivery', 'counter', 'visit')),
  outlet_id uuid,
  -- Mail address, sealed.
  address bytea,
  generation smallint not null check (generation between 1 and 3),
  state text not null check (state in ('draft', 'submitted', 'checked', 'returned', 'accepted', 'in-production', 'produced',
    'on-the-way', 'ready', 'collected', 'closed', 'withdrawn', 'rejected', 'lost-in-mail', 'mail-returned')),
  -- Why it stands where it stands: a code, never words about a person.
  state_reason text,
  -- The day whose rules count: of submission, and of making while it is a draft (open question 4).
  placed_on date not null,
  group_code text,
  batch_code text,
  -- What policy decided and on which grounds: version, citations, reasons. No personal data.
  decision jsonb,
  promise_day date,
  promise_unit text check (promise_unit in ('instant', 'natural-days', 'working-days')),
  -- Null: there is no standard, so nothing may be charged (FEE-03).
  fee_fen int8 check (fee_fen >= 0),
  fee_paid_at timestamptz,
  fee_receipt text,
  account_rule text check (account_rule in ('required-with-order', 'optional', 'automatic')),
  materials text[] not null default '{}',
  card_id uuid,
  replaces_card_id uuid,
  -- Who prepared (helper or counter staff) and who said yes (holder or guardian): both are kept (CHN-03).
  prepared_by text,
  confirmed_by text,
  guardian_id uuid,
  invited_at timestamptz,
  reminded_at timestamptz,
  accepted_at timestamptz,
  produced_at timestamptz,
  collected_at timestamptz,
  closed_at timestamptz,
  overdue_since date,
  check ((group_order_id is not null) = (kind in ('unit', 'school', 'community'))),
  check (state in ('draft', 'submitted', 'returned', 'withdrawn', 'rejected') or (bank_code is not null or generation < 3) and pick_up is not null and decision is not null),
  check (fee_paid_at is null or fee_fen > 0)
);
-- The last guard: one order under way for each person, however many guardians, units and browsers try (ELG-05).
create unique index one_open_order on orders.order (holder_id)
  where state not in ('collected', 'closed', 'withdrawn', 'rejected');
create index order_holder on orders.order (holder_id, placed_on);
create index order_group on orders.order (group_order_id, state) where group_order_id is not null;
create index order_to_make on orders.order (region, bank_code, promise_day, id) where state = 'accepted';
create index order_work on orders.order (region, state, id);
create index order_outlet on orders.order (outlet_id, state, id) where outlet_id is not null;
create index order_promise on orders.order (promise_day)
  where overdue_since is null and produced_at is null and state in ('accepted', 'in-production');
create index order_collected on orders.order (collected_at) where state = 'collected';
create index order_reminder on orders.order (invited_at) where state = 'draft' and group_order_id is not null;
create index order_card on orders.order (card_id) where card_id is not null;

-- Every step of every order, for the holder's timeline and for recounts.
create table orders.step (
  seq bigint generated always as identity primary key,
  order_id uuid not null references orders.order,
  state text not null,
  reason text,
  at timestamptz not null
);
create index step_order on orders.step (order_id, seq);
create trigger append_only before update or delete or truncate on orders.step
  for each statement execute function base.refuse_change();

-- The signed form of an order, kept (DOC-10, APP-08).
create table orders.form (
  order_id uuid primary key references orders.order,
  kind text not null,
  content bytea not null,
  -- The written signature as it was taken, sealed; null when the form was confirmed online.
  signature bytea,
  signed_at timestamptz not null,
  witnessed_by text
);

-- A visit at home for who cannot come (ELG-09).
create table orders.visit (
  order_id uuid primary key references orders.order,
  state text not null check (state in ('ordered', 'scheduled', 'done', 'failed')),
  reason text not null check (reason in ('no-full-capacity', 'aged', 'frail', 'ill', 'disabled')),
  -- Who asked for it when not the holder: name and telephone, sealed.
  caller bytea,
  address bytea not null,
  outlet_id uuid not null,
  day date,
  part_of_day text check (part_of_day in ('morning', 'afternoon')),
  visitor_id text,
  attempts int not null default 0 check (attempts >= 0),
  failure text check (failure in ('nobody-home', 'refused', 'wrong-address', 'holder-unwell')),
  photo bytea,
  ordered_at timestamptz not null,
  done_at timestamptz,
  check (state in ('ordered') or (day is not null and visitor_id is not null)),
  check ((state = 'done') = (done_at is not null))
);
create index visit_outlet on orders.visit (outlet_id, state, day);

-- Who wants to be told when the turn has come (CAL-10). The wish ends when it has been met or taken back.
create table orders.opening_wish (
  holder_id uuid not null,
  region text not null,
  -- What the person waited for when asking: a batch, or the phase.
  batch_code text,
  wait_for text not null,
  asked_at timestamptz not null,
  told_at timestamptz,
  primary key (holder_id, region)
);
create index opening_wish_waiting on orders.opening_wish (region, batch_code) where told_at is null;

create view orders.order_view as
  select id as order_id, holder_id, region, kind, reason, channel, group_order_id, organiser_id, batch_code, group_code, bank_code, pick_up,
         outlet_id, generation, state, placed_on, promise_day, accepted_at, produced_at, collected_at, closed_at, overdue_since, card_id
  from orders.order;
create view orders.opening_wish_view as
  select holder_id, region, batch_code, wait_for, asked_at, told_at from orders.opening_wish;
