-- How many messages one person got today is asked person by person, of those who are next; nobody asks for everybody's any more.
create index message_had on notices.message (holder_id, sent_at) where not pressing and sent_at is not null;
drop index notices.message_sent;
