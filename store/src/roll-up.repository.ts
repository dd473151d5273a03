import { type Coverage, Measure, Quality, Quantity, RecordStatus } from '@tieback/contracts'
import { z } from 'zod'
import { toCoverage } from './coverage-columns.ts'
import { factTable } from './fact-write.ts'
import type { Db, FactKey, FactOrigin, Grain } from './types.ts'

/** A link of the hierarchy and the production days it holds for; half-open, null: unbounded. */
export interface DatedLink {
  readonly childId: string
  readonly parentId: string
  readonly validFrom: string | null
  readonly validTo: string | null
}

const LinkRow = z.object({
  child_id: z.string(),
  parent_id: z.string(),
  valid_from: z.string().nullable(),
  valid_to: z.string().nullable(),
})

/** Every link between nodes of a namespace that is believed now, always in one order: sums over them come out the same to the last bit. */
export async function readLinks(db: Db, namespace: string): Promise<DatedLink[]> {
  const { rows } = await db.query(
    `select link.child_id, link.parent_id, link.valid_from, link.valid_to
       from node_link link join node on node.id = link.child_id
      where node.namespace = $1 and link.known_to = 'infinity'
      order by link.child_id, link.valid_from nulls first`,
    [namespace],
  )
  return z
    .array(LinkRow)
    .parse(rows)
    .map((row) => ({
      childId: row.child_id,
      parentId: row.parent_id,
      validFrom: row.valid_from,
      validTo: row.valid_to,
    }))
}

/** A fact as a roll-up needs it. */
export interface DayFactRow extends FactKey {
  readonly value: number | null
  readonly quality: Quality
  readonly status: RecordStatus | null
  readonly coverage: Coverage | null
  readonly origin: FactOrigin
}

const FactRow = z.object({
  node_id: z.string(),
  day: z.string(),
  quantity: Quantity,
  measure: Measure,
  value: z.number().nullable(),
  quality: Quality,
  status: RecordStatus.nullable(),
  coverage: z.number().nullable(),
  measured_share: z.number().nullable(),
  estimated_share: z.number().nullable(),
  origin: z.enum(['source', 'roll-up']),
})

/** Every fact of a namespace's nodes on the given days that is believed now, totals included, always in one order. */
export async function readDayFacts(
  db: Db,
  { grain, namespace, days }: { grain: Grain; namespace: string; days: readonly string[] },
): Promise<DayFactRow[]> {
  const { rows } = await db.query(
    `select fact.node_id, fact.day, fact.quantity, fact.measure, fact.value, fact.quality, fact.status,
            fact.coverage, fact.measured_share, fact.estimated_share, fact.origin
       from ${factTable[grain]} fact join node on node.id = fact.node_id
      where node.namespace = $1 and fact.day = any($2::date[]) and fact.known_to = 'infinity'
      order by fact.day, fact.node_id, fact.quantity, fact.measure`,
    [namespace, days],
  )
  return z
    .array(FactRow)
    .parse(rows)
    .map((row) => ({
      nodeId: row.node_id,
      day: row.day,
      quantity: row.quantity,
      measure: row.measure,
      value: row.value,
      quality: row.quality,
      status: row.status,
      coverage: toCoverage(row),
      origin: row.origin,
    }))
}
