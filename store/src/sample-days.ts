import type { Pool } from 'pg'
import { z } from 'zod'
import { withKnowledge } from './knowledge.ts'
import type { KnowledgeTx } from './types.ts'
import { columnsOf } from './versions.ts'

const dayMs = 86_400_000

/** What the samples of a span become, as SQL over rows in the order of instants and ordinals; named as the columns of `sample_day`. */
export const packedSamples = {
  instants: `string_agg(timestamptz_send(at), '')`,
  numbers: `string_agg(float8send(coalesce(value, 'NaN')), '')`,
  other_keys: `string_agg(timestamptz_send(at) || int2send(ordinal), '') filter (where quality <> 'good')`,
  other_qualities: `string_agg(quality::text, ',') filter (where quality <> 'good')`,
} as const

/** Series that are packed in one transaction: a day of seconds of each takes about a fifth of a second, for which writers wait. */
const seriesAtATime = 4

const SeriesRow = z.object({ signal_id: z.string() })

/**
 * Packs whole days of UTC in [from, to) of every series that has samples in them, where that hasn't been done since they last changed; returns how many
 * days of series. Days still being written to are better left out: each change voids its day again.
 */
export async function packSampleDays(pool: Pool, { from, to }: { from: Date; to: Date }): Promise<number> {
  let packed = 0
  for (let day = Math.ceil(from.getTime() / dayMs) * dayMs; day + dayMs <= to.getTime(); day += dayMs) {
    const signalIds = await readUnpacked(pool, new Date(day))
    for (let first = 0; first < signalIds.length; first += seriesAtATime)
      packed += await packDay(pool, new Date(day), signalIds.slice(first, first + seriesAtATime))
  }
  return packed
}

/** Series with samples in a day that is not packed. */
async function readUnpacked(pool: Pool, day: Date): Promise<string[]> {
  const { rows } = await pool.query(
    `select s.id as signal_id from (select distinct id from signal) s
     where exists (select from sample where signal_id = s.id and at >= $1 and at < $2 and known_to = 'infinity')
       and not exists (select from sample_day where signal_id = s.id and day = $1)
     order by s.id`,
    [day, new Date(day.getTime() + dayMs)],
  )
  return z
    .array(SeriesRow)
    .parse(rows)
    .map(({ signal_id: signalId }) => signalId)
}

const columns = Object.keys(packedSamples).join(', ')

async function packDay(pool: Pool, day: Date, signalIds: readonly string[]): Promise<number> {
  // As a writer, so that none is under way; nothing becomes known by it.
  const { result } = await withKnowledge(pool, { sourceId: null, runId: null, cause: 'pack samples' }, async (tx) => {
    const { rowCount } = await tx.client.query(
      `insert into sample_day (signal_id, day, known_from, ${columns})
       select s.id, $2, (select max(known_at) from knowledge_commit), packed.*
       from unnest($1::text[]) s(id) cross join lateral (
         select ${Object.values(packedSamples).join(', ')} from (
           select * from sample where signal_id = s.id and at >= $2 and at < $3 and known_to = 'infinity' order by at, ordinal
         ) each_sample
       ) packed (${columns})
       where packed.instants is not null
       on conflict do nothing`,
      [signalIds, day, new Date(day.getTime() + dayMs)],
    )
    return rowCount ?? 0
  })
  return result
}

/** Voids the packed days of samples that were written or withdrawn. */
export async function voidSampleDays(
  tx: KnowledgeTx,
  touched: Iterable<{ readonly seriesId: string; readonly at: Date }>,
): Promise<void> {
  const daysOf = new Map<string, Set<number>>()
  for (const { seriesId, at } of touched) {
    let days = daysOf.get(seriesId)
    if (days === undefined) daysOf.set(seriesId, (days = new Set<number>()))
    days.add(Math.floor(at.getTime() / dayMs))
  }
  if (daysOf.size === 0) return
  const pairs = [...daysOf].flatMap(([seriesId, days]) =>
    [...days].map((day) => [seriesId, new Date(day * dayMs)] as const),
  )
  await tx.client.query(
    `delete from sample_day d using unnest($1::text[], $2::timestamptz[]) as t(signal_id, day)
     where d.signal_id = t.signal_id and d.day = t.day`,
    columnsOf(pairs, 2),
  )
}

/** Forgets the packed days that end at or before the instant. */
export async function dropSampleDaysBefore(pool: Pool, before: Date): Promise<void> {
  await pool.query('delete from sample_day where day <= $1', [new Date(before.getTime() - dayMs)])
}
