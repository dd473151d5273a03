import type { DayLabel } from '@tieback/contracts'
import type { Db, KnowledgeTx } from './types.ts'

/** Days [from, to) of one series that are still to be read. */
export interface MissingDays {
  readonly signalId: string
  readonly from: DayLabel
  readonly to: DayLabel
}

interface MissingRecord {
  readonly signal_id: string
  readonly from_day: string
  readonly to_day: string
}

/** Notes days that are still to be read; of a series that misses others already, all from the first to the last. Noting them again changes nothing. */
export async function noteMissingDays(
  { client }: Pick<KnowledgeTx, 'client'>,
  stream: string,
  days: readonly MissingDays[],
): Promise<void> {
  const missing = days.filter(({ from, to }) => from < to)
  if (missing.length === 0) return
  await client.query(
    `insert into series_backfill as b (signal_id, stream, from_day, to_day)
     select t.signal_id, $1, min(t.from_day), max(t.to_day)
     from unnest($2::text[], $3::date[], $4::date[]) as t(signal_id, from_day, to_day) group by t.signal_id
     on conflict (signal_id, stream) do update
       set from_day = least(b.from_day, excluded.from_day), to_day = greatest(b.to_day, excluded.to_day)
       where excluded.from_day < b.from_day or excluded.to_day > b.to_day`,
    [stream, ...columnsOf(missing)],
  )
}

/** Days of a source's series that are still to be read, without those that were refused since an instant; the newest first. */
export async function listMissingDays(
  db: Db,
  { sourceId, stream, triedBefore }: { sourceId: string; stream: string; triedBefore: Date },
): Promise<MissingDays[]> {
  const { rows } = await db.query<MissingRecord>(
    `select b.signal_id, b.from_day, b.to_day from series_backfill b join signal s on s.id = b.signal_id
     where s.source_id = $1 and b.stream = $2 and (b.tried_at is null or b.tried_at < $3)
     order by b.to_day desc, b.signal_id`,
    [sourceId, stream, triedBefore],
  )
  return rows.map((row) => ({ signalId: row.signal_id, from: row.from_day, to: row.to_day }))
}

/** Takes [from, to) away from the end of what series miss, now that it has been read; of one that has come to miss later days meanwhile nothing. */
export async function settleMissingDays(
  { client }: Pick<KnowledgeTx, 'client'>,
  stream: string,
  { signalIds, from, to }: { readonly signalIds: readonly string[]; readonly from: DayLabel; readonly to: DayLabel },
): Promise<void> {
  const parameters = [stream, signalIds, from, to]
  const which = 'stream = $1 and signal_id = any($2) and to_day = $4'
  await client.query(`delete from series_backfill where ${which} and from_day >= $3`, parameters)
  await client.query(`update series_backfill set to_day = $3 where ${which}`, parameters)
}

/** Notes that the source refused the series once more, so that they rest for a while. */
export async function restMissingDays(
  { client }: Pick<KnowledgeTx, 'client'>,
  stream: string,
  { signalIds, at }: { readonly signalIds: readonly string[]; readonly at: Date },
): Promise<void> {
  await client.query('update series_backfill set tried_at = $3 where stream = $1 and signal_id = any($2)', [
    stream,
    signalIds,
    at,
  ])
}

/** Ids of a source's series of which nothing has been read yet, nor is noted as missing. */
export async function listUnreadSeries(db: Db, sourceId: string): Promise<string[]> {
  const { rows } = await db.query<{ id: string }>(
    `select s.id from signal s where s.source_id = $1
       and not exists (select from series_watermark m where m.signal_id = s.id)
       and not exists (select from series_backfill b where b.signal_id = s.id)
     order by s.id`,
    [sourceId],
  )
  return rows.map(({ id }) => id)
}

function columnsOf(days: readonly MissingDays[]): [ids: string[], from: string[], to: string[]] {
  return [days.map(({ signalId }) => signalId), days.map(({ from }) => from), days.map(({ to }) => to)]
}
