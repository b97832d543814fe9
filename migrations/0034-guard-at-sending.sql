-- The guard looks a second time, at the moment an envelope leaves for its bank: cards change between draft and sending. It looks
-- once: whoever tries again after a crash sends the same file, which the bank may have.
alter table benefits.envelope add column guarded_at timestamptz;
update benefits.envelope set guarded_at = sent_at where state <> 'approved';
alter table benefits.envelope add constraint envelope_guarded check (state = 'approved' or guarded_at is not null);
