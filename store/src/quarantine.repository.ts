import { z } from 'zod'
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
       insert into ingest_quarantine as q (source_id, dataset, key, reason, message, row, first_seen, last_seen)
       select $1, t.*, $7, $7 from unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::json[]) as t
       on conflict (source_id, dataset, key, reason) do update
         set message = excluded.message, row = excluded.row, last_seen = excluded.last_seen, times = q.times + 1, resolved_at = null
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

/** Refused rows, the newest first. `isResolved` left out: those dealt with and those not. */
export async function listQuarantine(
  db: Db,
  {
    sourceId,
    isResolved,
    limit,
    cursor,
  }: { sourceId?: string; isResolved?: boolean; limit: number; cursor: string | null },
): Promise<{ rows: QuarantineRow[]; nextCursor: string | null }> {
  const { rows } = await db.query(
    `select id, source_id, dataset, key, reason, message, row, first_seen, last_seen, times, resolved_at from ingest_quarantine
     where ($1::text is null or source_id = $1) and ($2::boolean is null or (resolved_at is not null) = $2) and ($3::bigint is null or id < $3)
     order by id desc limit $4`,
    [sourceId ?? null, isResolved ?? null, cursor, limit + 1],
  )
  const page = z.array(QuarantineRecord).parse(rows)
  const last = page.length > limit ? page[limit - 1] : undefined
  return { rows: page.slice(0, limit).map(toQuarantineRow), nextCursor: last === undefined ? null : String(last.id) }
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

/** Marks rows as dealt with, and says how many were open. */
export async function resolveQuarantine(tx: KnowledgeTx, ids: readonly string[]): Promise<number> {
  const { rowCount } = await tx.client.query(
    'update ingest_quarantine set resolved_at = $2 where id = any($1::bigint[]) and resolved_at is null',
    [ids, tx.knownAt],
  )
  if (rowCount) tx.changed = true
  return rowCount ?? 0
}
