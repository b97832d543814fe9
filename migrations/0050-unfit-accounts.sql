-- For set work of modules above: accounts of which their bank said that they cannot receive (frozen, dormant ...), few among all.
create view banking.unfit_view as select card_id, status from banking.account where status <> 'normal';
