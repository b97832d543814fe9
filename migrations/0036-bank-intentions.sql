-- What is to be told to a bank, written in the transaction of what happened and numbered later, by the errand that sends: a
-- number given out at once would make everybody who has something to say to one bank wait for each other.

create table banking.intention (
  id uuid primary key,
  -- The order of telling: what depends on another line was written after that one was committed.
  place bigint generated always as identity unique,
  bank_id uuid not null references banking.link,
  kind text not null,
  -- Sealed.
  body bytea not null,
  made_at timestamptz not null
);
create index intention_bank on banking.intention (bank_id, place);

-- What is taken from an account on its holder's standing order, as its bank tells: kinds only, no payee, no amount.
create table banking.standing_use (
  card_id uuid not null,
  kind text not null check (kind in ('utilities', 'telecom', 'insurance', 'loan', 'contributions', 'other')),
  told_at timestamptz not null,
  primary key (card_id, kind)
);
