-- The ledger: accounts and transfers in fen. Transfers are append-only and sealed in blocks; balances are their sum.

create schema ledger;

create table ledger.account (
  account_id uuid primary key,
  -- Pots that never mix: a transfer stays inside one.
  ledger text not null check (ledger in ('medical', 'benefit', 'bank', 'purse', 'visit')),
  -- What the account is for its owner; a hot path finds the account by owner and code.
  code text not null check (code ~ '^[a-z0-9]+(-[a-z0-9]+)*$'),
  owner_id uuid not null,
  limit_rule text check (limit_rule in ('debits-must-not-exceed-credits', 'credits-must-not-exceed-debits')),
  -- A counterpart of very many transfers: its row is not touched by them, its totals stand as of the last sealed block.
  busy boolean not null,
  debits_posted bigint not null default 0 check (debits_posted >= 0),
  credits_posted bigint not null default 0 check (credits_posted >= 0),
  debits_pending bigint not null default 0 check (debits_pending >= 0),
  credits_pending bigint not null default 0 check (credits_pending >= 0),
  opened_at timestamptz not null,
  constraint account_owner_code unique (owner_id, code),
  constraint busy_has_no_limit check (not (busy and limit_rule is not null)),
  -- The last guard: pending money counts as spent.
  constraint within_limit check (case limit_rule
    when 'debits-must-not-exceed-credits' then debits_posted + debits_pending <= credits_posted
    when 'credits-must-not-exceed-debits' then credits_posted + credits_pending <= debits_posted
    else true end)
) with (fillfactor = 60);

create table ledger.transfer (
  seq bigint generated always as identity,
  xid xid8 not null default pg_current_xact_id(),
  -- Made by the caller, and used up by the first attempt whether it succeeds or not.
  transfer_id uuid primary key,
  kind text not null check (kind in ('posted', 'pending', 'post', 'void', 'expire', 'refused')),
  debit_account_id uuid,
  credit_account_id uuid,
  amount bigint not null check (amount between 1 and 1000000000000000),
  -- What a post, void or expire sets free of the pending amount: always all of it.
  released bigint,
  pending_id uuid,
  code text not null check (code ~ '^[a-z0-9]+(-[a-z0-9]+)*$' and length(code) <= 64),
  reference uuid,
  day date not null,
  expires_at timestamptz,
  reason text,
  at timestamptz not null,
  check ((kind = 'refused') = (reason is not null)),
  check (kind = 'refused' or (debit_account_id is not null and credit_account_id is not null and debit_account_id <> credit_account_id)),
  check (kind = 'refused' or (kind in ('post', 'void', 'expire')) = (pending_id is not null and released is not null)),
  check (released is null or amount <= released),
  check (expires_at is null or kind in ('pending', 'refused'))
);
create index transfer_order on ledger.transfer (xid, seq);
create index transfer_debit on ledger.transfer (debit_account_id, xid, seq) where kind <> 'refused';
create index transfer_credit on ledger.transfer (credit_account_id, xid, seq) where kind <> 'refused';
-- A pending transfer resolves exactly once.
create unique index resolved_once on ledger.transfer (pending_id) where kind in ('post', 'void', 'expire');

create trigger append_only before update or delete or truncate on ledger.transfer
  for each statement execute function base.refuse_change();

-- Pending transfers that wait; the row goes when they resolve. What is written here stands in ledger.transfer as well.
create table ledger.waiting (
  transfer_id uuid primary key,
  expires_at timestamptz
);
create index waiting_expiry on ledger.waiting (expires_at) where expires_at is not null;

create table ledger.block (
  number bigint primary key check (number > 0),
  last_xid xid8 not null,
  last_seq bigint not null,
  transfers int not null check (transfers > 0),
  digest bytea not null,
  sealed_at timestamptz not null
);
create trigger append_only before update or delete or truncate on ledger.block
  for each statement execute function base.refuse_change();

-- An account keeps its pot, its owner and its nature for life.
create function ledger.keep_account() returns trigger language plpgsql as $$
begin
  raise exception 'an account of the ledger is not % after it was opened', lower(tg_op) using errcode = '42501';
end $$;
create trigger keep_account before update of account_id, ledger, code, owner_id, limit_rule, busy, opened_at on ledger.account
  for each row execute function ledger.keep_account();
create trigger keep_accounts before delete or truncate on ledger.account
  for each statement execute function ledger.keep_account();

-- For set work of modules above. Balances of busy accounts are not in it: ask balancesOf.
create view ledger.account_view as
  select account_id, ledger, code, owner_id, limit_rule, busy from ledger.account;
