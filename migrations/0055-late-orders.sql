-- What a bureau's desk looks for among all orders of a region is few of many, and is found without reading the many: orders past their promise,
-- orders that wait for somebody for a reason, orders of a bank that left, cards that failed again and again.
create index order_overdue on orders.order (region, id) where overdue_since is not null;
create index order_reason on orders.order (region, state_reason, id) where state_reason is not null;
create index order_late on orders.order (region, promise_day) where state in ('accepted', 'in-production');
create index order_open_bank on orders.order (region, bank_code) where state not in ('collected', 'closed', 'withdrawn', 'rejected');
create index item_failed on production.item (order_id) where state in ('failed', 'scrapped');
