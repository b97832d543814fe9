-- Production 制卡与发卡: batches for card makers, making on the spot, finished cards on their way to people, destruction.

create schema production;

-- The key with which a card maker signs its files (SM2, 04‖X‖Y).
create table production.maker_key (
  maker_id uuid primary key,
  public_key bytea not null check (length(public_key) = 65),
  registered_at timestamptz not null
);

create sequence production.batch_number as bigint;

create table production.batch (
  id uuid primary key,
  number text not null unique check (number ~ '^B[0-9]{9}$'),
  region text not null,
  bank_code text not null,
  maker_id uuid not null,
  state text not null check (state in ('planned', 'sent', 'partly-returned', 'returned')),
  cards int not null check (cards between 1 and 5000),
  reprint boolean not null,
  -- The earliest promise among its orders.
  due_on date,
  -- The whole signed file, sealed, for as long as the maker works on it: the same batch exported again is the same bytes.
  file bytea,
  file_digest bytea,
  planned_at timestamptz not null,
  sent_at timestamptz,
  returned_at timestamptz,
  check ((state = 'planned') = (sent_at is null)),
  check ((state = 'returned') = (returned_at is not null)),
  check (state in ('sent', 'partly-returned') or file is null),
  check (state = 'planned' or file_digest is not null)
);
create index batch_bank on production.batch (region, bank_code, id);
create index batch_maker on production.batch (maker_id, state, id);

-- One card of a batch.
create table production.item (
  card_id uuid primary key,
  batch_id uuid not null references production.batch,
  line int not null check (line > 0),
  order_id uuid not null,
  holder_id uuid not null,
  card_number text not null,
  card_identifier text not null,
  -- How often a card was tried for this order, this time included.
  attempt smallint not null check (attempt > 0),
  state text not null check (state in ('in-making', 'made', 'failed', 'scrapped')),
  fault text,
  settled_at timestamptz,
  constraint item_line unique (batch_id, line),
  check ((state = 'in-making') = (settled_at is null)),
  check ((state in ('failed', 'scrapped')) = (fault is not null))
);
create unique index item_card_number on production.item (card_number);
create index item_order on production.item (order_id);

-- Return files that were taken; the same one again gets the same answer.
create table production.return_file (
  digest bytea primary key,
  batch_id uuid not null references production.batch,
  part int not null check (part > 0),
  report jsonb not null,
  taken_at timestamptz not null,
  constraint return_part unique (batch_id, part)
);

-- Blank cards of an instant outlet, counted from the first day on.
create table production.blank (
  outlet_id uuid primary key,
  received int not null check (received >= 0),
  reserved int not null default 0 check (reserved >= 0),
  used int not null default 0 check (used >= 0),
  scrapped int not null default 0 check (scrapped >= 0),
  check (received >= reserved + used + scrapped)
);

-- A card made on the spot, step by step; each is a unit of its own, so none taints the next.
create table production.making (
  id uuid primary key,
  order_id uuid not null,
  card_id uuid not null,
  holder_id uuid not null,
  outlet_id uuid not null references production.blank,
  teller_id text not null,
  day date not null,
  state text not null check (state in
    ('started', 'account-recorded', 'personalised', 'printed', 'read-back', 'finished', 'stopped', 'given-up')),
  failed_step text check (failed_step in ('account', 'personalise', 'print', 'read-back', 'finish')),
  failure text,
  holds_blank boolean not null,
  card_identifier text,
  atr text,
  started_at timestamptz not null,
  ended_at timestamptz,
  check ((state = 'stopped') <= (failed_step is not null)),
  check ((state in ('finished', 'given-up')) = (ended_at is not null)),
  check (state in ('stopped', 'finished', 'given-up') or holds_blank),
  check (state not in ('finished', 'given-up') or not holds_blank)
);
create unique index making_open on production.making (order_id) where state not in ('finished', 'given-up');
create index making_outlet on production.making (outlet_id, day, id);
create index making_left on production.making (day) where state not in ('finished', 'given-up');

-- Blanks that a step spoiled, and what was already on the chip.
create table production.spoiled_blank (
  id uuid primary key,
  making_id uuid not null references production.making,
  step text not null,
  reason text not null,
  card_identifier text,
  at timestamptz not null
);
create index spoiled_making on production.spoiled_blank (making_id);

-- A finished card lies at an outlet for exactly as long as it has a row here.
create table production.shelf (
  card_id uuid primary key,
  order_id uuid not null,
  holder_id uuid not null,
  outlet_id uuid not null,
  received_at timestamptz not null
);
create index shelf_outlet on production.shelf (outlet_id, card_id);

create table production.parcel (
  id uuid primary key,
  card_id uuid not null,
  order_id uuid not null,
  holder_id uuid not null,
  bank_id uuid not null,
  courier_id uuid not null,
  tracking_number text not null,
  state text not null check (state in ('posted', 'delivered', 'returned', 'lost')),
  posted_at timestamptz not null,
  ended_at timestamptz,
  constraint parcel_tracking unique (courier_id, tracking_number),
  check ((state = 'posted') = (ended_at is null))
);
create unique index parcel_on_the_way on production.parcel (card_id) where state = 'posted';
create index parcel_order on production.parcel (order_id);

-- The bank brings the cards of a group to the unit (PCK-03).
create table production.visit (
  id uuid primary key,
  group_order_id uuid not null,
  bank_id uuid not null,
  -- Where the cards of those who were absent go.
  outlet_id uuid not null,
  day date not null,
  state text not null check (state in ('planned', 'done')),
  planned_at timestamptz not null,
  done_at timestamptz,
  check ((state = 'done') = (done_at is not null))
);
create index visit_group on production.visit (group_order_id);
create index visit_bank on production.visit (bank_id, state, day);

create table production.visit_card (
  visit_id uuid not null references production.visit,
  card_id uuid not null,
  order_id uuid not null,
  holder_id uuid not null,
  state text not null check (state in ('packed', 'handed-over', 'absent')),
  primary key (visit_id, card_id)
);
create unique index visit_card_packed on production.visit_card (card_id) where state = 'packed';
create index visit_card_card on production.visit_card (card_id);

-- Reminders before a card falls asleep, each once.
create table production.reminder (
  card_id uuid not null,
  days_before smallint not null,
  at timestamptz not null,
  primary key (card_id, days_before)
);

-- A list of cards that two people destroy together (SLP-01).
create table production.destruction (
  id uuid primary key,
  region text not null,
  institution_id uuid not null,
  -- SM3 over the list: both sign the same cards.
  digest bytea not null,
  cards int not null check (cards > 0),
  state text not null check (state in ('drawn-up', 'signed-once', 'destroyed')),
  first_signer text,
  first_signed_at timestamptz,
  second_signer text,
  second_signed_at timestamptz,
  drawn_up_at timestamptz not null,
  check (first_signer <> second_signer),
  check ((first_signer is null) = (first_signed_at is null) and (second_signer is null) = (second_signed_at is null)),
  check ((state = 'drawn-up') = (first_signer is null)),
  check ((state = 'destroyed') = (second_signer is not null))
);
create index destruction_region on production.destruction (region, id);

create table production.destruction_card (
  card_id uuid primary key,
  destruction_id uuid not null references production.destruction
);
create index destruction_cards on production.destruction_card (destruction_id);

-- Where a finished card lies, and what travels: for notices and reports.
create view production.shelf_view as select card_id, order_id, holder_id, outlet_id, received_at from production.shelf;
create view production.parcel_view as
  select card_id, order_id, holder_id, courier_id, tracking_number, state, posted_at, ended_at from production.parcel;
