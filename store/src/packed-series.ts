import pg from 'pg'
import { endOfField, type FieldBytes, fieldCountAt } from './copy/binary-rows.ts'
import { copyOut } from './copy/copy-statements.ts'
import { onClient } from './on-client.ts'
import type { Db } from './types.ts'

/** One series in [from, to), as it was known. */
export interface SeriesQuery {
  readonly signalId: string
  readonly from: Date
  readonly to: Date
  readonly asOf: Date
}

/** How rows of a table of series travel many at a time. All of it is SQL, never from outside this package. */
export interface PackedTable {
  readonly table: string
  /** Column that a range is about. */
  readonly time: string
  readonly order: string
  /** Four aggregates at most: they are handed over in this order. */
  readonly packed: readonly string[]
  /** Shortest span whose rows become one: what comes at once should be some tens of kilobytes. */
  readonly leastSpanMs: number
  /** Where whole days of UTC may lie packed already, in the same columns. */
  readonly days?: { readonly table: string; readonly columns: readonly string[] }
}

type PackedFields = readonly [FieldBytes, FieldBytes, FieldBytes, FieldBytes]

/** Spans of a long range: each costs Postgres a look-up of its own. */
const spansMax = 128

/**
 * Reads a range span by span, oldest first, each as one row of aggregates over its rows in their order. A row for each sample would cost
 * as much to receive and take apart as all that is then done with it.
 */
export async function readPacked(
  db: Db,
  table: PackedTable,
  query: SeriesQuery,
  onSpan: (bytes: Buffer, fields: PackedFields) => void,
): Promise<void> {
  if (query.to <= query.from) return
  await onClient(db, (client) =>
    copyOut(client, packedQuery(table, query), (bytes, start) => onSpan(bytes, fieldsOf(bytes, start))),
  )
}

const dayMs = 86_400_000

/** Equal spans that a range lies in: days of UTC where these may lie packed already and the range has a whole one. */
function spansOf(
  { leastSpanMs, days }: PackedTable,
  { from, to }: SeriesQuery,
): { startMs: number; spanMs: number; count: number } {
  const [fromMs, toMs] = [from.getTime(), to.getTime()]
  const byDay = days !== undefined && Math.ceil(fromMs / dayMs) < Math.floor(toMs / dayMs)
  const startMs = byDay ? Math.floor(fromMs / dayMs) * dayMs : fromMs
  const spanMs = byDay ? dayMs : Math.max(leastSpanMs, Math.ceil((toMs - fromMs) / spansMax))
  return { startMs, spanMs, count: Math.ceil((toMs - startMs) / spanMs) }
}

const quoteInstant = (at: Date): string => `${pg.escapeLiteral(at.toISOString())}::timestamptz`

function packedQuery(table: PackedTable, query: SeriesQuery): string {
  const { startMs, spanMs, count } = spansOf(table, query)
  const start = (number: string): string =>
    `${quoteInstant(new Date(startMs))} + ${number} * interval '${spanMs} milliseconds'`
  const spans = `(select ${start('n')} as start, ${start('(n + 1)')} as until from generate_series(0, ${count - 1}) n) span`
  const signalId = pg.escapeLiteral(query.signalId)
  const [from, to, asOf] = [query.from, query.to, query.asOf].map(quoteInstant) as [string, string, string]
  const { time, packed, days } = table
  const rows = `
    select * from ${table.table}
    where signal_id = ${signalId} and known_from <= ${asOf} and known_to > ${asOf}
      and ${time} >= span.start and ${time} < span.until
      -- The outer spans may reach beyond the range; and these let Postgres leave other partitions alone from the first.
      and ${time} >= ${from} and ${time} < ${to}`
  if (days === undefined)
    return `select packed.* from ${spans}
      cross join lateral (select ${packed.join(', ')} from (${rows} order by ${table.order}) each_row) packed
      order by span.start`
  // Of a day that is packed no row is looked at, and one statement sees either both or neither of two transactions.
  return `select packed.* from ${spans}
    left join ${days.table} day on day.signal_id = ${signalId} and day.day = span.start and day.known_from <= ${asOf}
      and span.start >= ${from} and span.until <= ${to}
    cross join lateral (
      select ${days.columns.map((name) => `day.${name}`).join(', ')} where day.day is not null
      union all
      select ${packed.join(', ')} from (${rows} and day.day is null order by ${table.order}) each_row having day.day is null
    ) packed
    order by span.start`
}

function fieldsOf(bytes: Buffer, start: number): PackedFields {
  const none = { start, end: start }
  const fields: [FieldBytes, FieldBytes, FieldBytes, FieldBytes] = [none, none, none, none]
  let place = start + 2
  for (let field = 0; field < fieldCountAt(bytes, start); field += 1) {
    const end = endOfField(bytes, place)
    fields[field] = { start: place + 4, end }
    place = end
  }
  return fields
}
