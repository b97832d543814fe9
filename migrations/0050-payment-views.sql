-- For set work of modules above: accounts of which their bank said that they cannot receive (frozen, dormant ...), few among all.
create view banking.unfit_view as select card_id, status from banking.account where status <> 'normal';

-- And the number of the account behind a card, as it lies here: sealed. A payment file opens a million of them.
create view cards.sealed_view as select id as card_id, bank_card from cards.card where bank_card is not null;
