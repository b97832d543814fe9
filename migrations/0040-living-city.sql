-- Who has had the day's share of messages: looked up by what was sent today, not by everything ever sent.
create index message_sent on notices.message (sent_at, holder_id) where not pressing and sent_at is not null;

-- Cards that came back from the maker, with the number printed on them: what a courier's box or an outlet's tray shows.
create view production.made_view as
  select card_id, card_number, order_id, holder_id, batch_id from production.item where state = 'made';

-- Deliveries to units, and what a unit has settled: what its people and the bank's visitor have on paper.
create view production.visit_view as select id as visit_id, group_order_id, bank_id, outlet_id, day, state from production.visit;
create view orders.group_view as select id as group_order_id, organiser_id, region, banks, opened_on from orders.group_order;
