import type { Quality } from '@tieback/contracts'
import type { Pool } from 'pg'
import { dropDaysBefore, ensureDays } from './partitions.ts'
import { upsertVersions, type KeyedTable } from './versions.ts'
import type { Db, KnowledgeTx, SampleColumns, SampleInput, SampleRow, WriteCounts } from './types.ts'

const sampleTable = {
  table: 'sample',
  keys: { signal_id: 'text', at: 'timestamptz', ordinal: 'smallint' },
  values: { value: 'float8', quality: 'quality', reason: 'text' },
} as const satisfies KeyedTable

/**
 * How many samples were new or differed. Samples of one series and instant keep the order they came in,
 * so all of an instant must come in one call.
 */
export async function writeSamples(tx: KnowledgeTx, rows: readonly SampleInput[]): Promise<WriteCounts> {
  await ensureDays(
    tx.client,
    sampleTable.table,
    rows.map(({ at }) => at),
  )
  const written = await upsertVersions(tx, sampleTable, numbered(rows))
  return { written, unchanged: rows.length - written }
}

function numbered(rows: readonly SampleInput[]): unknown[][] {
  const seen = new Map<string, number>()
  return rows.map(({ signalId, at, value, quality, reason }) => {
    const key = `${signalId} ${String(at.getTime())}`
    const ordinal = seen.get(key) ?? 0
    seen.set(key, ordinal + 1)
    return [signalId, at, ordinal, value, quality, reason]
  })
}

/** Samples of one series in [from, to), oldest first. */
export async function readSamples(
  db: Db,
  { signalId, from, to, asOf }: { signalId: string; from: Date; to: Date; asOf: Date },
): Promise<SampleColumns> {
  // As arrays and not parsed: an answer may hold a hundred thousand, and the table holds each column to this.
  const { rows } = await db.query<[atMs: number, value: number | null, quality: Quality]>({
    text: `select (extract(epoch from at) * 1000)::float8, value, quality from sample
      where signal_id = $1 and at >= $2 and at < $3 and known_from <= $4 and known_to > $4
      order by at, ordinal`,
    values: [signalId, from, to, asOf],
    rowMode: 'array',
  })
  return {
    at: rows.map(([atMs]) => atMs),
    value: rows.map(([, value]) => value),
    quality: rows.map(([, , quality]) => quality),
  }
}

interface SampleRecord {
  readonly signal_id: string
  readonly at: Date
  readonly value: number | null
  readonly quality: Quality
  readonly reason: string | null
}

/** The newest sample of each series in [since, at], by series; a series without one is left out. */
export async function readLatestSamples(
  db: Db,
  { signalIds, since, at, asOf }: { signalIds: readonly string[]; since: Date; at: Date; asOf: Date },
): Promise<SampleRow[]> {
  const { rows } = await db.query<SampleRecord>(
    `select s.id as signal_id, latest.* from (select distinct id from unnest($1::text[]) as t(id)) s
     cross join lateral (
       select at, value, quality, reason from sample
       where signal_id = s.id and at >= $2 and at <= $3 and known_from <= $4 and known_to > $4
       order by at desc, ordinal desc limit 1
     ) latest order by s.id collate "C"`,
    [signalIds, since, at, asOf],
  )
  return rows.map(({ signal_id: signalId, ...sample }) => ({ signalId, ...sample }))
}

/** Drops the samples of whole UTC days that end at or before the instant; returns how many days. Their knowledge is gone for every asOf. */
export async function dropSamplesBefore(pool: Pool, before: Date): Promise<number> {
  return dropDaysBefore(pool, sampleTable.table, before)
}
