import {
  listQuarantine,
  listWireChanges,
  recordWireShapes,
  resolveQuarantine,
  type WireSchemaRow,
} from '@tieback/store'
import { getSource } from '../context.ts'
import type { Run } from './run.ts'

/** How long a source's message tells of a change in what it sends, ms. `/sources` keeps every version for whoever looks later. */
const toldForMs = 3_600_000

/** Changes told in one message; a source that was replaced whole has hundreds. */
const changesToldMax = 5

/** Payloads that couldn't be read at all stand in quarantine under this name, one row for each job. */
const payloadDataset = 'wire'

function toText(versions: readonly WireSchemaRow[]): string | null {
  const changes = versions.flatMap(({ dataset, changes: ofDataset }) =>
    ofDataset.map((change) => `${dataset}.${change}`),
  )
  if (changes.length === 0) return null
  const more = changes.length - changesToldMax
  return `Drift: ${changes.slice(0, changesToldMax).join(', ')}${more > 0 ? ` and ${String(more)} more` : ''}.`
}

/** Keeps the shapes of rows that a run has met. A change is said once: what it did to the figures is for somebody to look at. */
export async function noteWireShapes({ context, sourceId }: Pick<Run, 'context' | 'sourceId'>): Promise<void> {
  const shapes = getSource(context, sourceId).source.takeWireShapes?.() ?? []
  if (shapes.length === 0) return
  const changed = await recordWireShapes(context.pool, sourceId, shapes, context.clock.now())
  const text = toText(changed)
  if (text === null) return
  context.log.warn({ sourceId, datasets: changed.map(({ dataset }) => dataset) }, text)
  context.cache.invalidate(['sources'])
}

/** What has changed of late in what a source sends, in words: of each dataset the newest change alone. Null where nothing has. */
export async function describeDrift({ context, sourceId }: Pick<Run, 'context' | 'sourceId'>): Promise<string | null> {
  const since = new Date(context.clock.now().getTime() - toldForMs)
  const newestFirst = await listWireChanges(context.pool, sourceId, since)
  const newest = Map.groupBy(newestFirst, ({ dataset }) => dataset)
  return toText([...newest.values()].flatMap((versions) => versions.slice(0, 1)))
}

/** Puts a payload that couldn't be read into quarantine, and says what has changed in it as far as that was seen. */
export async function refuseDrift(run: Run, message: string): Promise<string | null> {
  await noteWireShapes(run)
  const drift = await describeDrift(run)
  await run.refuse([
    {
      dataset: payloadDataset,
      key: run.job,
      reason: 'wrong-shape',
      message: `${message} Compare what the source sends with its mapping; the next run reads it again.`,
      row: { drift },
    },
  ])
  return drift
}

/** Resolves what `refuseDrift` put into quarantine, once the job reads its payload again. */
export async function releaseDrift(run: Run): Promise<void> {
  const { rows } = await listQuarantine(run.context.pool, {
    sourceId: run.sourceId,
    dataset: payloadDataset,
    isResolved: false,
    limit: 100,
    cursor: null,
  })
  const ids = rows.filter(({ key }) => key === run.job).map(({ id }) => id)
  if (ids.length > 0) await run.keep((tx) => resolveQuarantine(tx, ids))
}
