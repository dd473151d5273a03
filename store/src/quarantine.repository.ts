import type { DayLabel } from '@tieback/contracts'
import { isDayLabel } from '@tieback/domain'
import { z } from 'zod'
import { InvalidCursor } from './change.repository.ts'
import type { Db, KnowledgeTx, QuarantineRow, RefusedInput } from './types.ts'

const CountRow = z.object({ added: z.number(), repeated: z.number() })

/**
 * Keeps refused rows. One that was refused before, by source, dataset, key and reason, is the same row seen once more:
 * it takes the newer message and content, and is open again if it had been resolved.
 */
export async function quarantine(
  tx: KnowledgeTx,
  sourceId: string,
  rows: readonly RefusedInput[],
): Promise<{ added: number; repeated: number }> {
  const distinct = [...new Map(rows.map((row) => [JSON.stringify([row.dataset, row.key, row.reason]), row])).values()]
  const { rows: counts } = await tx.client.query(
    `with stored as (
       insert into ingest_quarantine as q
         (source_id, dataset, key, reason, message, row, object_id, day, first_seen, last_seen)
       select $1, t.*, $9, $9
       from unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::json[], $7::text[], $8::date[]) as t
       on conflict (source_id, dataset, key, reason) do update
         set message = excluded.message, row = excluded.row, object_id = excluded.object_id, day = excluded.day,
           last_seen = excluded.last_seen, times = q.times + 1, resolved_at = null
       returning times
     )
     select count(*) filter (where times = 1)::int as added, count(*) filter (where times > 1)::int as repeated from stored`,
    [
      sourceId,
      distinct.map(({ dataset }) => storableText(dataset)),
      distinct.map(({ key }) => storableText(key)),
      distinct.map(({ reason }) => reason),
      distinct.map(({ message }) => storableText(message)),
      distinct.map(({ row }) => JSON.stringify(row === undefined ? null : row)),
      distinct.map(({ subject }) => (subject === undefined ? null : storableText(subject.objectId))),
      distinct.map(({ subject }) => storableDay(subject?.day ?? null)),
      tx.knownAt,
    ],
  )
  const { added, repeated } = CountRow.parse(counts[0])
  if (added > 0) tx.changed = true
  return { added, repeated }
}

// Rows that are refused may hold anything; Postgres text holds all but this one character.
function storableText(text: string): string {
  return text.replaceAll('\0', '\uFFFD')
}

// Whatever a source called a day: one that isn't any must not keep the row out of quarantine.
function storableDay(day: DayLabel | null): DayLabel | null {
  return day !== null && isDayLabel(day) ? day : null
}

const QuarantineRecord = z.object({
  id: z.number(),
  source_id: z.string(),
  dataset: z.string(),
  key: z.string(),
  reason: z.string(),
  message: z.string(),
  row: z.unknown(),
  first_seen: z.date(),
  last_seen: z.date(),
  times: z.number(),
  resolved_at: z.date().nullable(),
})

/** Which rows, of one source or of all; a filter that is left out lets all pass. */
export interface QuarantineFilter {
  readonly sourceId?: string
  readonly dataset?: string
  readonly reason?: string
  readonly ids?: readonly string[]
  readonly isResolved?: boolean
}

const columns = 'id, source_id, dataset, key, reason, message, row, first_seen, last_seen, times, resolved_at'

/** The place of the last row of a page. */
const Cursor = z.tuple([z.iso.datetime(), z.int()])

/**
 * Refused rows, the one refused last first.
 *
 * throws  InvalidCursor
 */
export async function listQuarantine(
  db: Db,
  { limit, cursor, ...filter }: QuarantineFilter & { readonly limit: number; readonly cursor: string | null },
): Promise<{ rows: QuarantineRow[]; nextCursor: string | null }> {
  const [lastSeen, id] = cursor === null ? [null, null] : parseCursor(cursor)
  const { rows } = await db.query(
    `select ${columns} from ingest_quarantine
     where ($1::text is null or source_id = $1) and ($2::boolean is null or (resolved_at is not null) = $2)
       and ($3::text is null or dataset = $3) and ($4::text is null or reason = $4) and ($5::bigint[] is null or id = any($5))
       and ($6::timestamptz is null or (last_seen, id) < ($6, $7::bigint))
     order by last_seen desc, id desc limit $8`,
    [
      filter.sourceId ?? null,
      filter.isResolved ?? null,
      filter.dataset ?? null,
      filter.reason ?? null,
      // An id that can't be one of ours is nobody's.
      filter.ids?.filter((text) => /^\d{1,18}$/.test(text)) ?? null,
      lastSeen,
      id,
      limit + 1,
    ],
  )
  const page = z.array(QuarantineRecord).parse(rows)
  const last = page.length > limit ? page[limit - 1] : undefined
  return { rows: page.slice(0, limit).map(toQuarantineRow), nextCursor: last === undefined ? null : toCursor(last) }
}

function toCursor({ last_seen: lastSeen, id }: z.infer<typeof QuarantineRecord>): string {
  return Buffer.from(JSON.stringify([lastSeen.toISOString(), id])).toString('base64url')
}

function parseCursor(text: string): z.infer<typeof Cursor> {
  try {
    return Cursor.parse(JSON.parse(Buffer.from(text, 'base64url').toString('utf8')))
  } catch (cause) {
    throw new InvalidCursor(
      'This cursor was not given out by an earlier answer: leave it out to start from the row refused last',
      { cause },
    )
  }
}

/** Open rows that share dataset and reason. */
export interface QuarantineGroupRow {
  readonly dataset: string
  readonly reason: string
  readonly count: number
  readonly firstSeen: Date
  readonly lastSeen: Date
  /** The one refused last. */
  readonly sample: QuarantineRow
}

const GroupRecord = QuarantineRecord.extend({ count: z.number(), first_of_all: z.date() })

/** A source's open rows by dataset and reason, most rows first. */
export async function groupQuarantine(db: Db, sourceId: string): Promise<QuarantineGroupRow[]> {
  const { rows } = await db.query(
    `select * from (
       select distinct on (dataset, reason) ${columns},
         count(*) over same as count, min(first_seen) over same as first_of_all
       from ingest_quarantine where source_id = $1 and resolved_at is null
       window same as (partition by dataset, reason)
       order by dataset, reason, last_seen desc, id desc
     ) sample order by count desc, dataset, reason`,
    [sourceId],
  )
  return z
    .array(GroupRecord)
    .parse(rows)
    .map((row) => ({
      dataset: row.dataset,
      reason: row.reason,
      count: row.count,
      firstSeen: row.first_of_all,
      lastSeen: row.last_seen,
      sample: toQuarantineRow(row),
    }))
}

function toQuarantineRow(row: z.infer<typeof QuarantineRecord>): QuarantineRow {
  return {
    id: String(row.id),
    sourceId: row.source_id,
    dataset: row.dataset,
    key: row.key,
    reason: row.reason,
    message: row.message,
    row: row.row,
    firstSeen: row.first_seen,
    lastSeen: row.last_seen,
    times: row.times,
    resolvedAt: row.resolved_at,
  }
}

/** A row that was tried again and refused again. */
export interface RefusedAgain {
  readonly id: string
  readonly reason: string
  readonly message: string
}

/**
 * Counts rows as refused once more, with why it is now. When they were last seen at the source stays: trying again saw nothing
 * new of it. A row of the same key that stands there for the newer reason keeps that place.
 */
export async function refuseAgain(tx: KnowledgeTx, rows: readonly RefusedAgain[]): Promise<void> {
  await tx.client.query(
    `update ingest_quarantine q set times = q.times + 1, message = i.message,
       reason = case when exists (
         select from ingest_quarantine other
         where other.source_id = q.source_id and other.dataset = q.dataset and other.key = q.key and other.reason = i.reason
       ) then q.reason else i.reason end
     from unnest($1::bigint[], $2::text[], $3::text[]) as i(id, reason, message) where q.id = i.id`,
    [rows.map(({ id }) => id), rows.map(({ reason }) => reason), rows.map(({ message }) => storableText(message))],
  )
}

/**
 * Marks as dealt with the rows about days of [from, to) that were last refused before an instant, and says how many those were: the days
 * have been read whole since, and the source doesn't send these rows like that any more.
 */
export async function resolveUnseen(
  tx: KnowledgeTx,
  sourceId: string,
  { from, to, before }: { from: DayLabel; to: DayLabel; before: Date },
): Promise<number> {
  const { rowCount } = await tx.client.query(
    `update ingest_quarantine set resolved_at = $5
     where source_id = $1 and resolved_at is null and day >= $2 and day < $3 and last_seen < $4`,
    [sourceId, from, to, before, tx.knownAt],
  )
  if (rowCount) tx.changed = true
  return rowCount ?? 0
}

/** Under this name an adapter refuses a series whole. */
const seriesDataset = 'streams'

/**
 * Marks as dealt with the refusals of series that have just been read, and says how many those were. One whose mark of some stream
 * stands behind the others of its source is still refused there, and keeps its row.
 */
export async function resolveReadSeries(
  tx: KnowledgeTx,
  sourceId: string,
  sourceKeys: readonly string[],
): Promise<number> {
  const { rowCount } = await tx.client.query(
    `with front as (
       select m.stream, max(m.complete_to) as complete_to
       from signal s join series_watermark m on m.signal_id = s.id where s.source_id = $1 group by m.stream
     )
     update ingest_quarantine q set resolved_at = $4
     where q.source_id = $1 and q.dataset = $2 and q.resolved_at is null and q.key = any($3) and not exists (
       select from signal s join series_watermark m on m.signal_id = s.id join front on front.stream = m.stream
       where s.source_id = q.source_id and s.source_key = q.key and m.complete_to < front.complete_to
     )`,
    [sourceId, seriesDataset, sourceKeys, tx.knownAt],
  )
  if (rowCount) tx.changed = true
  return rowCount ?? 0
}

const WhollyRefusedRow = z.object({ series: z.number(), message: z.string() })

/** What to say of a source none of whose series can be read, with the refusal of one of them; null where one can be, or there are none. */
export async function describeWhollyRefused(db: Db, sourceId: string): Promise<string | null> {
  const { rows } = await db.query(
    `with held as (
       select key, message, dataset, last_seen from ingest_quarantine
       where source_id = $1 and resolved_at is null and (dataset = $2 or dataset = 'signals' and reason = 'unknown-unit')
     ), series as (
       select s.source_key as key from signal s join signal_version v on v.signal_id = s.id and v.known_to = 'infinity'
       where s.source_id = $1
     )
     select (select count(*)::int from series) as series, message from held
     where dataset = $2 and key in (select key from series) and not exists (
       select from series where key not in (select key from held)
     )
     order by last_seen desc, key limit 1`,
    [sourceId, seriesDataset],
  )
  const [row] = z.array(WhollyRefusedRow).parse(rows)
  if (row === undefined) return null
  return `None of its ${row.series} series can be read: see its quarantine. ${row.message}`
}

/** Marks rows as dealt with, and says how many were open. */
export async function resolveQuarantine(tx: KnowledgeTx, ids: readonly string[]): Promise<number> {
  const { rowCount } = await tx.client.query(
    'update ingest_quarantine set resolved_at = $2 where id = any($1::bigint[]) and resolved_at is null',
    [ids, tx.knownAt],
  )
  if (rowCount) tx.changed = true
  return rowCount ?? 0
}
