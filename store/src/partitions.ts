import type { DayLabel } from '@tieback/contracts'
import type { Pool, PoolClient } from 'pg'
import { z } from 'zod'
import { dropChunksBefore, isHypertable } from './hypertables.ts'

/** Half-open bounds of one partition, as SQL literals, and the suffix of its name. */
interface Span {
  readonly suffix: string
  readonly from: string
  readonly to: string
}

/** A mistyped year should be refused, not make a partition. */
const yearMin = 1900
const yearMax = 2200

const NameRow = z.object({ name: z.string() })

/**
 * Makes the partitions that facts of these days need.
 *
 * throws  RangeError: a day before 1900 or from 2200 on
 */
export async function ensureYears(client: PoolClient, table: string, days: Iterable<DayLabel>): Promise<void> {
  const years = new Set(Array.from(days, (day) => Number(day.slice(0, 4))))
  const spans = [...years].map((year) => {
    refuseYear(year)
    return { suffix: String(year), from: `${String(year)}-01-01`, to: `${String(year + 1)}-01-01` }
  })
  await ensurePartitions(client, table, spans)
}

/** Makes the partitions, one for each month of UTC, that rows at these instants need. */
export async function ensureMonths(client: PoolClient, table: string, instants: Iterable<Date>): Promise<void> {
  const starts = new Set(Array.from(instants, (at) => Date.UTC(at.getUTCFullYear(), at.getUTCMonth())))
  await ensurePartitions(
    client,
    table,
    spansOf(starts, 7, (start) => Date.UTC(start.getUTCFullYear(), start.getUTCMonth() + 1)),
  )
}

/** Makes the partitions, one for each day of UTC, that rows at these instants need. */
export async function ensureDays(client: PoolClient, table: string, instants: Iterable<Date>): Promise<void> {
  const dayMs = 86_400_000
  const starts = new Set(Array.from(instants, (at) => Math.floor(at.getTime() / dayMs) * dayMs))
  await ensurePartitions(
    client,
    table,
    spansOf(starts, 10, (start) => start.getTime() + dayMs),
  )
}

function spansOf(starts: Iterable<number>, labelLength: number, endOf: (start: Date) => number): Span[] {
  return Array.from(starts, (startMs) => {
    const start = new Date(startMs)
    refuseYear(start.getUTCFullYear())
    const suffix = start.toISOString().slice(0, labelLength).replaceAll('-', '')
    return { suffix, from: start.toISOString(), to: new Date(endOf(start)).toISOString() }
  })
}

function refuseYear(year: number): void {
  if (!(year >= yearMin && year < yearMax))
    throw new RangeError(`year ${String(year)} is outside ${String(yearMin)}–${String(yearMax)}`)
}

async function ensurePartitions(client: PoolClient, table: string, spans: readonly Span[]): Promise<void> {
  const { rows } = await client.query(
    // A hypertable makes its chunks itself.
    `select name from unnest($1::text[]) as wanted(name)
     where to_regclass(name) is null and exists (select from pg_class where oid = $2::regclass and relkind = 'p')`,
    [spans.map(({ suffix }) => `${table}_${suffix}`), table],
  )
  const absent = new Set(
    z
      .array(NameRow)
      .parse(rows)
      .map(({ name }) => name),
  )
  for (const { suffix, from, to } of spans) {
    const name = `${table}_${suffix}`
    if (!absent.has(name)) continue
    // Attached rather than created in place: `create table … partition of` would make readers wait until this transaction ends.
    await client.query(`create table ${name} (like ${table} including all)`)
    await client.query(`alter table ${table} attach partition ${name} for values from ('${from}') to ('${to}')`)
  }
}

const PartitionRow = z.object({ name: z.string(), is_pending: z.boolean() })

/**
 * Drops the day partitions that end at or before the instant, and says how many.
 * Readers don't wait, and are waited for.
 */
export async function dropDaysBefore(pool: Pool, table: string, before: Date): Promise<number> {
  if (await isHypertable(pool, table)) return dropChunksBefore(pool, table, before)
  const lastSuffix = new Date(before.getTime() - 86_400_000).toISOString().slice(0, 10).replaceAll('-', '')
  const { rows } = await pool.query(
    `select c.relname as name, i.inhdetachpending as is_pending
     from pg_inherits i join pg_class c on c.oid = i.inhrelid
     where i.inhparent = $1::regclass and right(c.relname, 8) <= $2 order by c.relname`,
    [table, lastSuffix],
  )
  const partitions = z.array(PartitionRow).parse(rows)
  for (const { name, is_pending: isPending } of partitions) {
    // A detach that was interrupted can only be finished.
    await pool.query(`alter table ${table} detach partition ${name} ${isPending ? 'finalize' : 'concurrently'}`)
    await pool.query(`drop table ${name}`)
  }
  return partitions.length
}
