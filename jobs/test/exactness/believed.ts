import type { DefermentEvent } from '@tieback/adapters'
import type { StorePool } from '@tieback/store'
import type { Version } from './history.ts'
import type { FigureContent, ScriptedSource } from './scripted-source.ts'

/** What an event says, as one text. */
export const eventText = ({ objectId, start, end, reason, lossShare }: DefermentEvent): string =>
  JSON.stringify([objectId, start.getTime(), end?.getTime() ?? null, reason, lossShare])

interface FactRow {
  object_id: string
  grain: string
  day: string
  quantity: string
  measure: string
  value: number | null
  quality: string
  status: string
  note: string | null
  flags: string[]
  known_from: Date
  known_to: Date | number
  withdrawn: boolean
}

interface EventRow {
  event_id: string
  object_id: string
  start_at: Date
  end_at: Date | null
  reason: string
  loss_share: number
  known_from: Date
  known_to: Date | number
  is_withdrawn: boolean
}

const factsOf = (grain: 'day' | 'month', table: string): string => `
  select node.object_id, '${grain}' as grain, f.day, f.quantity, f.measure, f.value, f.quality, f.status, f.note, f.flags,
    f.known_from, f.known_to, f.withdrawn
  from ${table} f join node on node.id = f.node_id where node.namespace = $1 and f.origin = 'source'`

/** Every version of every figure and event of a namespace, oldest first, by the row's key. */
export async function readVersions(
  pool: StorePool,
  { namespace, textOf }: Pick<ScriptedSource, 'namespace' | 'textOf'>,
): Promise<Map<string, Version[]>> {
  const facts = await pool.query<FactRow>(
    `${factsOf('day', 'fact_daily_production')} union all ${factsOf('month', 'fact_monthly_production')} order by known_from`,
    [namespace],
  )
  // An event has no mark of its own: it was withdrawn where nothing followed on.
  const events = await pool.query<EventRow>(
    `select e.event_id, node.object_id, e.start_at, e.end_at, e.reason, e.loss_share, e.known_from, e.known_to,
       e.known_to <> 'infinity' and not exists (
         select from deferment_event next
         where next.source_id = e.source_id and next.event_id = e.event_id and next.known_from = e.known_to
       ) as is_withdrawn
     from deferment_event e join node on node.id = e.node_id where e.source_id = $1 order by e.known_from`,
    [namespace],
  )
  const versions = new Map<string, Version[]>()
  const add = (key: string, version: Version): void => void versions.set(key, [...(versions.get(key) ?? []), version])
  for (const row of facts.rows)
    add([row.object_id, row.grain, row.day, row.quantity, row.measure].join('/'), {
      // Safe: these are the table's own enums.
      content: textOf(row as unknown as FigureContent),
      ...spanOf(row),
      isWithdrawn: row.withdrawn,
    })
  for (const row of events.rows)
    add(row.event_id, {
      content: JSON.stringify([
        row.object_id,
        row.start_at.getTime(),
        row.end_at?.getTime() ?? null,
        row.reason,
        row.loss_share,
      ]),
      ...spanOf(row),
      isWithdrawn: row.is_withdrawn,
    })
  return versions
}

const spanOf = ({ known_from: from, known_to: to }: { known_from: Date; known_to: Date | number }) => ({
  fromMs: from.getTime(),
  toMs: typeof to === 'number' ? to : to.getTime(),
})

/** What is believed now of a row; null: nothing. */
export const believedOf = (versions: readonly Version[] | undefined): string | null =>
  versions?.find(({ toMs }) => toMs === Infinity)?.content ?? null
