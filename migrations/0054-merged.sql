-- Who gave way to a record is asked on every page of its holder; merged records are few.
create index holder_merged on holders.holder (merged_into) where merged_into is not null;
