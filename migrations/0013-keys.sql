-- Keys 密钥: versions of issuer keys, which card carries which, terminals and their modules, challenges, authorities and certificates.
-- Every secret here is wrapped under the house's master key, which lies outside the database.

create schema keys;

create table keys.issuer_key (
  id uuid primary key,
  -- 'root', or the region whose cards are made under it.
  owner text not null,
  version int not null check (version between 1 and 9999),
  state text not null check (state in ('loading', 'ready', 'current', 'retired', 'destroyed', 'abandoned')),
  -- How many officers bring a component; 0: derived from the root.
  parts smallint not null check (parts in (0, 2, 3)),
  root_id uuid references keys.issuer_key,
  wrapped bytea,
  -- First three bytes of SM4 over a zero block, hex.
  check_value text not null check (check_value ~ '^[0-9A-F]{6}$'),
  begun_by text not null,
  begun_at timestamptz not null,
  put_in_use_by text,
  put_in_use_at timestamptz,
  retired_by text,
  retired_at timestamptz,
  destroyed_at timestamptz,
  constraint issuer_key_version unique (owner, version),
  check ((wrapped is not null) = (state in ('ready', 'current', 'retired'))),
  -- Nobody puts in use alone what they brought in alone.
  check (put_in_use_by <> begun_by),
  check ((parts = 0) = (root_id is not null)),
  check (owner <> 'root' or parts > 0)
);
create unique index issuer_key_current on keys.issuer_key (owner) where state = 'current';
create unique index issuer_key_loading on keys.issuer_key (owner) where state in ('loading', 'ready');

-- Components wait here for each other, wrapped; the last one joins them inside the key module, and the rows go.
create table keys.component (
  key_id uuid not null references keys.issuer_key,
  number smallint not null check (number between 1 and 3),
  officer_id text not null,
  wrapped bytea not null,
  given_at timestamptz not null,
  primary key (key_id, number),
  constraint component_officer unique (key_id, officer_id)
);

-- Every card with keys of ours: what is on its chip, so that its proofs can be judged.
create table keys.card (
  card_id uuid primary key,
  card_number text not null check (card_number ~ '^[0-9A-Z]{9}$'),
  card_identifier text not null check (card_identifier ~ '^[0-9]{6}D156000005[0-9A-F]{16}$'),
  region text not null,
  generation smallint not null check (generation between 1 and 3),
  -- Algorithm mark: 1 3DES, 3 SM4.
  algorithm smallint not null check (algorithm in (1, 3)),
  -- The 13 historical bytes; the last 8 are the diversification factor.
  atr text not null check (atr ~ '^[0-9A-F]{26}$'),
  key_id uuid not null references keys.issuer_key,
  -- SM3 over what its card and holder files must hold.
  content_digest bytea not null check (length(content_digest) = 32),
  made_for text not null,
  -- The highest count of its own proofs a card has shown.
  proof_counter bigint not null default 0 check (proof_counter between 0 and 4294967295),
  copy_suspected_at timestamptz,
  keyed_at timestamptz not null,
  constraint keyed_card_identifier unique (card_identifier)
);
create index keyed_card_number on keys.card (card_number);
create index keyed_card_key on keys.card (key_id);

create table keys.terminal (
  id uuid primary key,
  number text not null check (number ~ '^[0-9]{12}$'),
  device_number text not null check (length(device_number) between 1 and 32),
  institution_id uuid not null,
  region text not null,
  state text not null check (state in ('registered', 'withdrawn')),
  registered_at timestamptz not null,
  withdrawn_at timestamptz,
  constraint terminal_number unique (number),
  check ((state = 'withdrawn') = (withdrawn_at is not null))
);
create index terminal_institution on keys.terminal (institution_id, number);

-- Software terminal modules (PSAM): handed out in an envelope only the terminal can open.
create table keys.psam (
  id uuid primary key,
  terminal_id uuid not null references keys.terminal,
  key_id uuid not null references keys.issuer_key,
  version int not null check (version > 0),
  level text not null check (level in ('internal only', 'basic', 'full')),
  state text not null check (state in ('issued', 'replaced', 'revoked')),
  issued_at timestamptz not null,
  ended_at timestamptz,
  reason text,
  constraint psam_version unique (terminal_id, version),
  check ((state = 'issued') = (ended_at is null))
);
create unique index psam_good on keys.psam (terminal_id) where state = 'issued';

-- Numbers a card has to answer to: good once, for a short time, at one terminal (or for one holder at home).
create table keys.challenge (
  id uuid primary key,
  value bytea not null check (length(value) = 16),
  terminal_id uuid references keys.terminal,
  actor_id text not null,
  issued_at timestamptz not null,
  expires_at timestamptz not null,
  used_at timestamptz
);
create index challenge_old on keys.challenge (expires_at);

create table keys.authority (
  id uuid primary key,
  region text not null,
  certificate bytea not null,
  wrapped bytea not null,
  list_number int not null default 0,
  -- The revocation list signed last.
  list bytea,
  list_signed_at timestamptz,
  founded_by text not null,
  founded_at timestamptz not null,
  constraint authority_region unique (region)
);

create table keys.certificate (
  -- Hex.
  serial text primary key,
  authority_id uuid not null references keys.authority,
  profile text not null check (profile in ('card-signing', 'terminal', 'institution', 'node')),
  -- Card id, terminal id, institution id, or the code of a node.
  owner text not null,
  state text not null check (state in ('good', 'held', 'revoked')),
  der bytea not null,
  not_before timestamptz not null,
  not_after timestamptz not null,
  renews text references keys.certificate,
  issued_at timestamptz not null,
  revoked_at timestamptz,
  reason text,
  check ((state = 'good') = (revoked_at is null) and (revoked_at is null) = (reason is null))
);
create index certificate_owner on keys.certificate (owner, profile);
create index certificate_revoked on keys.certificate (authority_id) where state <> 'good';

create view keys.card_view as
  select card_id, card_number, card_identifier, region, generation, key_id, copy_suspected_at, keyed_at from keys.card;
