-- What historians' series came to over production days: the interval that a system of record's figures are about.

create table fact_daily_timeseries (
  day date not null,
  start_at timestamptz(3) not null,
  end_at timestamptz(3) not null,
  average double precision,
  minimum double precision,
  maximum double precision,
  good_share double precision not null check (good_share between 0 and 1),
  known_from timestamptz(3) not null,
  known_to timestamptz(3) not null default 'infinity',
  sample_count integer not null check (sample_count >= 0),
  signal_id text collate "C" not null references signal,
  primary key (signal_id, day, known_to),
  check (start_at < end_at),
  check (known_from < known_to)
) partition by range (day);
comment on table fact_daily_timeseries is 'Series x production day of its node''s calendar, in the series'' unit. One partition for each year.';
comment on column fact_daily_timeseries.start_at is 'When the day ran from and to as it was read: 23 to 25 hours, and another span once its calendar is mended.';
comment on column fact_daily_timeseries.good_share is 'Share of the day''s time with good data.';
