-- Holders 持卡人: who people are, how they are insured, their photos, guardians, helpers. Personal fields are sealed (SEC-01).

create schema holders;

create table holders.holder (
  id uuid primary key,
  document_kind text not null check (document_kind in ('resident-id', 'hk-macao-residence', 'taiwan-residence',
    'hk-macao-travel', 'taiwan-travel', 'foreign-permanent-residence', 'passport')),
  document_number bytea not null,
  -- Only foreigners without a permit number have an assigned one; everybody else's number follows from the document.
  assigned_number bytea,
  social_security_index bytea,
  name bytea not null,
  phone bytea,
  address bytea,
  -- What the holder gave in person stays; the registry feed no longer overwrites it.
  contact_is_own boolean not null default false,
  sex text not null check (sex in ('male', 'female')),
  born date not null,
  nationality text not null check (nationality ~ '^[A-Z]{2,3}$'),
  resides_in text,
  employed_in text,
  capacity text not null default 'full' check (capacity in ('full', 'limited', 'none')),
  deceased_on date check (deceased_on >= born),
  school_id text,
  school_organised boolean,
  school_special text,
  pension_bank text,
  registered_at timestamptz not null,
  changed_at timestamptz not null,
  check ((school_id is null) = (school_organised is null))
);
create unique index holder_social_security on holders.holder (social_security_index);

-- Every number a person has ever been known by leads to the person; only its blind index is kept.
create table holders.document (
  kind text not null,
  number_index bytea not null,
  holder_id uuid not null references holders.holder deferrable initially deferred,
  since timestamptz not null,
  replaced_at timestamptz,
  primary key (kind, number_index)
);
create unique index document_current on holders.document (holder_id) where replaced_at is null;

create table holders.insurance (
  holder_id uuid not null references holders.holder,
  region text not null,
  since date not null,
  until date check (until >= since),
  district text not null,
  kind text not null check (kind in ('employee', 'flexible', 'resident', 'retired')),
  organiser_id uuid,
  -- One insurance of a region begins on one day, and ends before the next begins: one group per person and day.
  primary key (holder_id, region, since)
);
create unique index insurance_open on holders.insurance (holder_id, region) where until is null;
create index insurance_organiser on holders.insurance (organiser_id) where organiser_id is not null;

create table holders.photo (
  id uuid primary key,
  holder_id uuid not null references holders.holder,
  state text not null check (state in ('offered', 'accepted', 'rejected', 'replaced')),
  source text not null check (source in ('id-card-register', 'bring-print', 'taken-at-outlet', 'upload')),
  taken_on date,
  findings text[] not null,
  -- A refused photo is not kept, only why it was refused.
  picture bytea,
  offered_at timestamptz not null,
  judged_at timestamptz,
  check (state = 'rejected' or picture is not null)
);
create unique index photo_accepted on holders.photo (holder_id) where state = 'accepted';
create unique index photo_offered on holders.photo (holder_id) where state = 'offered';
create index photo_holder on holders.photo (holder_id, offered_at);

create table holders.guardianship (
  id uuid primary key,
  guardian_id uuid not null references holders.holder,
  ward_id uuid not null references holders.holder,
  proof_kind text not null check (proof_kind in ('household-register', 'birth-certificate', 'court-ruling', 'committee-appointment')),
  proof_number bytea not null,
  -- Null until a member of staff has seen the proof: a claim alone lets nobody act.
  proof_seen_on date,
  from_day date not null,
  until_day date,
  claimed_at timestamptz not null,
  check (guardian_id <> ward_id)
);
create unique index guardianship_open on holders.guardianship (guardian_id, ward_id) where until_day is null;
create index guardianship_ward on holders.guardianship (ward_id);
create index guardianship_claim on holders.guardianship (claimed_at, id) where proof_seen_on is null and until_day is null;

create table holders.reconfirmation (
  id uuid primary key,
  holder_id uuid not null references holders.holder,
  confirmed_by uuid not null references holders.holder,
  witnessed_by text not null,
  confirmed_on date not null
);
create index reconfirmation_holder on holders.reconfirmation (holder_id, confirmed_on);

create table holders.mandate (
  id uuid primary key,
  holder_id uuid not null references holders.holder,
  helper_id text not null,
  acts text[] not null check (cardinality(acts) > 0),
  from_day date not null,
  until_day date not null,
  -- The number of the signed paper, when it was given at a counter.
  paper_number bytea,
  given_at timestamptz not null
);
create index mandate_holder on holders.mandate (holder_id, until_day);
create index mandate_helper on holders.mandate (helper_id, until_day);

-- Papers behind a change of identity, capacity or life: what was changed, on which proof, by whom.
create table holders.proven_change (
  id uuid primary key,
  holder_id uuid not null references holders.holder,
  changed text[] not null,
  proof_kind text not null,
  proof_number bytea not null,
  former_name bytea,
  by_staff text not null,
  at timestamptz not null
);
create index proven_change_holder on holders.proven_change (holder_id, at);

-- Every time staff saw a person's data in clear: for what purpose and why, in their own words.
create table holders.reveal (
  id uuid primary key,
  holder_id uuid not null references holders.holder,
  staff_id text not null,
  purpose text not null,
  reason bytea not null,
  at timestamptz not null
);
create index reveal_staff on holders.reveal (staff_id, at);

create view holders.person_view as
  select id as holder_id, sex, born, deceased_on, nationality from holders.holder;
create view holders.insurance_view as
  select holder_id, region, district, kind, organiser_id, since, until from holders.insurance;
