import type { Measure, Quality, Quantity, RecordStatus } from '@tieback/contracts'
import { z } from 'zod'
import { toCoverage, type CoverageColumns } from './coverage-columns.ts'
import { factTable } from './fact-write.ts'
import type { DataRange, Db, FactOrigin, FactQuery, FactRow, LatestDay } from './types.ts'

export {
  factKeyText,
  hasUnapprovedFacts,
  readLastTouched,
  readStandingFacts,
  type StandingFact,
} from './fact-standing.ts'
export { withdrawFacts } from './fact-withdraw.ts'
export { writeFacts } from './fact-write.ts'

// Not parsed: an answer may hold a hundred thousand, and the table's enums and checks hold each column to this.
interface FactRecord extends CoverageColumns {
  readonly node_id: string
  readonly day: string
  readonly quantity: Quantity
  readonly measure: Measure
  readonly value: number | null
  readonly quality: Quality
  readonly status: RecordStatus | null
  readonly origin: FactOrigin
  readonly source_id: string | null
  readonly note: string | null
  readonly flags: string[]
}

/**
 * Facts of [from, to) as they were known at `asOf`, by node, day, quantity and measure: always in this one order, so that
 * sums over them come out the same to the last bit.
 */
export async function readFacts(db: Db, query: FactQuery): Promise<FactRow[]> {
  const { rows } = await db.query<FactRecord>(
    `select node_id, day, quantity, measure, value, quality, status, coverage, measured_share, estimated_share,
       origin, source_id, note, flags
     from ${factTable[query.grain]}
     where day >= $1 and day < $2 and known_from <= $3 and known_to > $3
       and ($4::text[] is null or node_id = any($4))
       and ($5::quantity[] is null or quantity = any($5))
       and ($6::measure[] is null or measure = any($6))
     order by node_id, day, quantity, measure`,
    [
      query.from,
      query.to,
      query.asOf,
      query.nodeIds === 'all' ? null : query.nodeIds,
      query.quantities ?? null,
      query.measures ?? null,
    ],
  )
  return rows.map(toFact)
}

function toFact(row: FactRecord): FactRow {
  return {
    nodeId: row.node_id,
    day: row.day,
    quantity: row.quantity,
    measure: row.measure,
    value: row.value,
    quality: row.quality,
    status: row.status,
    coverage: toCoverage(row),
    origin: row.origin,
    sourceId: row.source_id,
    note: row.note,
    flags: row.flags,
  }
}

const LatestRow = z.object({ node_id: z.string(), day: z.string(), grain: z.enum(['day', 'month']) })

/** What was produced, as against what was planned or possible, which reaches into the future. */
const actual = `measure in ('measured', 'allocated') and value is not null`

/** Last day and last month for which a node has an actual value (measured or allocated); nodes without one are left out. */
export async function readLatestDays(db: Db, nodeIds: readonly string[], asOf: Date): Promise<LatestDay[]> {
  const latest = (table: string): string => `
    select day from ${table}
    where node_id = n.id and known_from <= $2 and known_to > $2 and ${actual} order by day desc limit 1`
  const { rows } = await db.query(
    `select n.id as node_id, f.day, f.grain from unnest($1::text[]) as n(id)
     cross join lateral (
       select (${latest(factTable.day)}) as day, 'day' as grain union all select (${latest(factTable.month)}), 'month'
     ) f where f.day is not null order by n.id collate "C", f.grain`,
    [nodeIds, asOf],
  )
  return z
    .array(LatestRow)
    .parse(rows)
    .map(({ node_id: nodeId, day, grain }) => ({ nodeId, day, grain }))
}

const RangeRow = z.object({ first_day: z.string().nullable(), last_day: z.string().nullable(), has_days: z.boolean() })

/** From the first to the last day or month with an actual value (measured or allocated) of any of the nodes; null without one. */
export async function readDataRange(db: Db, nodeIds: readonly string[], asOf: Date): Promise<DataRange | null> {
  const end = (table: string, direction: 'asc' | 'desc'): string => `
    (select day from ${table}
     where node_id = n.id and known_from <= $2 and known_to > $2 and ${actual} order by day ${direction} limit 1)`
  const { rows } = await db.query(
    `select min(least(f.first_day, f.first_month)) as first_day, max(greatest(f.last_day, f.last_month)) as last_day,
       bool_or(f.first_day is not null) is true as has_days
     from unnest($1::text[]) as n(id)
     cross join lateral (
       select ${end(factTable.day, 'asc')} as first_day, ${end(factTable.day, 'desc')} as last_day,
         ${end(factTable.month, 'asc')} as first_month, ${end(factTable.month, 'desc')} as last_month
     ) f`,
    [nodeIds, asOf],
  )
  const { first_day: firstDay, last_day: lastDay, has_days: hasDays } = RangeRow.parse(rows[0])
  return firstDay === null || lastDay === null ? null : { firstDay, lastDay, finest: hasDays ? 'day' : 'month' }
}
