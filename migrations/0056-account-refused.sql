-- A bank that opens no account for a card: what it said, and how the card leaves its batch.

create table banking.account_refusal (
  card_id uuid primary key,
  -- A word of the table of refusals; what a bank says in a word of its own is 'other'.
  reason text not null,
  told_at timestamptz not null
);
-- For set work: the last word of the bank about a card that got no account.
create view banking.account_refusal_view as select card_id, reason, told_at from banking.account_refusal;

-- The card leaves its batch, the others go on; a batch that nothing is left of is dissolved.
alter table production.item drop constraint item_state_check, drop constraint item_check1;
alter table production.item
  add constraint item_state_check check (state in ('in-making', 'made', 'failed', 'scrapped', 'no-account')),
  add constraint item_fault check ((state in ('failed', 'scrapped', 'no-account')) = (fault is not null));
alter table production.batch
  drop constraint batch_state_check, drop constraint batch_cards_check,
  drop constraint batch_check, drop constraint batch_check2, drop constraint batch_check3;
alter table production.batch
  add constraint batch_state_check check (state in ('planned', 'sent', 'partly-returned', 'returned', 'dissolved')),
  add constraint batch_cards check (cards between 0 and 5000 and (cards = 0) = (state = 'dissolved')),
  add constraint batch_sent check ((state in ('planned', 'dissolved')) = (sent_at is null)),
  add constraint batch_file check (state in ('sent', 'partly-returned') or file is null),
  add constraint batch_digest check (state in ('planned', 'dissolved') or file_digest is not null);
