-- The electronic card: one per person, issued with the first order. It names no card: it follows the holder's good one.

create schema ecard;

create table ecard.ecard (
  holder_id uuid primary key,
  state text not null check (state in ('issued', 'authorised', 'suspended', 'closed')),
  issued_at timestamptz not null,
  -- The person's first consent; kept through a suspension.
  authorised_at timestamptz,
  closed_at timestamptz,
  check (state <> 'authorised' or authorised_at is not null),
  check ((state = 'closed') = (closed_at is not null))
);
