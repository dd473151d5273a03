import { BinaryRows } from './copy/binary-rows.ts'
import { copyIn } from './copy/copy-statements.ts'
import { encodeRows, type EncodedRows } from './copy/encode-rows.ts'
import { isHypertable } from './hypertables.ts'
import { compareWithCurrent, hasOrdinal, type SeriesTable, standing, type StrayKey } from './series-comparison.ts'
import { SeriesRows, type SeriesSpan } from './series-rows.ts'
import type { KnowledgeTx } from './types.ts'
import { upsertVersions } from './versions.ts'

type Row = readonly unknown[]

/** Current rows that are read for each row to be written, at most: rows that lie thin in a dense series are looked up one by one. */
const currentPerRowMax = 4

/** The same for few rows. */
const currentAnywayMax = 1_000

/** What became of rows. */
export interface SeriesWritten {
  /** How many were new or differed from the current row of their key. */
  readonly written: number
  /** Those and perhaps some that didn't. */
  readonly touched: readonly Row[]
}

/**
 * Writes rows as `upsertVersions` does. What the store has no current row of goes
 * straight to COPY, what it has as it is goes nowhere, and only the rest is a matter of versions.
 *
 * rows  values in the order of `keys`, then `values`; keys are distinct
 * cost  new rows as COPY, rows that are known about a fifth of that
 */
export async function writeSeries(tx: KnowledgeTx, table: SeriesTable, rows: readonly Row[]): Promise<SeriesWritten> {
  if (rows.length === 0) return { written: 0, touched: [] }
  const incoming = prepare(tx, table, rows)
  const mostCurrent = rows.length * currentPerRowMax + currentAnywayMax
  const comparison = await compareWithCurrent(tx, table, incoming, {
    spans: incoming.rows.spans(table.gapMs),
    mostCurrent,
  })
  if (comparison === null) return { written: await upsert(tx, table, rows), touched: rows }
  return writeByStanding(tx, table, rows, incoming.encoded, comparison.standings)
}

/** The spans as they were found, after `rows` were written: the keys of current rows that are not among them. */
export async function writeSpans(
  tx: KnowledgeTx,
  table: SeriesTable,
  rows: readonly Row[],
  {
    seriesIds,
    fromMs,
    toMs,
  }: { readonly seriesIds: readonly string[]; readonly fromMs: number; readonly toMs: number },
): Promise<SeriesWritten & { readonly strays: readonly StrayKey[] }> {
  if (seriesIds.length === 0 || toMs <= fromMs) return { written: 0, touched: [], strays: [] }
  const incoming = prepare(tx, table, rows, seriesIds)
  const spans = seriesIds.map((_, series): SeriesSpan => ({ series, fromMs, toMs }))
  const comparison = await compareWithCurrent(tx, table, incoming, { spans, mostCurrent: Number.MAX_SAFE_INTEGER - 1 })
  if (comparison === null) throw new Error('all of a span was to be compared')
  const written = await writeByStanding(tx, table, rows, incoming.encoded, comparison.standings)
  return { ...written, strays: comparison.strays }
}

function prepare(tx: KnowledgeTx, table: SeriesTable, rows: readonly Row[], seriesIds: readonly string[] = []) {
  const encoded = encodeRows({ ...table.keys, ...table.values }, rows, tx.knownAt)
  return { encoded, rows: new SeriesRows(rows, hasOrdinal(table), seriesIds) }
}

async function writeByStanding(
  tx: KnowledgeTx,
  table: SeriesTable,
  rows: readonly Row[],
  encoded: EncodedRows,
  standings: Uint8Array,
): Promise<SeriesWritten> {
  const fresh = standings.reduce((count, each) => (each === standing.absent ? count + 1 : count), 0)
  if (fresh > 0) {
    const columns = [...Object.keys(table.keys), ...Object.keys(table.values), 'known_from']
    const copied = fresh === rows.length ? encoded.rows : onlyFresh(encoded, standings)
    await copyIn(tx.client, { table: table.table, columns }, copied.finish())
    tx.changed = true
  }
  const differing = rows.filter((_, row) => standings[row] === standing.differs)
  const amended = differing.length === 0 ? 0 : await upsert(tx, table, differing)
  const touched = fresh === rows.length ? rows : rows.filter((_, row) => standings[row] !== standing.same)
  return { written: fresh + amended, touched }
}

async function upsert(tx: KnowledgeTx, table: SeriesTable, rows: readonly Row[]): Promise<number> {
  return upsertVersions(tx, table, rows, { isFoundByPlace: !(await isHypertable(tx.client, table.table)) })
}

function onlyFresh({ rows, starts }: EncodedRows, standings: Uint8Array): BinaryRows {
  const all = rows.written
  const fresh = new BinaryRows(all.byteLength)
  standings.forEach((each, row) => {
    if (each === standing.absent) fresh.writeRows(all, starts[row] as number, starts[row + 1] as number)
  })
  return fresh
}
