-- Sources, runs, and the order in which things became known.

create type source_kind as enum ('pi-web-api', 'energy-components', 'files');
create type run_status as enum ('running', 'succeeded', 'failed');

create table source (
  id text collate "C" primary key,
  name text not null,
  kind source_kind not null,
  namespace text collate "C" not null,
  expected_every_s double precision check (expected_every_s > 0)
);
comment on table source is 'Configured instances of systems of record. Configuration, not knowledge: the newest row holds for every asOf.';
comment on column source.namespace is 'The space its object ids live in; sources of one namespace speak of the same nodes.';
comment on column source.expected_every_s is 'Seconds between runs; null for imports.';

create table ingest_run (
  id bigint generated always as identity primary key,
  source_id text collate "C" not null references source,
  job text not null,
  started_at timestamptz(3) not null,
  finished_at timestamptz(3),
  status run_status not null default 'running',
  read_count bigint not null default 0 check (read_count >= 0),
  written_count bigint not null default 0 check (written_count >= 0),
  unchanged_count bigint not null default 0 check (unchanged_count >= 0),
  quarantined_count bigint not null default 0 check (quarantined_count >= 0),
  message text,
  check ((finished_at is null) = (status = 'running'))
);
comment on table ingest_run is 'What each run of a job read, wrote and refused.';
create index ingest_run_started on ingest_run (source_id, started_at desc);
create index ingest_run_finished on ingest_run (source_id, finished_at desc);

create table knowledge_commit (
  id bigint generated always as identity primary key,
  known_at timestamptz(3) not null unique,
  source_id text collate "C" references source,
  run_id bigint references ingest_run,
  cause text not null
);
comment on table knowledge_commit is 'One row for each transaction that changed what is known. known_at grows in commit order (docs/adr/0001-knowledge-time.md).';

create function next_known_at() returns timestamptz(3) language sql volatile as $$
  -- One millisecond ahead of the clock: an instant that a reader was given before this one can't be the same.
  select greatest(
    date_trunc('milliseconds', clock_timestamp()) + interval '1 millisecond',
    (select max(known_at) + interval '1 millisecond' from knowledge_commit)
  )
$$;
comment on function next_known_at() is 'The instant for what is about to become known. Only under the knowledge lock.';
