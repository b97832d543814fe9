-- Identity 身份认证: accounts of holders and staff, what guards them against guessing, one-time codes, sessions; and the drafts of half-filled pages.

create schema identity;

create table identity.account (
  -- Holder id or staff id: one account a person and duty.
  id uuid primary key,
  subject text not null check (subject in ('holder', 'staff')),
  -- Staff sign in with a name of their own choice, found by its blind index; holders with their number.
  login_index bytea unique,
  -- scrypt: salt and hash. There is no account without a password somebody chose.
  password bytea not null,
  totp_secret bytea,
  -- The last step of thirty seconds whose code was used: no code works twice.
  totp_step bigint,
  closed_at timestamptz,
  changed_at timestamptz not null,
  check ((subject = 'staff') = (login_index is not null)),
  check ((subject = 'staff') = (totp_secret is not null))
);

-- Failures are counted by the name that was tried, whether or not it is anybody's: the lock tells nobody who exists.
create table identity.guard (
  key bytea primary key,
  failures int not null check (failures between 0 and 5),
  locked_until timestamptz,
  changed_at timestamptz not null
);

create table identity.invitation (
  staff_id uuid primary key,
  digest bytea not null unique,
  totp_secret bytea not null,
  issued_at timestamptz not null,
  expires_at timestamptz not null,
  used_at timestamptz
);

create table identity.one_time_code (
  id uuid primary key,
  purpose text not null check (purpose in ('sign-in', 'set-password')),
  -- Null where nobody bears the number or has no telephone on record: such a code is never sent and never right.
  holder_id uuid,
  -- Sealed until it is handed to the message channel, then only the digest is left.
  code bytea,
  digest bytea not null,
  tries int not null default 0 check (tries between 0 and 5),
  made_at timestamptz not null,
  expires_at timestamptz not null,
  used_at timestamptz
);
create index one_time_code_holder on identity.one_time_code (holder_id, made_at) where holder_id is not null;

create table identity.session (
  id uuid primary key,
  digest bytea not null unique,
  actor_id uuid not null,
  role text not null,
  institution_id uuid,
  channel text,
  -- The ward for whom a guardian acts at the moment.
  acting_for uuid,
  how text not null check (how in ('code', 'card', 'totp', 'demo')),
  started_at timestamptz not null,
  seen_at timestamptz not null,
  ends_at timestamptz not null check (ends_at > started_at),
  ended_at timestamptz,
  check ((role = 'citizen') = (institution_id is null)),
  check (acting_for is null or role = 'citizen')
);
create index session_actor on identity.session (actor_id) where ended_at is null;

-- Drafts belong to the pages: what somebody has typed and not yet sent. Sealed, and gone after thirty days.
create schema portal;
create table portal.draft (
  actor_id uuid not null,
  about uuid not null,
  kind text not null,
  answers bytea not null,
  changed_at timestamptz not null,
  expires_at timestamptz not null,
  primary key (actor_id, about, kind)
);
create index draft_expires on portal.draft (expires_at);

-- Published by institutions for sessions: who works where in which role, and whether still.
create view institutions.staff_view as
  select s.id as staff_id, s.institution_id, s.role, s.ended_at, i.region, i.standing
  from institutions.staff s join institutions.institution i on i.id = s.institution_id;

-- Exports from the journal: asked for by one person, approved by another, fetched for a week, each time on record.
create table identity.journal_export (
  id uuid primary key,
  asked_by uuid not null,
  reason text not null,
  filter jsonb not null,
  asked_at timestamptz not null,
  approved_by uuid,
  approved_at timestamptz,
  -- Maker and checker are two people, whatever the code says.
  check (approved_by is null or approved_by <> asked_by),
  check ((approved_by is null) = (approved_at is null))
);
create index journal_export_asked on identity.journal_export (asked_at);
