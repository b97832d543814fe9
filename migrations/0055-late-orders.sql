-- The queues a bureau looks through from its desk: orders past their promise, and orders that wait for somebody for a reason. Few of many,
-- and without an index a queue that is empty is found empty only after every order of the region.
create index order_overdue on orders.order (region, id) where overdue_since is not null;
create index order_reason on orders.order (region, state_reason, id) where state_reason is not null;
