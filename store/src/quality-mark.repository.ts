import { Quantity, QualityRule } from '@tieback/contracts'
import { z } from 'zod'
import { InvalidCursor } from './change.repository.ts'
import { columnsOf, unnestOf } from './versions.ts'
import type { Db, KnowledgeTx, WriteCounts } from './types.ts'

/** What a rule doubts of a series. */
export interface QualityMarkInput {
  readonly signalId: string
  readonly rule: QualityRule
  readonly from: Date
  /** Exclusive; null: it still holds. */
  readonly to: Date | null
  readonly message: string
}

/** A mark with what is known of its series. */
export interface QualityMarkRow extends QualityMarkInput {
  readonly nodeId: string
  readonly name: string
  readonly quantity: Quantity
  readonly sourceId: string
  readonly sourceKey: string
}

export interface QualityMarkQuery {
  readonly signalIds?: readonly string[]
  readonly nodeIds?: readonly string[]
  readonly sourceId?: string
  readonly rule?: QualityRule
  /** Only marks that last beyond this instant. */
  readonly from?: Date
  /** Only marks that begin before this instant. */
  readonly to?: Date
  /** Only marks that still hold. */
  readonly openOnly: boolean
  /** Null: all of them. */
  readonly limit: number | null
  readonly cursor: string | null
  readonly asOf: Date
}

export interface QualityMarkPage {
  readonly marks: readonly QualityMarkRow[]
  readonly nextCursor: string | null
}

const CountRow = z.object({ moved: z.number(), kept: z.number() })

/**
 * How many marks are new or gone, and how many stayed. After it, the marks of each series that touch [from, to) are those given, and no others;
 * without `to`, all that reach beyond `from`.
 *
 * One that goes on as it was known, by rule, beginning and end, keeps its row with the message that it began with; one whose end moved closes the old row and adds a
 * new one. Marks that are given must touch the range.
 */
export async function replaceQualityMarks(
  tx: KnowledgeTx,
  signalIds: readonly string[],
  { from, to }: { readonly from: Date; readonly to: Date | null },
  marks: readonly QualityMarkInput[],
): Promise<WriteCounts> {
  const distinct = [...new Map(marks.map((mark) => [`${mark.signalId} ${mark.rule} ${mark.from.getTime()}`, mark]))]
  const rows = distinct.map(([, mark]) => [mark.signalId, mark.rule, mark.from, mark.to, mark.message])
  const { rows: counts } = await tx.client.query(replaceStatement, [
    ...[tx.knownAt, signalIds, from, to],
    ...columnsOf(rows, Object.keys(columns).length),
  ])
  const { moved, kept } = CountRow.parse(counts[0])
  if (moved > 0) tx.changed = true
  return { written: moved, unchanged: kept }
}

const columns = {
  signal_id: 'text',
  rule: 'quality_rule',
  from_at: 'timestamptz(3)',
  to_at: 'timestamptz(3)',
  message: 'text',
} as const

const isSame = `i.signal_id = m.signal_id and i.rule = m.rule and i.from_at = m.from_at and i.to_at is not distinct from m.to_at`

/** $1 known at · $2 series · $3 and $4 the range · from $5 on the marks. */
const replaceStatement = `
  with incoming as (select * from ${unnestOf(columns, 5)}),
  standing as (
    select * from quality_mark
    where signal_id = any($2) and known_to = 'infinity' and ($4::timestamptz is null or from_at < $4) and (to_at is null or to_at > $3)
  ),
  outdated as (
    select m.* from standing m where not exists (select from incoming i where ${isSame})
  ),
  closed as (
    update quality_mark m set known_to = $1 from outdated o
    where m.signal_id = o.signal_id and m.rule = o.rule and m.from_at = o.from_at and m.known_to = 'infinity' and m.known_from < $1
    returning 1
  ),
  -- Written earlier in this transaction: nobody has seen it.
  removed as (
    delete from quality_mark m using outdated o
    where m.signal_id = o.signal_id and m.rule = o.rule and m.from_at = o.from_at and m.known_to = 'infinity' and m.known_from = $1
    returning 1
  ),
  -- Counting what was closed makes the inserts come after: the key allows one current row.
  stored as (
    insert into quality_mark (${Object.keys(columns).join(', ')}, known_from)
    select ${Object.keys(columns)
      .map((name) => `i.${name}`)
      .join(', ')}, $1 from incoming i
    where (select count(*) from closed) + (select count(*) from removed) >= 0
      and not exists (select from standing m where ${isSame})
    returning signal_id, rule, from_at
  )
  select (
      (select count(*) from stored)
      -- One whose end moved is one mark that moved, not two.
      + (select count(*) from outdated o where not exists (
          select from stored s where s.signal_id = o.signal_id and s.rule = o.rule and s.from_at = o.from_at))
    )::int as moved,
    (select count(*) from standing m where exists (select from incoming i where ${isSame}))::int as kept`

const MarkRecord = z.object({
  signal_id: z.string(),
  rule: QualityRule,
  from_at: z.date(),
  to_at: z.date().nullable(),
  message: z.string(),
  node_id: z.string(),
  name: z.string(),
  quantity: Quantity,
  source_id: z.string(),
  source_key: z.string(),
})
type MarkRecord = z.infer<typeof MarkRecord>

/** The place of the last row of a page: where it begins, then series and rule. */
const Cursor = z.tuple([z.iso.datetime(), z.string(), z.string()])

/**
 * Marks as they were known at `asOf`, begun last first; each filter that is left out lets all through.
 *
 * throws  InvalidCursor
 */
export async function readQualityMarks(db: Db, query: QualityMarkQuery): Promise<QualityMarkPage> {
  const { signalIds, nodeIds, sourceId, rule, from, to, openOnly, limit, cursor, asOf } = query
  const { rows } = await db.query(readStatement, [
    ...[asOf, signalIds ?? null, nodeIds ?? null, sourceId ?? null, rule ?? null, from ?? null, to ?? null, openOnly],
    ...(cursor === null ? [null, null, null] : parseCursor(cursor)),
    limit === null ? null : limit + 1,
  ])
  const records = z.array(MarkRecord).parse(rows)
  const page = limit === null ? records : records.slice(0, limit)
  const last = records.length > page.length ? page.at(-1) : undefined
  return { marks: page.map(toMark), nextCursor: last === undefined ? null : toCursor(last) }
}

const readStatement = `
  select m.signal_id, m.rule, m.from_at, m.to_at, m.message, v.node_id, v.name, v.quantity, s.source_id, s.source_key
  from quality_mark m
  join signal s on s.id = m.signal_id
  join signal_version v on v.signal_id = m.signal_id and v.known_from <= $1 and v.known_to > $1
  where m.known_from <= $1 and m.known_to > $1
    and ($2::text[] is null or m.signal_id = any($2))
    and ($3::text[] is null or v.node_id = any($3))
    and ($4::text is null or s.source_id = $4)
    and ($5::quality_rule is null or m.rule = $5)
    and ($6::timestamptz is null or m.to_at is null or m.to_at > $6)
    and ($7::timestamptz is null or m.from_at < $7)
    and (not $8::boolean or m.to_at is null)
    and ($9::timestamptz is null or m.from_at < $9
      or (m.from_at = $9 and (m.signal_id, m.rule::text collate "C") > ($10::text collate "C", $11::text collate "C")))
  order by m.from_at desc, m.signal_id, m.rule::text collate "C" limit $12`

function toMark(row: MarkRecord): QualityMarkRow {
  return {
    signalId: row.signal_id,
    rule: row.rule,
    from: row.from_at,
    to: row.to_at,
    message: row.message,
    nodeId: row.node_id,
    name: row.name,
    quantity: row.quantity,
    sourceId: row.source_id,
    sourceKey: row.source_key,
  }
}

function toCursor({ from_at: fromAt, signal_id: signalId, rule }: MarkRecord): string {
  return Buffer.from(JSON.stringify([fromAt.toISOString(), signalId, rule])).toString('base64url')
}

function parseCursor(text: string): z.infer<typeof Cursor> {
  try {
    return Cursor.parse(JSON.parse(Buffer.from(text, 'base64url').toString('utf8')))
  } catch (cause) {
    throw new InvalidCursor(
      'This cursor was not given out by an earlier answer: leave it out to start from the newest mark',
      { cause },
    )
  }
}
