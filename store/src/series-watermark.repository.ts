import { z } from 'zod'
import type { Db, KnowledgeTx } from './types.ts'

/** A series of a source and how far a stream of it has been read. */
export interface SeriesMark {
  readonly signalId: string
  readonly sourceKey: string
  /** Everything before it has been read; null before the first read. */
  readonly completeTo: Date | null
  /** The newest sample that has been taken in; null while there is none. */
  readonly newestAt: Date | null
}

/** Where a read has brought a series. */
export interface SeriesAdvance {
  readonly signalId: string
  readonly completeTo: Date
  /** Null where nothing came. */
  readonly newestAt: Date | null
}

const MarkRow = z.object({ least: z.date().nullable() })

interface MarkRecord {
  readonly signal_id: string
  readonly source_key: string
  readonly complete_to: Date | null
  readonly newest_at: Date | null
}

/**
 * A series is read unless its unit is in doubt: while discovery's refusal of it is open, what comes of it might mean something else.
 * Open refusals are few, and found by their index.
 */
const isReadable = `s.source_key not in (
  select q.key from ingest_quarantine q
  where q.source_id = $1 and q.dataset = 'signals' and q.reason = 'unknown-unit' and q.resolved_at is null
)`

/** Every series of a source that is to be read, each with its own mark of the stream, always in one order. */
export async function listSeriesMarks(db: Db, sourceId: string, stream: string): Promise<SeriesMark[]> {
  // Not parsed: ten thousand rows every few seconds, and the tables hold each column to this.
  const { rows } = await db.query<MarkRecord>(
    `select s.id as signal_id, s.source_key, m.complete_to, m.newest_at
     from signal s join signal_version v on v.signal_id = s.id and v.known_to = 'infinity'
     left join series_watermark m on m.signal_id = s.id and m.stream = $2
     where s.source_id = $1 and ${isReadable} order by s.source_key`,
    [sourceId, stream],
  )
  return rows.map((row) => ({
    signalId: row.signal_id,
    sourceKey: row.source_key,
    completeTo: row.complete_to,
    newestAt: row.newest_at,
  }))
}

/** Ids of a source's series of which something has been read, whatever it was. */
export async function listReadSeries(db: Db, sourceId: string): Promise<Set<string>> {
  const { rows } = await db.query<{ id: string }>(
    `select s.id from signal s where s.source_id = $1
       and (exists (select from series_watermark m where m.signal_id = s.id)
         or exists (select from fact_hourly_timeseries h where h.signal_id = s.id))`,
    [sourceId],
  )
  return new Set(rows.map(({ id }) => id))
}

/** Moves the marks of series on, in the transaction that wrote what was read; none moves backwards. */
export async function advanceSeries(
  tx: KnowledgeTx,
  stream: string,
  advances: readonly SeriesAdvance[],
): Promise<void> {
  if (advances.length === 0) return
  await tx.client.query(
    `insert into series_watermark as m (signal_id, stream, complete_to, newest_at)
     select t.signal_id, $1, t.complete_to, t.newest_at from unnest($2::text[], $3::timestamptz[], $4::timestamptz[]) as t(signal_id, complete_to, newest_at)
     on conflict (signal_id, stream) do update
       set complete_to = greatest(m.complete_to, excluded.complete_to), newest_at = greatest(m.newest_at, excluded.newest_at)
       where excluded.complete_to > m.complete_to or excluded.newest_at > m.newest_at or m.newest_at is null and excluded.newest_at is not null`,
    [
      stream,
      advances.map(({ signalId }) => signalId),
      advances.map(({ completeTo }) => completeTo.toISOString()),
      advances.map(({ newestAt }) => newestAt?.toISOString() ?? null),
    ],
  )
}

/** Notes the newest samples of series whose marks stay where they are, such as samples that came by themselves. */
export async function noteNewestSamples(
  tx: KnowledgeTx,
  stream: string,
  newest: ReadonlyMap<string, Date>,
): Promise<void> {
  await tx.client.query(
    `update series_watermark m set newest_at = t.newest_at
     from unnest($2::text[], $3::timestamptz[]) as t(signal_id, newest_at)
     where m.signal_id = t.signal_id and m.stream = $1 and (m.newest_at is null or m.newest_at < t.newest_at)`,
    [stream, [...newest.keys()], Array.from(newest.values(), (at) => at.toISOString())],
  )
}

/** The least mark over a source's series: everything before it has been read of each that was ever read. Null before the first. */
export async function readLeastMark(db: Db, sourceId: string, stream: string): Promise<Date | null> {
  const { rows } = await db.query(
    `select min(m.complete_to) as least
     from signal s join signal_version v on v.signal_id = s.id and v.known_to = 'infinity'
     join series_watermark m on m.signal_id = s.id and m.stream = $2
     where s.source_id = $1`,
    [sourceId, stream],
  )
  return MarkRow.parse(rows[0]).least
}

/** Whether a sample of these series in [from, to) became known after an instant: somebody else has written meanwhile. */
export async function hasSamplesKnownSince(
  { client }: Pick<KnowledgeTx, 'client'>,
  { signalIds, from, to, since }: { signalIds: readonly string[]; from: Date; to: Date; since: Date },
): Promise<boolean> {
  const { rows } = await client.query(
    `select from sample where signal_id = any($1) and at >= $2 and at < $3 and known_to = 'infinity' and known_from > $4 limit 1`,
    [signalIds, from, to, since],
  )
  return rows.length > 0
}

/** A span without samples, between two that there are. */
export interface SampleGap {
  readonly signalId: string
  readonly from: Date
  readonly to: Date
}

/** The gap that an instant lies in, of each series that has a sample since `since` before it and one after it, `leastMs` or more apart. */
export async function listSampleGaps(
  db: Db,
  { signalIds, at, since, leastMs }: { signalIds: readonly string[]; at: Date; since: Date; leastMs: number },
): Promise<SampleGap[]> {
  const { rows } = await db.query<{ id: string; from_at: Date; to_at: Date }>(
    `select s.id, earlier.at as from_at, later.at as to_at from unnest($1::text[]) as s(id)
     cross join lateral (
       select at from sample where signal_id = s.id and at >= $3 and at < $2 and known_to = 'infinity' order by at desc limit 1
     ) earlier
     cross join lateral (
       select at from sample where signal_id = s.id and at >= $2 and known_to = 'infinity' order by at limit 1
     ) later
     where later.at - earlier.at >= $4 * interval '1 millisecond'`,
    [signalIds, at, since, leastMs],
  )
  return rows.map((row) => ({ signalId: row.id, from: row.from_at, to: row.to_at }))
}
