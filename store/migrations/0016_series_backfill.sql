-- Days of single series that nobody would come back to, and what an instrument can show.

create table series_backfill (
  signal_id text collate "C" not null references signal,
  stream text collate "C" not null,
  from_day date not null,
  to_day date not null,
  tried_at timestamptz(3),
  primary key (signal_id, stream),
  check (from_day < to_day)
);
comment on table series_backfill is 'Days [from_day, to_day) of one series that are still to be read: its source refused them, or they lay behind it when it was discovered. Not knowledge of the field.';
comment on column series_backfill.tried_at is 'When its source last refused them; null: not tried yet.';

alter table signal_version
  add column instrument_low double precision,
  add column instrument_high double precision,
  add check ((instrument_low is null) = (instrument_high is null)),
  add check (instrument_low < instrument_high);
comment on column signal_version.instrument_low is 'What the instrument can show, in the series'' unit; null: its source doesn''t say.';
