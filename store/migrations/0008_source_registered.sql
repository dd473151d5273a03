-- When a source became known here: an answer about an earlier instant doesn't name it.

alter table source add column registered_at timestamptz(3) not null default clock_timestamp();
comment on column source.registered_at is 'First start or import with this source.';
