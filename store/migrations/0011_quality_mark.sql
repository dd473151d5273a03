-- Spans of series that a rule doubts. A mark never changes a sample.

create type quality_rule as enum ('stale', 'frozen', 'out-of-range', 'spike', 'unit-step');

create table quality_mark (
  signal_id text collate "C" not null references signal,
  rule quality_rule not null,
  from_at timestamptz(3) not null,
  to_at timestamptz(3),
  message text not null,
  known_from timestamptz(3) not null,
  known_to timestamptz(3) not null default 'infinity',
  primary key (signal_id, rule, from_at, known_to),
  check (to_at is null or from_at < to_at),
  check (known_from < known_to)
);
comment on table quality_mark is 'What a rule doubts of a series in [from_at, to_at); to_at null: it still holds.';
create index quality_mark_open on quality_mark (signal_id) where known_to = 'infinity';
create index quality_mark_newest on quality_mark (from_at desc, signal_id, rule);
