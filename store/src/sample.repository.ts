import { Quality } from '@tieback/contracts'
import type { Pool } from 'pg'
import { dropDaysBefore } from './partitions.ts'
import { sampleTable } from './sample-write.ts'
import type { SeriesQuery } from './packed-series.ts'
import { dropSampleDaysBefore } from './sample-days.ts'
import { readSampleArrays } from './series-arrays.ts'
import type { Db, SampleColumns, SampleRow } from './types.ts'

export { replaceSamples, writeSamples, type ReplaceCounts, type SampleSpan } from './sample-write.ts'

/** Samples of one series in [from, to), oldest first. Whoever can do with typed arrays has them from `readSampleArrays` for less. */
export async function readSamples(db: Db, query: SeriesQuery): Promise<SampleColumns> {
  const { at, value, quality } = await readSampleArrays(db, query)
  return {
    at: [...at],
    value: Array.from(value, (each) => (Number.isNaN(each) ? null : each)),
    // Safe: they are places in this list.
    quality: Array.from(quality, (place) => Quality.options[place] as Quality),
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

/** Newest samples that tell how long a series waits for the next: enough for a mean, little to look up. */
const waitsLookedAt = 64

/** The mean wait between the newest samples of each series in [since, at], ms; a series with fewer than some dozens is left out. */
export async function readUsualWaits(
  db: Db,
  { signalIds, since, at, asOf }: { signalIds: readonly string[]; since: Date; at: Date; asOf: Date },
): Promise<Map<string, number>> {
  const { rows } = await db.query<{ signal_id: string; span_ms: number }>(
    `select s.id as signal_id, (extract(epoch from newest.last - newest.first) * 1000)::float8 as span_ms
     from (select distinct id from unnest($1::text[]) as t(id)) s
     cross join lateral (
       select max(at) as last, min(at) as first, count(*) as count from (
         select at from sample where signal_id = s.id and at >= $2 and at <= $3 and known_from <= $4 and known_to > $4
         order by at desc limit $5
       ) few
     ) newest where newest.count = $5`,
    [signalIds, since, at, asOf, waitsLookedAt + 1],
  )
  return new Map(rows.map((row) => [row.signal_id, row.span_ms / waitsLookedAt]))
}

/** Drops the samples of whole UTC days that end at or before the instant; returns how many days. Their knowledge is gone for every asOf. */
export async function dropSamplesBefore(pool: Pool, before: Date): Promise<number> {
  await dropSampleDaysBefore(pool, before)
  return dropDaysBefore(pool, sampleTable.table, before)
}
