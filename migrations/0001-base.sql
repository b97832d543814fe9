-- What all modules share: answered requests (replay guard), the journal with its sealed blocks, jobs.

create table base.request (
  actor_id text not null,
  request_id text not null,
  action text not null,
  input_digest bytea not null,
  answer jsonb,
  at timestamptz not null,
  primary key (actor_id, request_id)
);
create index request_at on base.request (at);

create table base.journal (
  seq bigint generated always as identity primary key,
  -- The writing transaction: a cursor over seq alone would lose lines of older transactions that commit later.
  xid xid8 not null default pg_current_xact_id(),
  at timestamptz not null,
  action text not null,
  actor_role text not null,
  actor_id text not null,
  institution_id uuid,
  channel text,
  purpose text,
  request_id text,
  about uuid[] not null,
  facts jsonb not null
);
create index journal_order on base.journal (xid, seq);
create index journal_about on base.journal using gin (about);
create index journal_action on base.journal (action, seq);

create table base.journal_block (
  number bigint primary key check (number > 0),
  last_xid xid8 not null,
  last_seq bigint not null,
  entries int not null check (entries > 0),
  digest bytea not null,
  sealed_at timestamptz not null
);

create function base.refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'the % is append-only', tg_table_name using errcode = '42501';
end $$;
create trigger append_only before update or delete or truncate on base.journal
  for each statement execute function base.refuse_change();
create trigger append_only before update or delete or truncate on base.journal_block
  for each statement execute function base.refuse_change();

create table base.job (
  id uuid primary key,
  name text not null,
  -- At most one waiting job of one name and key: asking twice is asking once.
  key text,
  payload jsonb not null,
  state text not null default 'waiting' check (state in ('waiting', 'done', 'stopped')),
  due timestamptz not null,
  attempts int not null default 0 check (attempts >= 0),
  last_error text,
  made_at timestamptz not null
);
create unique index job_key on base.job (name, key) where state = 'waiting';
create index job_due on base.job (due) where state = 'waiting';
