-- What there is: nodes, where they belong, what they are called, and their series.

create type node_kind as enum ('asset', 'hub', 'facility', 'well');
create type well_type as enum ('oil-producer', 'gas-producer', 'water-injector', 'gas-injector', 'other');
create type key_kind as enum ('object-id', 'code', 'name');
create type quantity as enum (
  'oil_production', 'gas_production', 'condensate_production', 'ngl_production', 'water_production',
  'water_injection', 'gas_injection', 'gas_lift',
  'oil_export', 'gas_export', 'gas_fuel', 'gas_flare', 'water_disposal', 'oil_stock_change',
  'on_stream_hours', 'choke', 'wellhead_pressure', 'wellhead_temperature',
  'downhole_pressure', 'downhole_temperature', 'annulus_pressure', 'tubing_differential_pressure', 'choke_differential_pressure'
);
create type interpolation as enum ('linear', 'step');

create table node (
  id text collate "C" primary key check (id ~ '^[a-z]+-[a-z0-9]+$' and length(id) <= 64),
  kind node_kind not null,
  calendar_id text collate "C" not null references site_calendar,
  namespace text collate "C" not null,
  object_id text collate "C" not null,
  unique (namespace, object_id)
);
comment on table node is 'Assets, hubs, facilities and wells, by our own stable ids. Everything that may change is in node_version.';

create table node_version (
  id bigint generated always as identity primary key,
  node_id text collate "C" not null references node,
  name text not null,
  code text,
  well_type well_type,
  attributes jsonb not null,
  valid_from date,
  valid_to date,
  known_from timestamptz(3) not null,
  known_to timestamptz(3) not null default 'infinity',
  check (valid_from < valid_to),
  check (known_from < known_to)
);
comment on table node_version is 'What a node was called and was, by validity (production days, half-open, null: unbounded) and knowledge.';
create index node_version_node on node_version (node_id, known_to);

create table node_link (
  id bigint generated always as identity primary key,
  child_id text collate "C" not null references node,
  parent_id text collate "C" not null references node,
  valid_from date,
  valid_to date,
  known_from timestamptz(3) not null,
  known_to timestamptz(3) not null default 'infinity',
  check (child_id <> parent_id),
  check (valid_from < valid_to),
  check (known_from < known_to)
);
comment on table node_link is 'Where a node belonged. A child has one parent at most on any day.';
create index node_link_child on node_link (child_id, known_to);

create table node_alias (
  id bigint generated always as identity primary key,
  node_id text collate "C" not null references node,
  namespace text collate "C" not null,
  key_kind key_kind not null,
  value text collate "C" not null,
  valid_from date,
  valid_to date,
  known_from timestamptz(3) not null,
  known_to timestamptz(3) not null default 'infinity',
  check (valid_from < valid_to),
  check (known_from < known_to)
);
comment on table node_alias is 'What sources call a node. Names and codes may pass from one node to another.';
create index node_alias_node on node_alias (node_id, known_to);
create index node_alias_key on node_alias (namespace, key_kind, value);

create table signal (
  id text collate "C" primary key check (id ~ '^sig-[a-z0-9]+$' and length(id) <= 64),
  source_id text collate "C" not null references source,
  source_key text collate "C" not null,
  unique (source_id, source_key)
);
comment on table signal is 'Time series by source and the source''s own key, such as a PI tag.';

create table signal_version (
  id bigint generated always as identity primary key,
  signal_id text collate "C" not null references signal,
  node_id text collate "C" not null references node,
  name text not null,
  quantity quantity not null,
  unit text not null,
  reference text check (reference in ('metric', 'us', 'normal')),
  basis text check (basis in ('gauge', 'absolute')),
  interpolation interpolation not null,
  expected_period_s double precision check (expected_period_s > 0),
  known_from timestamptz(3) not null,
  known_to timestamptz(3) not null default 'infinity',
  check (known_from < known_to)
);
comment on table signal_version is 'What a series is about, by knowledge: a mapping may be corrected.';
comment on column signal_version.expected_period_s is 'Longest ordinary wait between two samples.';
create unique index signal_version_signal on signal_version (signal_id, known_to);
create index signal_version_node on signal_version (node_id);
