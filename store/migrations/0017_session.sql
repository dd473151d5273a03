-- Who is signed in. None of it is knowledge of the field: a row that is gone is over.

create table session (
  id text collate "C" primary key check (id ~ '^session-[a-z0-9]+$'),
  secret_hash bytea not null unique check (octet_length(secret_hash) = 32),
  person_id text collate "C" not null check (person_id <> ''),
  person_name text not null check (person_name <> ''),
  subject text collate "C" not null,
  provider_session text collate "C",
  grants jsonb not null,
  provider_grant bytea,
  started_at timestamptz(3) not null default clock_timestamp(),
  last_used_at timestamptz(3) not null default clock_timestamp(),
  idle_s integer not null check (idle_s > 0),
  ends_at timestamptz(3) not null,
  renew_at timestamptz(3) not null,
  user_agent text,
  address text,
  check (started_at < ends_at)
-- A session that is in use is updated four times a minute: with room in its page an update stays there, and touches no index.
) with (fillfactor = 50);
comment on table session is 'Sign-ins that hold: each until ends_at, or until it has not been used for idle_s. Ended ones are deleted.';
comment on column session.secret_hash is 'SHA-256 of what the browser''s cookie holds; the secret itself is nowhere else.';
comment on column session.subject is 'The person as the provider''s own messages name them, which may differ from person_id.';
comment on column session.provider_session is 'The provider''s name for its session (sid), by which it says that it is over.';
comment on column session.provider_grant is 'What the provider''s grants are renewed with, encrypted; null: it gave nothing to renew with.';
comment on column session.renew_at is 'When the provider is asked again what the person may do.';
create index session_person on session (person_id);
create index session_subject on session (subject);
create index session_provider_session on session (provider_session) where provider_session is not null;

create table sign_in (
  state_hash bytea primary key check (octet_length(state_hash) = 32),
  browser_hash bytea not null check (octet_length(browser_hash) = 32),
  checks bytea not null,
  return_to text not null,
  ends_at timestamptz(3) not null
);
comment on table sign_in is 'Sign-ins that were begun and have not come back from the provider; each is taken once, by the browser that began it.';
comment on column sign_in.checks is 'The nonce and the PKCE verifier, encrypted.';
create index sign_in_ends on sign_in (ends_at);

create table spent_logout_token (
  jti_hash bytea primary key check (octet_length(jti_hash) = 32),
  ends_at timestamptz(3) not null
);
comment on table spent_logout_token is 'Words of the provider that somebody has signed out, kept while they could be sent again.';
