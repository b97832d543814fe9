-- Institutions: who takes part in the programme, their outlets, staff, access tokens, quotas and delegated services.

create schema institutions;

create table institutions.institution (
  id uuid primary key,
  kind text not null check (kind in ('bureau', 'district-bureau', 'street-office', 'bank', 'outlet', 'card-maker', 'courier',
    'employer', 'school', 'community', 'channel', 'agency', 'it-provider', 'developer', 'operator')),
  region text not null,
  -- Unique in its region; of a channel it is the channel code of the region's policy pack.
  code text not null,
  name text not null,
  district text,
  bank_code text,
  parent_id uuid references institutions.institution (id),
  standing text not null check (standing in ('applied', 'admitted', 'suspended', 'ended')),
  -- The day from which the plate of an instant-making outlet hangs (BNK-12).
  instant_since date,
  -- Last day on which a bank takes new orders here; what was ordered before is still finished.
  partner_until date,
  longitude double precision check (longitude between -180 and 180),
  latitude double precision check (latitude between -90 and 90),
  address text,
  phone text,
  opening_hours text,
  abilities text[] not null default '{}',
  registered_at timestamptz not null,
  changed_at timestamptz not null,
  constraint institution_code unique (region, code),
  check ((longitude is null) = (latitude is null)),
  check ((kind in ('bank', 'outlet')) = (bank_code is not null)),
  check (kind <> 'outlet' or parent_id is not null),
  check (instant_since is null or kind = 'outlet'),
  check (partner_until is null or kind = 'bank'),
  check (parent_id <> id)
);
create unique index institution_bank on institutions.institution (region, bank_code) where kind = 'bank';
create index institution_outlets on institutions.institution (region, bank_code, code) where kind = 'outlet';
create index institution_kind on institutions.institution (region, kind, code);
create index institution_parent on institutions.institution (parent_id) where parent_id is not null;

-- How many institutions of a kind a region admits (GOV-06); no row: as many as come.
create table institutions.kind_limit (
  region text not null,
  kind text not null,
  most int not null check (most >= 0),
  primary key (region, kind)
);

-- Whether a region has handed in its list of outlets (BNK-16). No row: it has not.
create table institutions.outlet_list (
  region text primary key,
  supplied boolean not null,
  source text not null,
  changed_at timestamptz not null
);

create table institutions.staff (
  id uuid primary key,
  institution_id uuid not null references institutions.institution (id),
  role text not null,
  name_sealed bytea not null,
  -- Blind indexes: duties that must stay apart are compared by person (see duty.ts).
  name_index bytea not null,
  document_index bytea,
  added_at timestamptz not null,
  ended_at timestamptz
);
create index staff_institution on institutions.staff (institution_id);
create index staff_document on institutions.staff (document_index) where document_index is not null and ended_at is null;

create table institutions.token (
  id uuid primary key,
  -- HMAC-SM3 of the token under a key of the vault; the token itself is kept nowhere.
  digest bytea not null,
  staff_id uuid references institutions.staff (id),
  channel_id uuid references institutions.institution (id),
  issued_at timestamptz not null,
  issued_by text not null,
  expires_at timestamptz not null,
  revoked_at timestamptz,
  constraint token_digest unique (digest),
  check (num_nonnulls(staff_id, channel_id) = 1),
  check (expires_at > issued_at)
);
create index token_staff on institutions.token (staff_id) where staff_id is not null;
create index token_channel on institutions.token (channel_id) where channel_id is not null;

-- How much an institution takes on in one day, from a day on.
create table institutions.quota (
  institution_id uuid not null references institutions.institution (id),
  work text not null,
  from_day date not null,
  per_day int check (per_day >= 0),
  primary key (institution_id, work, from_day)
);
create table institutions.quota_use (
  institution_id uuid not null references institutions.institution (id),
  work text not null,
  day date not null,
  used int not null check (used >= 0),
  primary key (institution_id, work, day)
);

-- Matters that an authority lets one outlet handle (APP-14).
create table institutions.delegation (
  id uuid primary key,
  outlet_id uuid not null references institutions.institution (id),
  service text not null,
  authority_id uuid not null references institutions.institution (id),
  granted_at timestamptz not null,
  until_day date,
  withdrawn_at timestamptz
);
create unique index delegation_good on institutions.delegation (outlet_id, service) where withdrawn_at is null;

-- Published for set work of modules above.
create view institutions.institution_view as
  select id as institution_id, kind, region, district, code, name, bank_code, parent_id, standing, instant_since, partner_until
  from institutions.institution;
