-- What happened to wells: deferments and tests.

create type deferment_category as enum (
  'reservoir', 'wells', 'subsea', 'process', 'export', 'market', 'hse-weather', 'project', 'unclassified'
);
create type well_test_status as enum ('planned', 'performed', 'accepted', 'rejected');

create table deferment_event (
  source_id text collate "C" not null references source,
  event_id text collate "C" not null,
  node_id text collate "C" not null references node,
  start_at timestamptz(3) not null,
  end_at timestamptz(3),
  category deferment_category not null,
  reason text not null,
  planned boolean not null,
  parent_event_id text collate "C",
  loss_share double precision not null check (loss_share between 0 and 1),
  known_from timestamptz(3) not null,
  known_to timestamptz(3) not null default 'infinity',
  primary key (source_id, event_id, known_to),
  check (start_at <= end_at),
  check (known_from < known_to)
);
comment on table deferment_event is 'Named spans in which a node delivered less than it could.';
comment on column deferment_event.end_at is 'Null while the event runs.';
comment on column deferment_event.parent_event_id is 'Set on the children of a group event; only leaves are counted.';
comment on column deferment_event.loss_share is 'Share of the potential that is lost while the event lasts: 1 is shut in.';
create index deferment_event_node on deferment_event (node_id, start_at);
create index deferment_event_parent on deferment_event (source_id, parent_event_id) where parent_event_id is not null;

create table well_test (
  source_id text collate "C" not null references source,
  test_id text collate "C" not null,
  node_id text collate "C" not null references node,
  start_at timestamptz(3) not null,
  end_at timestamptz(3) not null,
  status well_test_status not null,
  valid_from date,
  oil_rate double precision,
  gas_rate double precision,
  water_rate double precision,
  choke double precision,
  wellhead_pressure double precision,
  known_from timestamptz(3) not null,
  known_to timestamptz(3) not null default 'infinity',
  primary key (source_id, test_id, known_to),
  check (start_at <= end_at),
  check (known_from < known_to)
);
comment on table well_test is 'Rates in m3/d at metric reference, choke in % open, pressure in bar gauge.';
create index well_test_node on well_test (node_id, end_at desc);

create table plan_version (
  id text collate "C" primary key,
  namespace text collate "C" not null,
  name text not null,
  issued_at timestamptz(3) not null,
  unique (namespace, name)
);
comment on table plan_version is 'Versions of the production plan.';
