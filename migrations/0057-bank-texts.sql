-- Text messages that banks send for the programme (PCK-05): asked for over the line, taken by the bank, and what became of them.

create table banking.text_message (
  message_id uuid primary key,
  bank_id uuid not null references banking.link,
  asked_at timestamptz not null,
  -- The bank has acknowledged the wish: from now on it is the bank that sends.
  taken_at timestamptz,
  outcome text check (outcome in ('sent', 'delivered', 'failed')),
  told_at timestamptz,
  check ((outcome is null) = (told_at is null))
);
