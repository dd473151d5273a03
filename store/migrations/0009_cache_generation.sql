-- Which cached answers are void: the truth that all processes share where there is no Redis.

create table cache_position (
  is_only boolean primary key default true check (is_only),
  moves bigint not null default 0
);
comment on table cache_position is 'How often generations have moved; its one row is the lock that puts moves into an order.';
insert into cache_position default values;

create table cache_generation (
  tag text collate "C" primary key,
  token text collate "C" not null
);
comment on table cache_generation is 'The generation of a tag: an answer that was made under another one is void.';

create table cache_member (
  id text collate "C" primary key,
  epoch text collate "C" not null,
  applied bigint not null,
  last_seen timestamptz(3) not null
);
comment on table cache_member is 'Processes that serve answers from memory, and up to which move each has dropped what became void.';
