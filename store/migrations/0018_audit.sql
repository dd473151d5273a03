-- Who did what: a chain of entries that is only ever added to. docs/adr has why it is made like this.
-- A schema of its own, because whoever owns a schema may drop what is in it: store/src/audit-rights.ts gives all of it to a role
-- that nobody signs in as, wherever the role that migrates may do that.

create schema tieback_audit;

create table tieback_audit.audit_log (
  sequence bigint primary key,
  entry text not null check (octet_length(entry) <= 32768),
  previous_hash bytea not null check (octet_length(previous_hash) = 32),
  hash bytea not null check (octet_length(hash) = 32),
  -- For filters alone: what is true is the entry, and verification holds these against it.
  at_ms bigint not null generated always as ((entry::jsonb ->> 'at')::bigint) stored,
  action text collate "C" not null generated always as (entry::jsonb ->> 'action') stored,
  outcome text collate "C" not null generated always as (entry::jsonb ->> 'outcome') stored,
  actor_id text collate "C" generated always as (entry::jsonb #>> '{actor,id}') stored,
  object_id text collate "C" generated always as (entry::jsonb #>> '{object,id}') stored
);
comment on table tieback_audit.audit_log is 'What was done and refused. entry: its instant, ms, and canonical JSON of the rest; hash: SHA-256 of previous_hash, sequence (eight bytes, big-endian) and entry.';
create index audit_log_at on tieback_audit.audit_log (at_ms);
create index audit_log_action on tieback_audit.audit_log (action, sequence);
create index audit_log_refused on tieback_audit.audit_log (outcome, sequence) where outcome <> 'done';
create index audit_log_actor on tieback_audit.audit_log (actor_id, sequence);
create index audit_log_object on tieback_audit.audit_log (object_id, sequence) where object_id is not null;

create table tieback_audit.audit_head (
  is_only boolean primary key default true check (is_only),
  sequence bigint not null,
  hash bytea not null check (octet_length(hash) = 32),
  checkpoint_sequence bigint not null
);
comment on table tieback_audit.audit_head is 'The end of the chain, and of its checkpoints; its one row is the lock that puts entries into an order.';
insert into tieback_audit.audit_head values (true, 0, decode(repeat('00', 32), 'hex'), 0);

create table tieback_audit.audit_checkpoint (
  sequence bigint primary key,
  previous_sequence bigint not null check (previous_sequence < sequence),
  hash bytea not null check (octet_length(hash) = 32),
  at timestamptz(3) not null,
  key_id text collate "C" not null,
  signature bytea not null
);
comment on table tieback_audit.audit_checkpoint is 'Signed points of the chain. Each names the one before, so that none can be taken out unseen.';

-- Puts an entry at the end of the chain, whatever else its row says.
create function tieback_audit.chain_entry() returns trigger language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  head tieback_audit.audit_head;
begin
  if jsonb_typeof(new.entry::jsonb) <> 'object' or new.entry::jsonb ? 'at' or new.entry !~ '^\{"' then
    raise exception 'an audit entry is a JSON object, and its instant is given here' using errcode = '22023';
  end if;
  -- What a signed checkpoint has seen must not be lost with the last commits of a server that is killed.
  if current_setting('synchronous_commit') = 'off' then
    perform set_config('synchronous_commit', 'on', true);
  end if;
  select * into strict head from tieback_audit.audit_head for update;
  new.sequence := head.sequence + 1;
  new.previous_hash := head.hash;
  new.entry := '{"at":' || floor(extract(epoch from clock_timestamp()) * 1000)::bigint || ',' || substr(new.entry, 2);
  new.hash := sha256(new.previous_hash || int8send(new.sequence) || convert_to(new.entry, 'UTF8'));
  update tieback_audit.audit_head set sequence = new.sequence, hash = new.hash;
  return new;
end
$$;
create trigger chain_entry before insert on tieback_audit.audit_log
  for each row execute function tieback_audit.chain_entry();

-- Takes a checkpoint that follows the newest one and is about an entry that is there.
create function tieback_audit.follow_checkpoint() returns trigger language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  if not exists (select from tieback_audit.audit_log where sequence = new.sequence and hash = new.hash) then
    raise exception 'a checkpoint is about an entry of the chain' using errcode = '22023';
  end if;
  update tieback_audit.audit_head set checkpoint_sequence = new.sequence where checkpoint_sequence = new.previous_sequence;
  if not found then
    raise exception 'a checkpoint follows the newest one' using errcode = '22023';
  end if;
  return new;
end
$$;
create trigger follow_checkpoint before insert on tieback_audit.audit_checkpoint
  for each row execute function tieback_audit.follow_checkpoint();

create function tieback_audit.refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'the audit log is only ever added to: % of % is refused', tg_op, tg_table_name using errcode = '42501';
end
$$;
create trigger refuse_change before update or delete or truncate on tieback_audit.audit_log
  for each statement execute function tieback_audit.refuse_change();
create trigger refuse_change before update or delete or truncate on tieback_audit.audit_checkpoint
  for each statement execute function tieback_audit.refuse_change();
create trigger refuse_change before insert or delete or truncate on tieback_audit.audit_head
  for each statement execute function tieback_audit.refuse_change();
-- The head moves by the two triggers above and in no other way.
create trigger refuse_move before update on tieback_audit.audit_head
  for each statement when (pg_trigger_depth() = 0) execute function tieback_audit.refuse_change();
-- A session that calls itself a replica passes by other triggers.
alter table tieback_audit.audit_log enable always trigger refuse_change;
alter table tieback_audit.audit_checkpoint enable always trigger refuse_change;
alter table tieback_audit.audit_head enable always trigger refuse_change;
alter table tieback_audit.audit_head enable always trigger refuse_move;

-- The two ways in for a role that may only read the tables.
create function tieback_audit.append_entry(entry text) returns bigint
  language sql security definer set search_path = pg_catalog, pg_temp
  as $$ insert into tieback_audit.audit_log (entry) values ($1) returning sequence $$;

create function tieback_audit.add_checkpoint(
  sequence bigint, previous_sequence bigint, hash bytea, at timestamptz, key_id text, signature bytea
) returns boolean language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  -- Another process may have been quicker.
  perform from tieback_audit.audit_head h where h.checkpoint_sequence = $2 for update;
  if not found then return false; end if;
  insert into tieback_audit.audit_checkpoint values ($1, $2, $3, $4, $5, $6);
  return true;
end
$$;
revoke all on all functions in schema tieback_audit from public;
