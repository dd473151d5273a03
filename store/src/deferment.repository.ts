import { DefermentCategory } from '@tieback/contracts'
import { z } from 'zod'
import { readEventsTouched, readStandingEvents, type StandingEventQuery, withdrawEvents } from './event-withdraw.ts'
import { requireSource } from './knowledge.ts'
import { upsertVersions, type KeyedTable } from './versions.ts'
import type { Db, DefermentInput, DefermentRow, KnowledgeTx, WriteCounts } from './types.ts'

const defermentTable = {
  table: 'deferment_event',
  keys: { source_id: 'text', event_id: 'text' },
  values: {
    node_id: 'text',
    start_at: 'timestamptz',
    end_at: 'timestamptz',
    category: 'deferment_category',
    reason: 'text',
    planned: 'boolean',
    parent_event_id: 'text',
    loss_share: 'float8',
  },
} as const satisfies KeyedTable

const eventTable = { table: 'deferment_event', id: 'event_id' } as const

/** Events of a source that start in a span and are believed now. */
export const readStandingDeferments = (db: Db, query: StandingEventQuery) => readStandingEvents(db, eventTable, query)

/** How many events of the transaction's source were closed because it no longer has them; versions known since `before` stay. */
export const withdrawDeferments = (tx: KnowledgeTx, eventIds: readonly string[], before: Date): Promise<number> =>
  withdrawEvents(tx, eventTable, requireSource(tx), eventIds, before)

/** When each event was last given or withdrawn, by its id. */
export const readDefermentsTouched = (db: Db, sourceId: string, eventIds: readonly string[]) =>
  readEventsTouched(db, eventTable, sourceId, eventIds)

/** How many events of the transaction's source were new or differed. Of two rows of one event, the later wins. */
export async function writeDeferments(tx: KnowledgeTx, rows: readonly DefermentInput[]): Promise<WriteCounts> {
  const sourceId = requireSource(tx)
  const distinct = [...new Map(rows.map((row) => [row.eventId, row])).values()]
  const written = await upsertVersions(
    tx,
    defermentTable,
    distinct.map((row) => [
      sourceId,
      row.eventId,
      row.nodeId,
      row.start,
      row.end,
      row.category,
      row.reason,
      row.planned,
      row.parentEventId,
      row.lossShare,
    ]),
  )
  return { written, unchanged: distinct.length - written }
}

const DefermentRecord = z.object({
  source_id: z.string(),
  event_id: z.string(),
  node_id: z.string(),
  start_at: z.date(),
  end_at: z.date().nullable(),
  category: DefermentCategory,
  reason: z.string(),
  planned: z.boolean(),
  parent_event_id: z.string().nullable(),
  loss_share: z.number(),
  is_group: z.boolean(),
})

/** Events that overlap [from, to), oldest first; one without an end runs for ever. */
export async function readDeferments(
  db: Db,
  { nodeIds, from, to, asOf }: { nodeIds: readonly string[] | 'all'; from: Date; to: Date; asOf: Date },
): Promise<DefermentRow[]> {
  const { rows } = await db.query(
    `select source_id, event_id, node_id, start_at, end_at, category, reason, planned, parent_event_id, loss_share,
       exists (
         select from deferment_event child
         where child.source_id = event.source_id and child.parent_event_id = event.event_id
           and child.known_from <= $4 and child.known_to > $4) as is_group
     from deferment_event event
     where ($1::text[] is null or node_id = any($1)) and start_at < $3 and (end_at is null or end_at > $2)
       and known_from <= $4 and known_to > $4
     order by start_at, source_id, event_id`,
    [nodeIds === 'all' ? null : nodeIds, from, to, asOf],
  )
  return z
    .array(DefermentRecord)
    .parse(rows)
    .map((row) => ({
      sourceId: row.source_id,
      eventId: row.event_id,
      nodeId: row.node_id,
      start: row.start_at,
      end: row.end_at,
      category: row.category,
      reason: row.reason,
      planned: row.planned,
      parentEventId: row.parent_event_id,
      lossShare: row.loss_share,
      isGroup: row.is_group,
    }))
}
