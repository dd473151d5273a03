import pg from 'pg'
import { endOfField, instantAt } from './copy/binary-rows.ts'
import { copyOut } from './copy/copy-statements.ts'
import type { EncodedRows, SeriesColumns } from './copy/encode-rows.ts'
import type { SeriesRows, SeriesSpan } from './series-rows.ts'
import type { KnowledgeTx } from './types.ts'
import { lookUpByKey, lookUpFreely, type KeyedTable } from './versions.ts'

/** A keyed table whose key is a series, an instant and perhaps an ordinal, in this order. */
export interface SeriesTable extends KeyedTable {
  readonly keys: SeriesColumns
  readonly values: SeriesColumns
  /** Rows of a series further apart than this are looked up apart: what lies between needn't be read, ms. */
  readonly gapMs: number
}

/** How a row that is to be written stands to the current row of its key. */
export const standing = { absent: 0, same: 1, differs: 2 } as const

/** The key of a current row that is not among those to be written. */
export interface StrayKey {
  readonly seriesId: string
  readonly at: Date
  readonly ordinal: number
}

export interface SeriesComparison {
  /** A `standing` for each row. */
  readonly standings: Uint8Array
  /** Current rows of the spans that no row has the key of. */
  readonly strays: readonly StrayKey[]
}

export const hasOrdinal = ({ keys }: SeriesTable): boolean => Object.keys(keys).length > 2

/**
 * How rows stand to what is current in spans of their series. They are compared byte by byte: `differs` may be said of rows
 * that are equal in another form, `same` never of rows that aren't.
 *
 * mostCurrent  null as answer where the spans hold more current rows than this
 */
export async function compareWithCurrent(
  tx: KnowledgeTx,
  table: SeriesTable,
  { rows, encoded }: { readonly rows: SeriesRows; readonly encoded: EncodedRows },
  { spans, mostCurrent }: { readonly spans: readonly SeriesSpan[]; readonly mostCurrent: number },
): Promise<SeriesComparison | null> {
  const standings = new Uint8Array(encoded.starts.length - 1)
  const strays: StrayKey[] = []
  const written = encoded.rows.written
  const withOrdinal = hasOrdinal(table)
  let count = 0
  await lookUpByKey(tx)
  await copyOut(tx.client, currentQuery(table, rows.series, spans, mostCurrent), (current, start) => {
    count += 1
    // Number of the series, instant, ordinal, values: from the instant on as in the encoded rows.
    const keyStart = start + 2 + 8
    const atMs = instantAt(current, keyStart + 4)
    const series = current.readInt32BE(start + 6)
    const ordinal = withOrdinal ? current.readInt16BE(keyStart + 12 + 4) : 0
    const row = rows.find(series, atMs, ordinal)
    if (row < 0) strays.push({ seriesId: rows.series[series] ?? '', at: new Date(atMs), ordinal })
    else standings[row] = isSame(written, encoded, row, current, keyStart) ? standing.same : standing.differs
  })
  await lookUpFreely(tx)
  return count > mostCurrent ? null : { standings, strays }
}

function isSame(written: Buffer, { starts }: EncodedRows, row: number, current: Buffer, currentStart: number): boolean {
  const start = endOfField(written, (starts[row] as number) + 2)
  // The last field is known_from, which says nothing of the content.
  const end = (starts[row + 1] as number) - 12
  return current.compare(written, start, end, currentStart) === 0
}

/** The query for the current rows of the spans: the number of the series, its instant, and the rest in the order of the table. */
function currentQuery(
  { table, keys, values }: SeriesTable,
  series: readonly string[],
  spans: readonly SeriesSpan[],
  mostCurrent: number,
): string {
  const [seriesColumn, timeColumn, ...rest] = [...Object.keys(keys), ...Object.keys(values)]
  const list = (items: Iterable<string>): string => pg.escapeLiteral(`{${[...items].join(',')}}`)
  const instants = (times: readonly number[]): string => list(times.map((ms) => new Date(ms).toISOString()))
  const froms = spans.map(({ fromMs }) => fromMs)
  const tos = spans.map(({ toMs }) => toMs)
  const ids = spans.map(({ series: number }) => `"${(series[number] ?? '').replaceAll(/["\\]/g, '\\$&')}"`)
  return `select s.number, t.*
     from unnest(${list(spans.map(({ series: number }) => String(number)))}::int[], ${list(ids)}::text[],
       ${instants(froms)}::timestamptz[], ${instants(tos)}::timestamptz[]) as s(number, id, from_at, to_at)
     cross join lateral (
       select ${[timeColumn, ...rest].join(', ')} from ${table}
       where ${seriesColumn} = s.id and ${timeColumn} >= s.from_at and ${timeColumn} < s.to_at and known_to = 'infinity'
         -- Says nothing new, but lets Postgres leave other partitions alone before it has seen a span.
         and ${timeColumn} >= ${pg.escapeLiteral(new Date(least(froms)).toISOString())}
         and ${timeColumn} < ${pg.escapeLiteral(new Date(most(tos)).toISOString())}
       -- Keeps it a look-up for each span: of a day that is new Postgres knows nothing, and would compare each of its rows with every span.
       offset 0
     ) t
     limit ${mostCurrent + 1}`
}

const least = (times: readonly number[]): number => times.reduce((low, time) => Math.min(low, time), Infinity)
const most = (times: readonly number[]): number => times.reduce((high, time) => Math.max(high, time), -Infinity)
