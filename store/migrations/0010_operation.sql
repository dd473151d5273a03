-- What running the sources needs: marks by series, the shape of what they send, how their calls fare, how fresh samples arrive.
-- None of it is knowledge of the field: the newest row holds for every asOf.

create table series_watermark (
  signal_id text collate "C" not null references signal,
  stream text collate "C" not null,
  complete_to timestamptz(3) not null,
  newest_at timestamptz(3),
  primary key (signal_id, stream)
-- Every row is updated every few seconds: with room in its page an update stays there, and touches no index.
) with (fillfactor = 50);
comment on table series_watermark is 'Everything of one series before complete_to has been read. Moves in the transaction that wrote what was read.';
comment on column series_watermark.newest_at is 'The newest sample taken in: one that is older is no measure of how fresh samples arrive.';

-- What has been read so far has been read of every series that was known.
insert into series_watermark (signal_id, stream, complete_to)
select s.id, w.stream, w.complete_to from ingest_watermark w join signal s using (source_id)
where w.known_to = 'infinity' and w.stream in ('samples', 'hourly');

create table wire_schema (
  source_id text collate "C" not null references source,
  dataset text collate "C" not null,
  version integer not null check (version > 0),
  fields jsonb not null,
  changes jsonb not null default '[]',
  first_seen timestamptz(3) not null,
  primary key (source_id, dataset, version)
);
comment on table wire_schema is 'Shapes that the rows of a source had on the wire, each from first_seen until the next version.';

create table source_traffic (
  source_id text collate "C" not null references source,
  process text collate "C" not null,
  at timestamptz(3) not null,
  breaker text not null check (breaker in ('closed', 'open', 'half-open')),
  breaker_until timestamptz(3),
  calls_per_min double precision not null,
  failed_per_min double precision not null,
  retried_per_min double precision not null,
  rate_limited_per_min double precision not null,
  in_flight integer not null,
  waiting integer not null,
  limits jsonb not null,
  primary key (source_id, process)
);
comment on table source_traffic is 'How calls to a source fare, as each process that calls it last reported; a report of more than a minute ago counts for nothing.';

create table source_job_failure (
  source_id text collate "C" not null references source,
  job text collate "C" not null,
  message text not null,
  since timestamptz(3) not null,
  primary key (source_id, job)
);
comment on table source_job_failure is 'Jobs of a source that fail at present: while there is one the source is down, whichever process runs the others.';

create table freshness (
  source_id text collate "C" not null references source,
  hour timestamptz(3) not null,
  upper_s double precision not null check (upper_s > 0),
  samples bigint not null check (samples >= 0),
  primary key (source_id, hour, upper_s)
);
comment on table freshness is 'A histogram by hour: samples whose way from their own instant to being readable took at most upper_s, and longer than the step before.';

-- Runs are listed over all sources, and forgotten after a while; a commit keeps its row and loses the name of its run.
create index ingest_run_newest on ingest_run (started_at desc, id desc);
create index knowledge_commit_run on knowledge_commit (run_id) where run_id is not null;
