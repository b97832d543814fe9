-- A chip's factor gives its keys: one chip named for two cards would make two cards that answer alike.
create unique index keyed_card_chip on keys.card (key_id, substr(atr, 11));
