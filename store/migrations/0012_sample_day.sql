-- Days of samples that have come to rest, packed for reading: a copy of what table sample holds, and nothing that couldn't be made again.

create table sample_day (
  signal_id text collate "C" not null references signal,
  day timestamptz(3) not null,
  known_from timestamptz(3) not null,
  instants bytea not null,
  numbers bytea not null,
  other_keys bytea,
  other_qualities text,
  primary key (signal_id, day)
);
-- Numbers hardly get smaller, and reading them is what the table is for.
alter table sample_day alter column instants set storage external;
alter table sample_day alter column numbers set storage external;
comment on table sample_day is 'All current samples of one series and day of UTC, packed. Whoever changes one of them deletes the row in the same transaction.';
comment on column sample_day.known_from is 'The newest commit when it was packed: an answer about an earlier instant may differ.';
comment on column sample_day.instants is 'timestamptz_send of each, by instant and ordinal.';
comment on column sample_day.numbers is 'float8send of each in the same order; NaN where there is none.';
comment on column sample_day.other_keys is 'timestamptz_send and int2send of instant and ordinal of those that aren''t good.';
comment on column sample_day.other_qualities is 'Their qualities in the same order, with commas between.';
