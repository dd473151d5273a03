-- How far each source has been read, how it stands, and what was refused.

create type source_status as enum ('ok', 'lagging', 'down', 'idle');

create table source_state (
  source_id text collate "C" not null references source,
  status source_status not null,
  data_as_of timestamptz(3),
  message text,
  known_from timestamptz(3) not null,
  primary key (source_id, known_from)
);
comment on table source_state is 'How a source stood from known_from until its next row; a row only where something changed.';
comment on column source_state.data_as_of is 'Newest instant that the source''s data reach.';

create table ingest_watermark (
  source_id text collate "C" not null references source,
  stream text collate "C" not null,
  complete_to timestamptz(3) not null,
  detail jsonb not null default '{}',
  known_from timestamptz(3) not null,
  known_to timestamptz(3) not null default 'infinity',
  primary key (source_id, stream, known_to)
);
comment on table ingest_watermark is 'Everything of the stream before complete_to has been read. Moves in the transaction that wrote what was read.';

create table ingest_backfill (
  source_id text collate "C" not null references source,
  stream text collate "C" not null,
  from_day date not null,
  reached_day date not null,
  until_day date not null,
  known_from timestamptz(3) not null,
  known_to timestamptz(3) not null default 'infinity',
  primary key (source_id, stream, known_to),
  check (until_day <= reached_day and reached_day <= from_day)
);
comment on table ingest_backfill is 'Filling in the past, newest days first: from from_day down to until_day; reached_day is the oldest day done.';

create table ingest_quarantine (
  id bigint generated always as identity primary key,
  source_id text collate "C" not null references source,
  dataset text collate "C" not null,
  key text collate "C" not null,
  reason text collate "C" not null,
  message text not null,
  row json not null,
  first_seen timestamptz(3) not null,
  last_seen timestamptz(3) not null,
  times integer not null default 1 check (times > 0),
  resolved_at timestamptz(3),
  unique (source_id, dataset, key, reason)
);
comment on table ingest_quarantine is 'Refused rows, whole, so that they can be replayed. A row refused again is the same row, seen once more.';
comment on column ingest_quarantine.row is 'json, not jsonb: kept letter by letter, also what jsonb would refuse.';
create index ingest_quarantine_open on ingest_quarantine (source_id) where resolved_at is null;
