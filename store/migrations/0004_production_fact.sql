-- Production by day and by month: two times on every figure.

create type measure as enum ('potential', 'plan', 'measured', 'allocated');
create type quality as enum ('good', 'uncertain', 'substituted', 'estimated', 'stale', 'bad', 'missing');
create type record_status as enum ('provisional', 'verified', 'approved');
create type fact_origin as enum ('source', 'roll-up');
create type fact_change as enum ('new', 'restated', 'status', 'remark');

create table fact_daily_production (
  value double precision,
  coverage double precision,
  measured_share double precision,
  estimated_share double precision,
  known_from timestamptz(3) not null,
  known_to timestamptz(3) not null default 'infinity',
  day date not null,
  quantity quantity not null,
  measure measure not null,
  quality quality not null,
  status record_status,
  origin fact_origin not null,
  change fact_change not null,
  withdrawn boolean not null default false,
  node_id text collate "C" not null references node,
  source_id text collate "C" references source,
  note text,
  flags text[] not null default '{}',
  -- The current row of a key is the one with known_to = infinity, so this also keeps a key from having two.
  primary key (node_id, day, quantity, measure, known_to),
  constraint fact_known check (known_from < known_to),
  -- NaN sorts above Infinity.
  constraint fact_number check (value > '-Infinity' and value < 'Infinity'),
  constraint fact_null_is_not_zero check (value is not null or quality in ('bad', 'missing')),
  constraint fact_of_source check ((origin = 'source') = (source_id is not null)),
  constraint fact_status check (origin = 'roll-up' or status is not null),
  constraint fact_coverage check (
    (coverage is null) = (measured_share is null) and (coverage is null) = (estimated_share is null)
    and coverage between 0 and 1 and measured_share between 0 and 1 and estimated_share between 0 and 1
  )
) partition by range (day);
comment on table fact_daily_production is 'Node x production day x quantity x measure, in the canonical unit of the quantity. One partition for each year.';
comment on column fact_daily_production.known_to is 'Up to when this was believed; infinity: still.';
comment on column fact_daily_production.change is 'What this version was to the one before it: a first number is new, a moved one restated; remark: quality, note, flags or coverage alone.';
comment on column fact_daily_production.withdrawn is 'Set when the version was closed because the source no longer has the figure.';
comment on column fact_daily_production.coverage is 'Shares of the expected that a total rests on, 0..1; null for what a source gave.';
create index fact_daily_production_known on fact_daily_production (known_from, change) where origin = 'source';
create index fact_daily_production_withdrawn on fact_daily_production (known_to) where withdrawn;

create table fact_monthly_production (
  like fact_daily_production including defaults including constraints including comments,
  primary key (node_id, day, quantity, measure, known_to),
  foreign key (node_id) references node,
  foreign key (source_id) references source,
  constraint fact_first_of_month check (extract(day from day) = 1)
);
comment on table fact_monthly_production is 'As fact_daily_production, by calendar month of production days; day is the first of the month.';
create index fact_monthly_production_known on fact_monthly_production (known_from, change) where origin = 'source';
create index fact_monthly_production_withdrawn on fact_monthly_production (known_to) where withdrawn;
