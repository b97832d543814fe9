-- Booking a place at a counter (APP-12): places of a counter on a day, and who took them. Used only where a region's policy says so.

create table orders.counter_day (
  outlet_id uuid not null,
  day date not null,
  places int not null check (places between 0 and 10000),
  booked int not null default 0 check (booked >= 0),
  primary key (outlet_id, day),
  check (booked <= places)
);

create table orders.booking (
  id uuid primary key,
  holder_id uuid not null,
  region text not null,
  outlet_id uuid not null,
  day date not null,
  state text not null check (state in ('booked', 'arrived', 'cancelled', 'missed')),
  booked_at timestamptz not null,
  ended_at timestamptz,
  check ((state = 'booked') = (ended_at is null)),
  foreign key (outlet_id, day) references orders.counter_day
);
-- Nobody keeps two places: the second would be taken from somebody else.
create unique index one_open_booking on orders.booking (holder_id) where state = 'booked';
create index booking_holder on orders.booking (holder_id, day);
create index booking_counter on orders.booking (outlet_id, day);
