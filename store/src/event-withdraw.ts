import { z } from 'zod'
import type { Db, KnowledgeTx } from './types.ts'

/** A table of dated events that a source numbers, such as deferments. Written into statements as it is: never from outside this package. */
export interface EventTable {
  readonly table: string
  readonly id: string
}

/** An event that is believed now, with the object that the source gave it of. */
export interface StandingEvent {
  readonly id: string
  readonly objectId: string
  readonly start: Date
}

export interface StandingEventQuery {
  readonly sourceId: string
  /** Half-open: events that start in [from, to). */
  readonly from: Date
  readonly to: Date
  /** Only versions that became known before this instant. */
  readonly before: Date
}

const StandingRow = z.object({ id: z.string(), object_id: z.string(), start_at: z.date() })
const TouchedRow = z.object({ id: z.string(), touched_at: z.date() })

/** Events of a source that start in a span. */
export async function readStandingEvents(
  db: Db,
  { table, id }: EventTable,
  { sourceId, from, to, before }: StandingEventQuery,
): Promise<StandingEvent[]> {
  const { rows } = await db.query(
    `select event.${id} as id, node.object_id, event.start_at from ${table} event join node on node.id = event.node_id
     where event.source_id = $1 and event.start_at >= $2 and event.start_at < $3
       and event.known_to = 'infinity' and event.known_from < $4`,
    [sourceId, from, to, before],
  )
  return z
    .array(StandingRow)
    .parse(rows)
    .map((row) => ({ id: row.id, objectId: row.object_id, start: row.start_at }))
}

/** How many events were closed because their source no longer has them; versions that became known at `before` or later stay. */
export async function withdrawEvents(
  tx: KnowledgeTx,
  { table, id }: EventTable,
  sourceId: string,
  ids: readonly string[],
  before: Date,
): Promise<number> {
  const { rowCount } = await tx.client.query(
    `update ${table} set known_to = $1
     where source_id = $2 and ${id} = any($3) and known_to = 'infinity' and known_from < $4`,
    [tx.knownAt, sourceId, ids, before],
  )
  if (rowCount) tx.changed = true
  return rowCount ?? 0
}

/** When each event was last given or withdrawn, by its id; events that were never given are left out. */
export async function readEventsTouched(
  db: Db,
  { table, id }: EventTable,
  sourceId: string,
  ids: readonly string[],
): Promise<Map<string, Date>> {
  const { rows } = await db.query(
    `select ${id} as id, max(case when known_to = 'infinity' then known_from else known_to end) as touched_at
     from ${table} where source_id = $1 and ${id} = any($2) group by ${id}`,
    [sourceId, ids],
  )
  return new Map(
    z
      .array(TouchedRow)
      .parse(rows)
      .map((row) => [row.id, row.touched_at]),
  )
}
