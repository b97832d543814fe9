-- Banking: what banks say about the accounts behind cards, the signed and numbered channel with each bank, and pay codes.

create schema banking;

-- One row for an account about which its bank has said something; most have none.
create table banking.account (
  card_id uuid primary key,
  status text not null check (status in ('normal', 'frozen', 'dormant', 'reported-lost', 'state-abnormal', 'holder-deceased')),
  told_at timestamptz not null
);

-- One channel for each bank of a region.
create table banking.link (
  bank_id uuid primary key,
  region text not null,
  bank_code text not null,
  bank_key bytea not null check (length(bank_key) = 65),
  -- Ours for this bank only, sealed; a leaked one speaks to nobody else.
  own_key bytea not null,
  own_public_key bytea not null,
  -- Last message taken from the bank, last one numbered for it, last one it has acknowledged.
  taken bigint not null default 0 check (taken >= 0),
  numbered bigint not null default 0,
  acknowledged bigint not null default 0 check (acknowledged between 0 and numbered),
  -- Since when the bank does not answer.
  outage_since timestamptz,
  registered_at timestamptz not null,
  unique (region, bank_code)
);

create table banking.outgoing (
  bank_id uuid not null references banking.link,
  seq bigint not null check (seq > 0),
  kind text not null,
  -- Sealed, and erased once the bank has it.
  body bytea,
  made_at timestamptz not null,
  acknowledged_at timestamptz,
  primary key (bank_id, seq),
  check ((body is null) = (acknowledged_at is not null))
);

create table banking.incoming (
  bank_id uuid not null references banking.link,
  seq bigint not null check (seq > 0),
  digest bytea not null,
  kind text not null,
  answer jsonb not null,
  taken_at timestamptz not null,
  primary key (bank_id, seq)
);
create trigger append_only before update or delete or truncate on banking.incoming
  for each statement execute function base.refuse_change();

-- Codes for payment by scan: only the digest is kept, so the table pays for nobody.
create table banking.pay_code (
  digest bytea primary key,
  card_id uuid not null,
  expires_at timestamptz not null,
  used_at timestamptz,
  check (used_at is null or used_at <= expires_at)
);
create index pay_code_card on banking.pay_code (card_id);
create index pay_code_expiry on banking.pay_code (expires_at);

-- How far the news of cards has been told to the banks.
create table banking.place (
  single boolean primary key default true check (single),
  xid xid8 not null,
  seq bigint not null
);

-- For set work: can the account behind a card receive money, and if not, why (a word of the reason table).
create view banking.account_view as
  select card_id, holder_id, region, bank_code, reason is null as can_receive, reason
  from (select c.card_id, c.holder_id, c.region, c.bank_code,
               case when c.financial_state = 'none' then 'account-unknown'
                    when c.financial_state = 'closed' then 'account-closed'
                    when a.status is not null and a.status <> 'normal' then case a.status when 'frozen' then 'account-frozen' else a.status end
                    when c.financial_state = 'open' then 'not-activated' end as reason
        from cards.card_view c left join banking.account a using (card_id)) as judged;
