-- Site calendars, and production days as SQL. The same rules as domain/src/time; a test holds the two equal.

create table site_calendar (id text collate "C" primary key);
comment on table site_calendar is 'Calendars of sites. Configuration, not knowledge: a change of rule holds for every asOf.';

create table site_calendar_rule (
  calendar_id text collate "C" not null references site_calendar on delete cascade,
  valid_from date not null,
  time_zone text not null,
  day_start time not null,
  primary key (calendar_id, valid_from)
);
comment on table site_calendar_rule is 'Dated rules; the last whose valid_from is not after a day holds for it.';
comment on column site_calendar_rule.valid_from is '-infinity for the first rule of a calendar.';
comment on column site_calendar_rule.day_start is 'Local clock time at which a production day starts.';

create function production_day_start(calendar text, day date) returns timestamptz language sql stable as $$
  -- A local time that is skipped or happens twice is read by PostgreSQL''s own rule, which the domain follows.
  select (day + rule.day_start) at time zone rule.time_zone
  from site_calendar_rule rule
  where rule.calendar_id = calendar and rule.valid_from <= day
  order by rule.valid_from desc
  limit 1
$$;
comment on function production_day_start(text, date) is 'Instant at which a production day starts; it ends where the next one starts.';

create function production_day(calendar text, instant timestamptz) returns date language sql stable as $$
  -- Zones reach from UTC-12 to UTC+14 and a day starts up to 24 hours late, so the day is one of these.
  select max(candidate)::date
  from generate_series((instant at time zone 'UTC')::date - 3, (instant at time zone 'UTC')::date + 2, interval '1 day') candidate
  where production_day_start(calendar, candidate::date) <= instant
$$;
comment on function production_day(text, timestamptz) is 'The production day that an instant belongs to; null for an unknown calendar.';
