import type { Change, ChangeList, Meta, UnitSystem } from '@tieback/contracts'
import { displayUnit, toDisplay } from '@tieback/domain'
import { type ChangeRow, readChanges } from '@tieback/store'
import { readMeta } from '../../reading/meta.ts'
import { type NodeTree, readNodeTree, toNodeRef } from '../../reading/node-tree.ts'
import { openReading, type Reader } from '../../reading/reader.ts'
import { refuseCursor } from '../../reading/refuse-cursor.ts'

interface ChangeQuery {
  readonly since: string
  readonly node?: string | undefined
  readonly limit: number
  readonly cursor?: string | undefined
  readonly unitSystem: UnitSystem
  readonly asOf?: string | undefined
}

function toChange(tree: NodeTree, row: ChangeRow, unitSystem: UnitSystem): Change[] {
  const node = tree.find(row.nodeId)
  if (node === undefined) return []
  const convert = (value: number | null): number | null =>
    value === null ? null : toDisplay(row.quantity, unitSystem, 'volume', value)
  const { kind, day, grain, quantity, measure, statusBefore, statusAfter, sourceId } = row
  return [
    {
      knownAt: row.knownAt.toISOString(),
      kind,
      node: toNodeRef(node),
      day,
      grain,
      quantity,
      measure,
      unit: displayUnit(quantity, unitSystem, 'volume'),
      before: convert(row.before),
      after: convert(row.after),
      statusBefore,
      statusAfter,
      cause: row.note,
      sourceId,
    },
  ]
}

/** What was restated, re-statused or withdrawn since an instant. */
export async function listChanges(reader: Reader, query: ChangeQuery): Promise<{ data: ChangeList; meta: Meta }> {
  const time = await openReading(reader, query.asOf)
  const tree = await readNodeTree(reader, time, null)
  const node = query.node === undefined ? undefined : tree.get(query.node)
  const nodes = node === undefined ? tree.rows : tree.subtreeOf(node)
  const queried = node === undefined ? tree.queried : nodes.map(({ id }) => id)
  const page = await readChanges(reader.pool, {
    since: new Date(query.since),
    asOf: time.asOf,
    limit: query.limit,
    cursor: query.cursor ?? null,
    ...(queried === 'all' ? {} : { nodeIds: queried }),
  }).catch(refuseCursor)
  return {
    data: {
      since: new Date(query.since).toISOString(),
      changes: page.changes.flatMap((row) => toChange(tree, row, query.unitSystem)),
      counts: { ...page.counts },
      nextCursor: page.nextCursor,
    },
    meta: await readMeta(reader, time, {
      namespaces: new Set(nodes.map(({ namespace }) => namespace)),
      restsOn: ['production'],
      day: null,
      coverage: null,
      provisional: false,
    }),
  }
}
