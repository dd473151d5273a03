import { Measure, Quantity, RecordStatus } from '@tieback/contracts'
import { z } from 'zod'
import { factTable } from './fact-write.ts'
import type { ChangePage, ChangeQuery, ChangeRow, Db, Grain } from './types.ts'

/** A cursor that this store did not give out. */
export class InvalidCursor extends Error {
  override readonly name = 'InvalidCursor'
}

const ChangeRecord = z.object({
  known_at: z.date(),
  kind: z.enum(['restated', 'status', 'withdrawn']),
  grain: z.enum(['day', 'month']),
  node_id: z.string(),
  day: z.string(),
  quantity: Quantity,
  measure: Measure,
  before: z.number().nullable(),
  after: z.number().nullable(),
  status_before: RecordStatus,
  status_after: RecordStatus.nullable(),
  note: z.string().nullable(),
  source_id: z.string(),
})
type ChangeRecord = z.infer<typeof ChangeRecord>

const CountRow = z.object({ new: z.number(), restated: z.number(), status: z.number(), withdrawn: z.number() })

/** The place of the last row of a page: knowledge time, then grain, node, day, quantity and measure. */
const Cursor = z.tuple([z.iso.datetime(), z.enum(['day', 'month']), z.string(), z.iso.date(), Quantity, Measure])

/**
 * What was restated, re-statused or withdrawn in (since, asOf], newest first: facts as sources gave them.
 * A first number, and a version that differs only in its quality, note or flags, is no change.
 *
 * throws  InvalidCursor
 */
export async function readChanges(db: Db, query: ChangeQuery): Promise<ChangePage> {
  const records = await readPage(db, query)
  const page = records.slice(0, query.limit)
  const last = records.length > query.limit ? page.at(-1) : undefined
  return {
    changes: page.map(toChange),
    counts: await countChanges(db, query),
    nextCursor: last === undefined ? null : toCursor(last),
  }
}

async function readPage(db: Db, { since, asOf, nodeIds, limit, cursor }: ChangeQuery): Promise<ChangeRecord[]> {
  const { rows } = await db.query(
    `select * from (
       ${(['day', 'month'] as const).flatMap((grain) => [movedStatement(grain), withdrawnStatement(grain)]).join('\nunion all\n')}
     ) change order by ${order} limit $4`,
    [since, asOf, nodeIds ?? null, limit + 1, ...(cursor === null ? Array<null>(6).fill(null) : parseCursor(cursor))],
  )
  return z.array(ChangeRecord).parse(rows)
}

const order = `known_at desc, grain, node_id, day, quantity::text collate "C", measure::text collate "C"`

/** $1 since · $2 as of · $3 nodes · $4 rows · $5 to $10 the cursor. */
const pageOf = (selection: string): string => `
  (select * from (${selection}) candidate
   where $5::timestamptz is null or known_at < $5 or (known_at = $5
     and (grain, node_id, day, quantity::text collate "C", measure::text collate "C") > ($6, $7, $8::date, $9, $10))
   order by ${order} limit $4)`

/** A version that moved the number or the status, beside the version that it closed. */
const movedStatement = (grain: Grain): string =>
  pageOf(`
    select f.known_from as known_at, f.change::text as kind, '${grain}' collate "C" as grain, f.node_id, f.day, f.quantity, f.measure,
      b.value as before, f.value as after, b.status as status_before, f.status as status_after, f.note, f.source_id
    from ${factTable[grain]} f
    join ${factTable[grain]} b on b.node_id = f.node_id and b.day = f.day and b.quantity = f.quantity and b.measure = f.measure
      and b.known_to = f.known_from
    where f.origin = 'source' and f.change in ('restated', 'status') and f.known_from > $1 and f.known_from <= $2
      and ($3::text[] is null or f.node_id = any($3))`)

const withdrawnStatement = (grain: Grain): string =>
  pageOf(`
    select f.known_to as known_at, 'withdrawn' as kind, '${grain}' collate "C" as grain, f.node_id, f.day, f.quantity, f.measure,
      f.value as before, null::float8 as after, f.status as status_before, null::record_status as status_after, null as note, f.source_id
    from ${factTable[grain]} f
    where f.withdrawn and f.origin = 'source' and f.known_to > $1 and f.known_to <= $2
      and ($3::text[] is null or f.node_id = any($3))`)

async function countChanges(db: Db, { since, asOf, nodeIds }: ChangeQuery): Promise<ChangePage['counts']> {
  const counted = (grain: Grain): string => `
    select change::text as kind, count(*) as number from ${factTable[grain]}
    where origin = 'source' and known_from > $1 and known_from <= $2 and ($3::text[] is null or node_id = any($3)) group by change
    union all
    select 'withdrawn', count(*) from ${factTable[grain]}
    where withdrawn and origin = 'source' and known_to > $1 and known_to <= $2 and ($3::text[] is null or node_id = any($3))`
  const sum = (kind: string): string => `coalesce(sum(number) filter (where kind = '${kind}'), 0)::int as ${kind}`
  const { rows } = await db.query(
    `select ${['new', 'restated', 'status', 'withdrawn'].map(sum).join(', ')} from (${counted('day')} union all ${counted('month')}) change`,
    [since, asOf, nodeIds ?? null],
  )
  return CountRow.parse(rows[0])
}

function toChange(row: ChangeRecord): ChangeRow {
  return {
    knownAt: row.known_at,
    kind: row.kind,
    grain: row.grain,
    nodeId: row.node_id,
    day: row.day,
    quantity: row.quantity,
    measure: row.measure,
    before: row.before,
    after: row.after,
    statusBefore: row.status_before,
    statusAfter: row.status_after,
    note: row.note,
    sourceId: row.source_id,
  }
}

function toCursor({ known_at: knownAt, grain, node_id: nodeId, day, quantity, measure }: ChangeRecord): string {
  return Buffer.from(JSON.stringify([knownAt.toISOString(), grain, nodeId, day, quantity, measure])).toString(
    'base64url',
  )
}

function parseCursor(text: string): z.infer<typeof Cursor> {
  try {
    return Cursor.parse(JSON.parse(Buffer.from(text, 'base64url').toString('utf8')))
  } catch (cause) {
    throw new InvalidCursor(
      'This cursor was not given out by an earlier answer: leave it out to start from the newest change',
      { cause },
    )
  }
}
