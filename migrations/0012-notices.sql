-- Notices: messages to holders, their checks, notices to the public, subscriptions, rumours; the place in the journal read so far.

create schema notices;

-- The last line of the journal that was turned into messages. People are told what happens from this migration on.
create table notices.place (
  one boolean primary key default true check (one),
  xid text not null,
  seq bigint not null
);
insert into notices.place (xid, seq)
  select pg_current_xact_id()::text, coalesce(max(seq), 0) from base.journal;

create table notices.message (
  id uuid primary key,
  -- The cause: one line of the journal tells one holder one thing once, however often the line is read.
  journal_seq bigint not null,
  -- Null when the line led to nobody: then it is refused and somebody has to look.
  holder_id uuid,
  -- The order, card or notice it speaks of.
  subject_id uuid,
  template text not null,
  sender text not null check (sender in ('bureau', 'bank')),
  region text,
  bank_code text,
  -- As it is signed: 工商银行, 北京市人社局.
  signature text not null,
  hotline text,
  code text not null,
  -- Name and telephone are in these two only, sealed.
  text bytea,
  phone bytea,
  -- Blind index of the last four digits, bound to this message.
  last_four_index bytea,
  state text not null check (state in ('composed', 'sent', 'delivered', 'failed', 'refused', 'centre-only')),
  pressing boolean not null,
  -- What the lint or the composing found; codes and places, never the text.
  findings jsonb,
  composed_at timestamptz not null,
  -- First instant at which it may go out; after a try, the instant of the next one.
  due timestamptz not null,
  attempts int not null default 0 check (attempts >= 0),
  sent_at timestamptz,
  settled_at timestamptz,
  read_at timestamptz,
  constraint message_once unique nulls not distinct (journal_seq, holder_id, template),
  check (state = 'refused' or (holder_id is not null and text is not null)),
  check (state not in ('composed', 'sent', 'delivered') or phone is not null),
  check ((phone is null) = (last_four_index is null)),
  check (state not in ('sent', 'delivered') or sent_at is not null)
);
create index message_due on notices.message (due, id) where state = 'composed';
create index message_holder on notices.message (holder_id, composed_at);
create index message_subject on notices.message (subject_id) where subject_id is not null;
create index message_code on notices.message (code);
create index message_refused on notices.message (id) where state = 'refused';

-- What a bureau may set; no row: the value of limits.ts.
create table notices.limit (
  name text primary key,
  value int not null,
  set_by text not null,
  set_at timestamptz not null
);

-- Tries of checking a message code, by caller and hour (SEC-05).
create table notices.check_try (
  caller text not null,
  hour timestamptz not null,
  tries int not null,
  primary key (caller, hour)
);
create index check_try_hour on notices.check_try (hour);

-- Notices to the public (GOV-04). A new version is a new row that replaces the one before when it is published.
create table notices.notice (
  id uuid primary key,
  region text not null,
  version int not null check (version > 0),
  replaces_id uuid references notices.notice,
  title text not null,
  body text not null,
  -- Empty: everybody.
  groups text[] not null,
  districts text[] not null,
  batch text,
  state text not null check (state in ('draft', 'published', 'replaced', 'withdrawn')),
  drafted_by text not null,
  drafted_at timestamptz not null,
  published_by text,
  published_at timestamptz,
  ended_by text,
  ended_at timestamptz,
  reason text,
  constraint two_persons check (published_by <> drafted_by),
  check ((version = 1) = (replaces_id is null)),
  check (state not in ('published', 'replaced') or published_at is not null)
);
create index notice_public on notices.notice (region, published_at, id) where state = 'published';
create unique index notice_next on notices.notice (replaces_id) where state <> 'withdrawn';

create table notices.reading (
  notice_id uuid not null references notices.notice,
  day date not null,
  reads int not null,
  primary key (notice_id, day)
);

-- Who wants to hear of which notices (FUT-04).
create table notices.subscription (
  holder_id uuid not null,
  region text not null,
  -- Empty: all groups.
  groups text[] not null,
  since timestamptz not null,
  primary key (holder_id, region)
);
create index subscription_region on notices.subscription (region);

-- Claims the desk has added to those that ship with the project (SEC-06).
create table notices.rumour (
  code text primary key,
  claim_zh text not null,
  truth_zh text not null,
  claim_en text not null,
  truth_en text not null,
  disproved_by jsonb not null,
  words jsonb not null,
  added_by text not null,
  added_at timestamptz not null
);
