import { createCalendar, type Calendar } from '@tieback/domain'
import { z } from 'zod'
import type { CalendarInput, Db, KnowledgeTx } from './types.ts'

const RuleRow = z.object({ id: z.string(), valid_from: z.string(), time_zone: z.string(), day_start: z.string() })

/** What Postgres says for the first rule of a calendar, which holds since ever. */
const sinceEver = '-infinity'

/**
 * Stores a calendar; one that is there takes the new rules, for every day and every knowledge time.
 *
 * throws  RangeError: rules that make no calendar, or a zone that Postgres doesn't have
 */
export async function upsertCalendar(tx: KnowledgeTx, calendar: CalendarInput): Promise<void> {
  const { id, rules } = createCalendar(calendar.id, calendar.rules)
  await refuseUnknownZones(
    tx,
    id,
    rules.map(({ timeZone }) => timeZone),
  )
  await tx.client.query('insert into site_calendar (id) values ($1) on conflict do nothing', [id])
  const { rowCount } = await tx.client.query(
    `with incoming as (select * from unnest($2::date[], $3::text[], $4::time[]) as t(valid_from, time_zone, day_start)),
     gone as (
       delete from site_calendar_rule r where calendar_id = $1 and not exists (select from incoming i where i.valid_from = r.valid_from)
       returning 1
     ),
     stored as (
       insert into site_calendar_rule as r (calendar_id, valid_from, time_zone, day_start) select $1, * from incoming
       on conflict (calendar_id, valid_from) do update set time_zone = excluded.time_zone, day_start = excluded.day_start
       where (r.time_zone, r.day_start) is distinct from (excluded.time_zone, excluded.day_start)
       returning 1
     )
     select from gone union all select from stored`,
    [
      id,
      rules.map(({ validFrom }) => validFrom ?? sinceEver),
      rules.map(({ timeZone }) => timeZone),
      rules.map(({ dayStart }) => dayStart),
    ],
  )
  if (rowCount) tx.changed = true
}

async function refuseUnknownZones(tx: KnowledgeTx, id: string, zones: readonly string[]): Promise<void> {
  const { rows } = await tx.client.query(
    'select zone from unnest($1::text[]) as wanted(zone) where lower(zone) not in (select lower(name) from pg_timezone_names)',
    [zones],
  )
  const unknown = z.array(z.object({ zone: z.string() })).parse(rows)
  if (unknown.length > 0) {
    throw new RangeError(
      `calendar "${id}": the time zones of this Postgres have no ${unknown.map(({ zone }) => zone).join(', ')}: update it, or use the zone's older name`,
    )
  }
}

export async function readCalendars(db: Db): Promise<Calendar[]> {
  const { rows } = await db.query(
    `select calendar_id as id, valid_from::text, time_zone, to_char(day_start, 'HH24:MI') as day_start
     from site_calendar_rule order by calendar_id, valid_from`,
  )
  const byId = Map.groupBy(z.array(RuleRow).parse(rows), ({ id }) => id)
  return [...byId].map(([id, rules]) =>
    createCalendar(
      id,
      rules.map((rule) => ({
        validFrom: rule.valid_from === sinceEver ? null : rule.valid_from,
        timeZone: rule.time_zone,
        dayStart: rule.day_start,
      })),
    ),
  )
}
