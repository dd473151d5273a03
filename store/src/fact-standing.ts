import { type DayLabel, Measure, Quantity } from '@tieback/contracts'
import { z } from 'zod'
import { factTable, keyColumns, lastOfEachKey, rowsPerStatement } from './fact-write.ts'
import { columnsOf, unnestOf } from './versions.ts'
import type { Db, FactKey, Grain } from './types.ts'

/** A figure that a source gave and that is believed now, with the object that the source gave it of. */
export interface StandingFact extends FactKey {
  readonly objectId: string
}

export interface StandingQuery {
  readonly sourceId: string
  readonly grain: Grain
  /** Half-open [from, to); first days of months for grain `month`. */
  readonly from: DayLabel
  readonly to: DayLabel
  /** Only versions that became known before this instant. */
  readonly before: Date
}

const StandingRow = z.object({
  node_id: z.string(),
  object_id: z.string(),
  day: z.string(),
  quantity: Quantity,
  measure: Measure,
})

/** The nodes that a source can speak of; each is looked up by the primary key, which leaves the rest of a year alone. */
const nodesOfSource = `node where namespace = (select namespace from source where id = $1)`

/** What stands of a source on some days: its own figures, no totals and none that another source gave. */
export async function readStandingFacts(db: Db, query: StandingQuery): Promise<StandingFact[]> {
  const { rows } = await db.query(
    `select n.id as node_id, n.object_id, f.day, f.quantity, f.measure
     from (select id, object_id from ${nodesOfSource}) n cross join lateral (
       select day, quantity, measure from ${factTable[query.grain]}
       where node_id = n.id and day >= $2 and day < $3 and known_to = 'infinity' and known_from < $4
         and origin = 'source' and source_id = $1 offset 0
     ) f`,
    [query.sourceId, query.from, query.to, query.before],
  )
  return z
    .array(StandingRow)
    .parse(rows)
    .map((row) => ({
      nodeId: row.node_id,
      objectId: row.object_id,
      day: row.day,
      quantity: row.quantity,
      measure: row.measure,
    }))
}

const OpenRow = z.object({ is_open: z.boolean() })

/** Whether a source may still move what it gave as produced on some days: not all of it is approved. False without any. */
export async function hasUnapprovedFacts(db: Db, query: Omit<StandingQuery, 'grain' | 'before'>): Promise<boolean> {
  const { rows } = await db.query(
    `select exists (
       select from (select id from ${nodesOfSource}) n cross join lateral (
         select from ${factTable.day} where node_id = n.id and day >= $2 and day < $3 and known_to = 'infinity'
           and origin = 'source' and source_id = $1 and measure in ('measured', 'allocated') and status <> 'approved' limit 1
       ) f
     ) as is_open`,
    [query.sourceId, query.from, query.to],
  )
  return OpenRow.parse(rows[0]).is_open
}

const TouchedRow = z.object({
  node_id: z.string(),
  day: z.string(),
  quantity: Quantity,
  measure: Measure,
  touched_at: z.date(),
})

/** When each figure was last given or withdrawn by a source, by `factKeyText`; figures that no source ever gave are left out. */
export async function readLastTouched(db: Db, grain: Grain, keys: readonly FactKey[]): Promise<Map<string, Date>> {
  const touched = new Map<string, Date>()
  const distinct = lastOfEachKey(keys)
  const columns = Object.keys(keyColumns)
  const same = columns.map((name) => `t.${name} = i.${name}`).join(' and ')
  for (let start = 0; start < distinct.length; start += rowsPerStatement) {
    const chunk = distinct
      .slice(start, start + rowsPerStatement)
      .map((key) => [key.nodeId, key.day, key.quantity, key.measure])
    const { rows } = await db.query(
      `select i.node_id, i.day, i.quantity, i.measure, f.touched_at
       from ${unnestOf(keyColumns, 1).replace(' as t(', ' as i(')} cross join lateral (
         select max(case when t.withdrawn then t.known_to else t.known_from end) as touched_at
         from ${factTable[grain]} t where ${same} and t.origin = 'source'
       ) f where f.touched_at is not null`,
      columnsOf(chunk, columns.length),
    )
    for (const row of z.array(TouchedRow).parse(rows)) {
      const { node_id: nodeId, touched_at: at, ...key } = row
      touched.set(factKeyText({ nodeId, ...key }), at)
    }
  }
  return touched
}

/** A figure's key as one text. */
export const factKeyText = ({ nodeId, day, quantity, measure }: FactKey): string =>
  `${nodeId} ${day} ${quantity} ${measure}`
