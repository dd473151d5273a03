-- What historians sent: recent samples, and statistics by hour.

create table fact_hourly_timeseries (
  hour timestamptz(3) not null,
  average double precision,
  minimum double precision,
  maximum double precision,
  last double precision,
  good_share double precision not null check (good_share between 0 and 1),
  known_from timestamptz(3) not null,
  known_to timestamptz(3) not null default 'infinity',
  sample_count integer not null check (sample_count >= 0),
  signal_id text collate "C" not null references signal,
  primary key (signal_id, hour, known_to),
  check (known_from < known_to)
) partition by range (hour);
comment on table fact_hourly_timeseries is 'Series x hour of UTC, in the series'' unit. One partition for each month.';
comment on column fact_hourly_timeseries.good_share is 'Share of the hour''s time with good data.';

create table sample (
  at timestamptz(3) not null,
  value double precision,
  known_from timestamptz(3) not null,
  known_to timestamptz(3) not null default 'infinity',
  quality quality not null,
  ordinal smallint not null,
  signal_id text collate "C" not null references signal,
  reason text,
  primary key (signal_id, at, ordinal, known_to),
  check (known_from < known_to)
) partition by range (at);
comment on table sample is 'Raw recent samples in the series'' unit, kept for a configured time. One partition for each day of UTC; old ones are dropped whole.';
comment on column sample.ordinal is 'Order among samples of one series and instant.';
comment on column sample.reason is 'The state that the source stored instead of a number.';
