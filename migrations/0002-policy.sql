-- Policy: versions of each region's pack with their approvals, and what a bureau sets day by day beside the pack.

create schema policy;

create table policy.pack_version (
  region text not null,
  version int not null check (version > 0),
  -- json, not jsonb: the text stays as it was approved.
  file json not null,
  digest text not null,
  state text not null check (state in ('draft', 'simulated', 'approved', 'released', 'withdrawn')),
  -- Everybody who wrote on it; none of them may approve.
  authors text[] not null check (cardinality(authors) > 0),
  in_force_from date,
  report json,
  drafted_at timestamptz not null default now(),
  primary key (region, version),
  check ((state = 'released') = (in_force_from is not null))
);
create unique index pack_version_day on policy.pack_version (region, in_force_from) where state = 'released';

create table policy.approval (
  region text not null,
  version int not null,
  by_id text not null,
  at timestamptz not null,
  primary key (region, version, by_id),
  foreign key (region, version) references policy.pack_version (region, version)
);

-- What was released stays as it is: its text never changes, and no version is ever deleted. One that is not yet in force may
-- still be withdrawn.
create function policy.keep_released() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' or (old.state = 'released' and (new.state <> 'withdrawn' or new.file::text <> old.file::text)) then
    raise exception 'pack % version % is released and stays as it is', old.region, old.version using errcode = '42501';
  end if;
  return new;
end $$;
create trigger keep_released before update or delete on policy.pack_version
  for each row execute function policy.keep_released();

-- The day on which a batch (or phase) that the notice gives only by month really opens (K23).
create table policy.opening (
  region text not null,
  code text not null,
  day date not null,
  set_by text not null,
  set_at timestamptz not null,
  primary key (region, code)
);

-- The go-live gate (GOV-02); no row: red.
create table policy.readiness (
  region text not null,
  item text not null check (item in ('terminals', 'banks', 'staff', 'systems', 'safeguards')),
  ready boolean not null,
  note text not null,
  changed_at timestamptz not null,
  primary key (region, item)
);

-- The notice that told the public of a batch, the first one counts (GOV-04).
create table policy.notice (
  region text not null,
  batch text not null,
  notice_id text not null,
  published_on date not null,
  primary key (region, batch)
);

-- The emergency brake (CAL-15); the latest row that covers a day holds.
create table policy.throttle (
  id uuid primary key,
  region text not null,
  from_day date not null,
  until_day date check (until_day >= from_day),
  outlet_quota_percent int not null check (outlet_quota_percent between 0 and 100),
  notice_id text not null,
  set_at timestamptz not null
);
create index throttle_region on policy.throttle (region, set_at);
