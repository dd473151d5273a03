import { z } from 'zod'
import { ensureDays } from './partitions.ts'
import { voidSampleDays } from './sample-days.ts'
import type { SeriesTable, StrayKey } from './series-comparison.ts'
import { writeSeries, writeSpans } from './series-write.ts'
import type { KnowledgeTx, SampleInput, WriteCounts } from './types.ts'
import { columnsOf, lookUpByKey, lookUpFreely, unnestOf } from './versions.ts'

export const sampleTable = {
  table: 'sample',
  keys: { signal_id: 'text', at: 'timestamptz', ordinal: 'smallint' },
  values: { value: 'float8', quality: 'quality', reason: 'text' },
  // Twice the usual longest period of a historian's series.
  gapMs: 1_200_000,
} as const satisfies SeriesTable

/** Series, and the half-open span of time that was read of them anew. */
export interface SampleSpan {
  readonly signalIds: readonly string[]
  readonly from: Date
  readonly to: Date
}

export interface ReplaceCounts extends WriteCounts {
  /** Samples that were known and are no longer there. */
  readonly withdrawn: number
}

/**
 * How many samples were new or differed. Samples of one series and instant keep the order they came in,
 * so all of an instant must come in one call.
 *
 * cost  new samples as binary COPY, samples that are known already a fifth of it
 */
export async function writeSamples(tx: KnowledgeTx, rows: readonly SampleInput[]): Promise<WriteCounts> {
  await ensureDaysOf(tx, rows)
  const { written, touched } = await writeSeries(tx, sampleTable, numbered(rows))
  await voidSampleDays(tx, touched.map(toPlace))
  return { written, unchanged: rows.length - written }
}

/**
 * What it took to make the samples of these series in the span exactly `rows`: new and differing ones are written as by
 * `writeSamples`; those that the span held and `rows` doesn't are closed, and were believed until now.
 *
 * throws  RangeError: a row outside the span, or of another series
 * cost    looks at all that the store has of the span
 */
export async function replaceSamples(
  tx: KnowledgeTx,
  span: SampleSpan,
  rows: readonly SampleInput[],
): Promise<ReplaceCounts> {
  refuseOutside(span, rows)
  await ensureDaysOf(tx, rows)
  const { written, touched, strays } = await writeSpans(tx, sampleTable, numbered(rows), {
    seriesIds: [...new Set(span.signalIds)],
    fromMs: span.from.getTime(),
    toMs: span.to.getTime(),
  })
  await voidSampleDays(tx, [...touched.map(toPlace), ...strays])
  return { written, unchanged: rows.length - written, withdrawn: await withdrawSamples(tx, strays) }
}

// Safe: numbered rows begin with these.
const toPlace = ([seriesId, at]: readonly unknown[]) => ({ seriesId: seriesId as string, at: at as Date })

async function ensureDaysOf(tx: KnowledgeTx, rows: readonly SampleInput[]): Promise<void> {
  await ensureDays(
    tx.client,
    sampleTable.table,
    rows.map(({ at }) => at),
  )
}

function refuseOutside({ signalIds, from, to }: SampleSpan, rows: readonly SampleInput[]): void {
  const known = new Set(signalIds)
  for (const { signalId, at } of rows) {
    if (!known.has(signalId) || at < from || at >= to)
      throw new RangeError(`${signalId} at ${at.toISOString()} is not in the span that it is to replace`)
  }
}

function numbered(rows: readonly SampleInput[]): unknown[][] {
  const seen = new Map<string, Map<number, number>>()
  return rows.map(({ signalId, at, value, quality, reason }) => {
    let ordinals = seen.get(signalId)
    if (ordinals === undefined) seen.set(signalId, (ordinals = new Map<number, number>()))
    const atMs = at.getTime()
    const ordinal = ordinals.get(atMs) ?? 0
    ordinals.set(atMs, ordinal + 1)
    return [signalId, at, ordinal, value, quality, reason]
  })
}

const WithdrawnRow = z.object({ withdrawn: z.number() })

async function withdrawSamples(tx: KnowledgeTx, keys: readonly StrayKey[]): Promise<number> {
  if (keys.length === 0) return 0
  await lookUpByKey(tx)
  const instants = keys.map(({ at }) => at.getTime()).sort((a, b) => a - b)
  const { rows } = await tx.client.query(withdrawStatement, [
    tx.knownAt,
    new Date(instants[0] ?? 0),
    new Date(instants.at(-1) ?? 0),
    ...columnsOf(
      keys.map(({ seriesId, at, ordinal }) => [seriesId, at, ordinal]),
      3,
    ),
  ])
  await lookUpFreely(tx)
  tx.changed = true
  return WithdrawnRow.parse(rows[0]).withdrawn
}

/** $1 known at · $2, $3 first and last instant, which let Postgres leave other days alone · from $4 the keys. */
const withdrawStatement = `
  with gone as (select * from ${unnestOf(sampleTable.keys, 4)}),
  closed as (
    update sample t set known_to = $1 from gone g
    where t.signal_id = g.signal_id and t.at = g.at and t.ordinal = g.ordinal and t.at between $2 and $3
      and t.known_to = 'infinity' and t.known_from < $1
    returning 1
  ),
  -- Written earlier in this transaction: nobody has seen it.
  removed as (
    delete from sample t using gone g
    where t.signal_id = g.signal_id and t.at = g.at and t.ordinal = g.ordinal and t.at between $2 and $3
      and t.known_to = 'infinity' and t.known_from = $1
    returning 1
  )
  select ((select count(*) from closed) + (select count(*) from removed))::int as withdrawn`
