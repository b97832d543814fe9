-- Orders whose card waits for its account: the bank's line may be down.

create index order_account on orders.order (card_id) where state_reason = 'account-awaited';

-- Production asks why an order stands: it exports no file while an account is missing.
create or replace view orders.order_view as
  select id as order_id, holder_id, region, kind, reason, channel, group_order_id, organiser_id, batch_code, group_code, bank_code, pick_up,
         outlet_id, generation, state, placed_on, promise_day, accepted_at, produced_at, collected_at, closed_at, overdue_since, card_id,
         state_reason
  from orders.order;
