-- Medical settlement 就医结算: designated institutions, their keys and sign-ins, catalogue, visits, fee lines, settlements, the
-- year's counters, filings, family shares, files, mobile-pay orders, and the visit balance that hangs on a card.

create schema medical;

-- The contract that makes an institution a designated one (定点医药机构); the institution itself belongs to `institutions`.
create table medical.institution (
  id uuid primary key,
  -- fixmedins_code: H or P and 11 digits.
  code text not null unique check (code ~ '^[A-Z][0-9]{11}$'),
  name text not null,
  kind text not null check (kind in ('hospital', 'pharmacy')),
  region text not null,
  division text not null check (division ~ '^[0-9]{6}$'),
  -- hosp_lv of the national code table.
  grade smallint not null check (grade between 1 and 14),
  community boolean not null,
  uscc text not null,
  -- Some clients compare infcode with the text "0".
  infcode_as_text boolean not null default false,
  designated_at timestamptz not null
);

create table medical.gateway_key (
  access_key text primary key,
  institution_id uuid not null references medical.institution,
  family text not null check (family in ('a', 'b', 'c')),
  secret bytea not null,
  made_at timestamptz not null,
  revoked_at timestamptz
);

create table medical.sign_in (
  sign_no text primary key,
  institution_id uuid not null references medical.institution,
  operator text not null,
  mac text not null,
  ip text not null,
  at timestamptz not null,
  ended_at timestamptz
);
create index sign_in_open on medical.sign_in (institution_id, operator) where ended_at is null;

create table medical.catalogue_item (
  region text not null,
  code text not null,
  kind text not null check (kind in ('1301', '1302', '1303', '1304', '1305', '1306', '1307', '1308', '1309')),
  name text not null,
  grade text not null check (grade in ('01', '02', '03')),
  list_type text not null,
  charge_type text not null,
  -- First self-pay share per ten thousand.
  first_self_pay int not null check (first_self_pay between 0 and 10000),
  limited boolean not null,
  -- Lines of the item are settled by a scheme of their own, where the insured region has one.
  mark text,
  -- Highest unit prices in millionths of a yuan, by level of the institution.
  cap_level_1 bigint check (cap_level_1 >= 0),
  cap_level_2 bigint check (cap_level_2 >= 0),
  cap_level_3 bigint check (cap_level_3 >= 0),
  valid_from date not null,
  valid_to date,
  version text not null,
  primary key (region, code, valid_from),
  check (valid_to >= valid_from)
);
create index catalogue_kind on medical.catalogue_item (region, kind, code);

create table medical.visit (
  id uuid primary key,
  institution_id uuid not null references medical.institution,
  holder_id uuid not null,
  -- The card that was presented; null: an identity document or a code of the e-card without a card of its own.
  card_id uuid,
  kind text not null check (kind in ('outpatient', 'inpatient', 'pharmacy')),
  state text not null check (state in ('registered', 'admitted', 'discharged', 'cancelled')),
  -- Where and how the person is insured.
  region text not null,
  insurance text not null,
  -- The institution's own number.
  number text not null,
  med_type text,
  department text not null,
  began_at timestamptz not null,
  ended_at timestamptz,
  discharge_way text,
  emergency boolean not null default false,
  -- The message that made it, by which a lost answer is taken back.
  message text not null,
  made_at timestamptz not null,
  unique (institution_id, message),
  check ((state in ('admitted', 'discharged')) <= (kind = 'inpatient'))
);
create index visit_holder on medical.visit (holder_id, began_at);
create index visit_institution on medical.visit (institution_id, made_at);
-- Nobody lies in two hospitals.
create unique index one_stay on medical.visit (holder_id) where state = 'admitted';

create table medical.diagnosis (
  visit_id uuid not null references medical.visit,
  code text not null,
  kind text not null,
  number int not null,
  name text not null,
  department text not null,
  doctor text not null,
  at timestamptz not null,
  valid boolean not null,
  primary key (visit_id, kind, code)
);

create table medical.settlement (
  id uuid primary key,
  visit_id uuid not null references medical.visit,
  institution_id uuid not null references medical.institution,
  holder_id uuid not null,
  card_id uuid,
  reverses uuid references medical.settlement,
  message text not null,
  region text not null,
  treated_in text not null,
  insurance text not null,
  med_type text not null,
  clearing_type text not null,
  policy_set text not null,
  filing text not null check (filing in ('home', 'resettled', 'referral', 'emergency', 'unfiled')),
  year int not null,
  person_type text not null,
  certificate_type text not null,
  total bigint not null,
  full_self bigint not null,
  over_limit bigint not null,
  first_self bigint not null,
  in_scope bigint not null,
  deductible bigint not null,
  hifp_pay bigint not null,
  hifob_pay bigint not null,
  hifmi_pay bigint not null,
  fund bigint not null,
  person bigint not null,
  account bigint not null,
  family bigint not null,
  cash bigint not null,
  basic_rate int not null,
  balance bigint not null,
  moves jsonb not null,
  items jsonb not null,
  -- Accounts that paid, by owner.
  payers jsonb not null,
  settled_at timestamptz not null,
  unique (institution_id, message),
  -- Every fen in exactly one share, whatever the code does.
  check (total = full_self + over_limit + first_self + in_scope),
  check (fund = hifp_pay + hifob_pay + hifmi_pay),
  check (total = fund + person),
  check (person = account + cash),
  check (abs(account) >= abs(family)),
  check ((reverses is null and total >= 0 and fund >= 0 and account >= 0 and cash >= 0)
      or (reverses is not null and total <= 0 and fund <= 0 and account <= 0 and cash <= 0))
);
-- A settlement is taken back at most once.
create unique index reversed_once on medical.settlement (reverses) where reverses is not null;
create index settlement_visit on medical.settlement (visit_id);
create index settlement_day on medical.settlement (institution_id, settled_at);
create index settlement_holder on medical.settlement (holder_id, settled_at);
create index settlement_between on medical.settlement (region, treated_in, settled_at) where region <> treated_in;
create trigger append_only before update or delete or truncate on medical.settlement
  for each statement execute function base.refuse_change();

create table medical.fee_line (
  visit_id uuid not null references medical.visit,
  -- feedetl_sn of the institution.
  serial text not null,
  batch text not null,
  list_code text not null,
  own_code text not null,
  name text,
  amount bigint not null check (amount >= 0),
  -- cnt in ten-thousandths, pric in millionths of a yuan.
  count bigint not null check (count >= 0),
  price bigint not null check (price >= 0),
  occurred_at timestamptz not null,
  approval text not null check (approval in ('0', '1', '2')),
  grade text not null,
  charge_type text not null,
  mark text,
  limited boolean not null,
  price_cap bigint,
  first_self_rate int not null,
  full_self bigint not null,
  over_limit bigint not null,
  first_self bigint not null,
  in_scope bigint not null,
  rule text not null,
  -- Null: not settled.
  settlement_id uuid references medical.settlement deferrable initially deferred,
  uploaded_at timestamptz not null,
  primary key (visit_id, serial),
  check (full_self >= 0 and over_limit >= 0 and first_self >= 0 and in_scope >= 0),
  check (amount = full_self + over_limit + first_self + in_scope)
);

-- The year's counters of a person and insurance; moved and moved back by settlements only.
create table medical.counter (
  holder_id uuid not null,
  insurance text not null,
  year int not null,
  name text not null,
  amount bigint not null check (amount >= 0),
  primary key (holder_id, insurance, year, name)
);

create table medical.filing (
  id uuid primary key,
  holder_id uuid not null,
  region text not null,
  kind text not null check (kind in ('resettled', 'referral', 'emergency')),
  treated_in text not null,
  institution_code text,
  from_day date not null,
  until_day date,
  by_role text not null,
  filed_at timestamptz not null,
  withdrawn_at timestamptz,
  check (until_day >= from_day)
);
create index filing_holder on medical.filing (holder_id, treated_in) where withdrawn_at is null;

-- Institutions a person chose or was referred to, where the insured region asks for it.
create table medical.chosen_institution (
  holder_id uuid not null,
  institution_code text not null,
  how text not null check (how in ('chosen', 'referred')),
  from_day date not null,
  until_day date,
  primary key (holder_id, institution_code, from_day)
);

-- Whose account a family member may use (家庭共济).
create table medical.family_share (
  owner_id uuid not null,
  member_id uuid not null,
  since timestamptz not null,
  ended_at timestamptz,
  primary key (owner_id, member_id, since),
  check (owner_id <> member_id)
);
create unique index family_share_good on medical.family_share (owner_id, member_id) where ended_at is null;
create index family_share_member on medical.family_share (member_id) where ended_at is null;

create table medical.file (
  number text primary key,
  -- Null: made by the centre for everybody.
  institution_id uuid references medical.institution,
  name text not null,
  content bytea not null,
  made_at timestamptz not null,
  until timestamptz not null
);

create table medical.pay_order (
  id uuid primary key,
  institution_id uuid not null references medical.institution,
  visit_id uuid not null references medical.visit,
  holder_id uuid not null,
  state text not null check (state in ('0', '1', '2', '6', '7', '12', '15')),
  batch text not null,
  account_use text not null check (account_use in ('0', '1', '2')),
  total bigint not null check (total >= 0),
  settlement_id uuid references medical.settlement,
  placed_at timestamptz not null
);

-- Bills between regions (MED-06): what the insured region's funds owe where their people were treated.
create table medical.bill (
  id uuid primary key,
  region text not null,
  treated_in text not null,
  from_day date not null,
  until_day date not null,
  settlements int not null check (settlements > 0),
  amount bigint not null,
  made_at timestamptz not null,
  unique (region, treated_in, from_day, until_day),
  check (region <> treated_in and until_day >= from_day)
);

-- Visit balance (就诊余额): money of one card at one institution. It stays there until it is moved, and moves once (MED-03).
create table medical.visit_wallet (
  institution_id uuid not null references medical.institution,
  card_id uuid not null,
  holder_id uuid not null,
  account_id uuid not null unique,
  opened_at timestamptz not null,
  moved_to uuid,
  moved_amount bigint check (moved_amount >= 0),
  moved_by text check (moved_by in ('desk', 'phone')),
  moved_at timestamptz,
  primary key (institution_id, card_id),
  check (num_nulls(moved_to, moved_amount, moved_by, moved_at) in (0, 4))
);
create index visit_wallet_holder on medical.visit_wallet (holder_id);

-- A code of the e-card is decoded once.
create table medical.decoded_code (
  code_id bigint primary key,
  institution_id uuid not null,
  at timestamptz not null
);
