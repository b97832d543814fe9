-- Benefits: programmes of many departments, who is entitled, where it is paid, runs with envelopes and lines, what the banks say.

-- For set work of benefits: where money may go. The blind index tells whether two cards lead to one account.
create view cards.pay_card_view as
  select id as card_id, holder_id, region, bank_code, bank_card_index, bank_card_last4, social_state, financial_state,
         replaced_by_card_id
  from cards.card where bank_card is not null;

create schema benefits;

create table benefits.programme (
  id uuid primary key,
  region text not null,
  code text not null check (code ~ '^[a-z0-9]+(-[a-z0-9]+)*$'),
  name_zh text not null,
  name_en text not null,
  -- The department or agency that answers for it.
  agency_id uuid not null,
  kind text not null check (kind in ('pension', 'unemployment', 'work-injury', 'employment-subsidy', 'farm-subsidy',
    'scholarship', 'work-relief', 'insurance-claim')),
  -- What the payee reads on the statement of the bank.
  memo text not null check (length(memo) between 2 and 12),
  -- Largest amount a period may pay to one person; a list with more is refused row by row.
  most_fen bigint not null check (most_fen > 0),
  youngest int not null default 0 check (youngest between 0 and 150),
  -- Programmes nobody may draw in the same period as this one.
  excludes text[] not null default '{}',
  -- Null: no yearly certification.
  certified_months int check (certified_months between 1 and 60),
  state text not null check (state in ('draft', 'open', 'ended')),
  drafted_by text not null,
  opened_by text,
  made_at timestamptz not null,
  constraint programme_code unique (region, code),
  check ((state = 'draft') = (opened_by is null)),
  check (opened_by <> drafted_by)
);

-- Money a budget grants to a programme: where the auditor's path begins.
create table benefits.appropriation (
  id uuid primary key,
  programme_id uuid not null references benefits.programme,
  -- Budget line and document, as finance names them.
  budget_line text not null,
  document text not null,
  amount bigint not null check (amount > 0),
  entered_by text not null,
  at timestamptz not null,
  constraint appropriation_document unique (programme_id, budget_line, document)
);

-- The agency's own account at a bank, from which envelopes are paid, and how files look there.
create table benefits.paying_account (
  agency_id uuid not null,
  bank_code text not null,
  account_number text not null check (account_number ~ '^[0-9]{10,32}$'),
  -- Branch of the account: CNAPS.
  cnaps text not null check (cnaps ~ '^[0-9]{12}$'),
  profile text not null,
  set_by text not null,
  set_at timestamptz not null,
  primary key (agency_id, bank_code)
);

create table benefits.list (
  id uuid primary key,
  programme_id uuid not null references benefits.programme,
  -- SM3 of the file: the same file twice is one list.
  digest bytea not null,
  since date not null,
  until date,
  state text not null check (state in ('checked', 'committed', 'dropped')),
  rows int not null check (rows >= 0),
  good int not null check (good >= 0),
  total bigint not null check (total >= 0),
  -- What is wrong with each bad row: number, code and column; never what stands in it.
  faults jsonb not null,
  checked_by text not null,
  committed_by text,
  at timestamptz not null,
  constraint list_file unique (programme_id, digest),
  check (until >= since),
  check (committed_by <> checked_by)
);

-- Rows of a list that is checked and waits for a second person.
create table benefits.list_row (
  list_id uuid not null references benefits.list on delete cascade,
  holder_id uuid not null,
  amount bigint not null check (amount > 0),
  primary key (list_id, holder_id)
);

create table benefits.entitlement (
  -- Its number is the key of its lines, and what banks see of it.
  number bigint generated always as identity primary key,
  programme_id uuid not null references benefits.programme,
  holder_id uuid not null,
  amount bigint not null check (amount > 0),
  -- First days of months: from and to which period it is paid.
  since date not null check (extract(day from since) = 1),
  until date check (until >= since and extract(day from until) = 1),
  list_id uuid references benefits.list
);
create unique index entitlement_start on benefits.entitlement (programme_id, holder_id, since);
-- One lasting entitlement a person and programme; periods that end are kept apart by the statement that writes them.
create unique index entitlement_open on benefits.entitlement (programme_id, holder_id) where until is null;
create index entitlement_holder on benefits.entitlement (holder_id);

-- Where a programme pays a person. Whether that place is still alive is asked of the card each time, never kept.
create table benefits.pay_account (
  programme_id uuid not null references benefits.programme,
  holder_id uuid not null,
  card_id uuid not null,
  -- Set when a change was asked for and its proof is still to be seen at the place of change.
  wanted_card_id uuid,
  changed_by text not null,
  changed_at timestamptz not null,
  primary key (programme_id, holder_id)
);
create index pay_account_holder on benefits.pay_account (holder_id);
create index pay_account_card on benefits.pay_account (card_id);

create table benefits.pay_account_change (
  seq bigint generated always as identity primary key,
  programme_id uuid not null,
  holder_id uuid not null,
  from_card_id uuid,
  to_card_id uuid not null,
  -- Who changed it, in which role, and where: a ring of helpers shows here.
  changed_by text not null,
  role text not null,
  institution_id uuid,
  at timestamptz not null
);
create index pay_account_change_holder on benefits.pay_account_change (holder_id);
create index pay_account_change_by on benefits.pay_account_change (changed_by, at);
create trigger append_only before update or delete or truncate on benefits.pay_account_change
  for each statement execute function base.refuse_change();

create sequence benefits.run_number as int;

create table benefits.run (
  id uuid primary key,
  number int not null unique default nextval('benefits.run_number'),
  programme_id uuid not null references benefits.programme,
  period date not null check (extract(day from period) = 1),
  kind text not null check (kind in ('regular', 'supplement', 'repay')),
  state text not null check (state in ('drafted', 'approved', 'closed', 'cancelled')),
  lines int not null check (lines >= 0),
  ready int not null check (ready between 0 and lines),
  total bigint not null check (total >= 0),
  drafted_by text not null,
  approved_by text,
  closed_by text,
  drafted_at timestamptz not null,
  approved_at timestamptz,
  closed_at timestamptz,
  check (approved_by <> drafted_by)
);
create unique index run_regular on benefits.run (programme_id, period) where kind = 'regular' and state <> 'cancelled';
create index run_programme on benefits.run (programme_id, period);

-- Lines of a run: a partition each, filled bare, given its key, then attached. The key proves that nobody stands twice in a run.
create table benefits.line (
  run_id uuid not null,
  entitlement bigint not null,
  holder_id uuid not null,
  amount bigint not null,
  bank_code text,
  card_id uuid,
  state text not null,
  reason text,
  constraint line_amount check (amount > 0),
  constraint line_state check (state in ('ready', 'held', 'paid', 'failed', 'recalled')),
  constraint line_reason check ((state in ('ready', 'paid')) = (reason is null)),
  constraint line_place check (state = 'held' or (bank_code is not null and card_id is not null))
) partition by list (run_id);

-- A line that was held or failed is paid by one new line of a later run, once.
create table benefits.repayment (
  run_id uuid not null,
  entitlement bigint not null,
  by_run_id uuid not null references benefits.run,
  primary key (run_id, entitlement)
);
create index repayment_by on benefits.repayment (by_run_id);

create table benefits.envelope (
  id uuid primary key,
  run_id uuid not null references benefits.run,
  bank_code text not null,
  lines int not null check (lines > 0),
  total bigint not null check (total > 0),
  state text not null check (state in ('approved', 'sent', 'answered')),
  -- The pending transfer that sets the money aside.
  transfer_id uuid not null unique,
  file_digest bytea,
  sent_at timestamptz,
  answered_at timestamptz,
  unique (run_id, bank_code)
);

-- What a bank answered about an envelope; the same answer twice changes nothing.
create table benefits.answer (
  id uuid primary key,
  envelope_id uuid not null references benefits.envelope,
  digest bytea not null,
  paid int not null check (paid >= 0),
  failed int not null check (failed >= 0),
  at timestamptz not null,
  unique (envelope_id, digest)
);

create table benefits.statement (
  id uuid primary key,
  bank_code text not null,
  programme_id uuid not null references benefits.programme,
  -- The bank's number of the statement: a statement comes once.
  number text not null,
  digest bytea not null,
  entries int not null,
  day date not null,
  at timestamptz not null,
  unique (programme_id, bank_code, number)
);

-- Every entry of every statement, in the bucket it fell into.
create table benefits.statement_entry (
  statement_id uuid not null references benefits.statement,
  position int not null,
  kind text not null check (kind in ('debit', 'reversal')),
  run_number int,
  entitlement bigint,
  amount bigint not null check (amount > 0),
  bucket text not null check (bucket in ('matched', 'unknown', 'duplicate', 'differs', 'invalid-reversal')),
  primary key (statement_id, position)
);
create index statement_entry_line on benefits.statement_entry (run_number, entitlement);
-- The last guard against counting one payment twice.
create unique index debit_once on benefits.statement_entry (run_number, entitlement) where kind = 'debit' and bucket = 'matched';
create unique index reversal_once on benefits.statement_entry (run_number, entitlement) where kind = 'reversal' and bucket = 'matched';
create index statement_entry_odd on benefits.statement_entry (statement_id) where bucket <> 'matched';

-- A difference that somebody looked into and a second person signed off.
create table benefits.sign_off (
  run_id uuid not null references benefits.run,
  difference text not null,
  explained_by text not null,
  explanation text not null,
  signed_by text,
  at timestamptz not null,
  primary key (run_id, difference),
  check (signed_by <> explained_by)
);

create table benefits.recall (
  run_id uuid not null references benefits.run,
  entitlement bigint not null,
  reason text not null,
  asked_by text not null,
  agreed_by text,
  at timestamptz not null,
  primary key (run_id, entitlement),
  check (agreed_by <> asked_by)
);

-- 待遇资格认证: each time somebody was seen alive.
create table benefits.certification (
  id uuid primary key,
  holder_id uuid not null,
  how text not null check (how in ('card-tap', 'visit', 'helper', 'self-service')),
  certified_on date not null,
  -- Who saw the person, where.
  by_id text not null,
  role text not null,
  institution_id uuid,
  at timestamptz not null
);
create index certification_holder on benefits.certification (holder_id, certified_on);
create index certification_by on benefits.certification (by_id, at);
create trigger append_only before update or delete or truncate on benefits.certification
  for each statement execute function base.refuse_change();

-- How far the chain of notices has come for somebody whose certification runs out. No row: nothing is due.
create table benefits.overdue (
  holder_id uuid not null,
  programme_id uuid not null references benefits.programme,
  due_on date not null,
  step text not null check (step in ('first-notice', 'second-notice', 'final-notice', 'suspended')),
  stepped_on date not null,
  primary key (programme_id, holder_id)
);
create index overdue_holder on benefits.overdue (holder_id);

-- What a check found suspicious; lines of these people are held until somebody has looked.
create table benefits.finding (
  id uuid primary key,
  kind text not null check (kind in ('deceased', 'shared-account', 'double-claim', 'too-young', 'helper-ring')),
  programme_id uuid not null references benefits.programme,
  -- One of the two: a holder, or somebody who acted for many.
  holder_id uuid not null,
  -- Blind: what the found have in common (an account, a helper, the other programme).
  common text not null,
  state text not null check (state in ('open', 'cleared', 'confirmed')),
  decided_by text,
  decided_reason text,
  found_at timestamptz not null,
  check ((state = 'open') = (decided_by is null)),
  unique (kind, programme_id, holder_id, common)
);
create index finding_open on benefits.finding (programme_id, holder_id) where state <> 'cleared';

-- For set work of modules above.
create view benefits.run_view as
  select r.id as run_id, r.number, r.programme_id, p.region, p.code as programme, p.kind as programme_kind, r.period, r.kind, r.state, r.lines, r.ready, r.total
  from benefits.run r join benefits.programme p on p.id = r.programme_id;
