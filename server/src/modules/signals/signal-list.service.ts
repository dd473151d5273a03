import { type Meta, type NodeId, Quantity, type Signal } from '@tieback/contracts'
import { listSignals, type SignalRow } from '@tieback/store'
import { ProblemError } from '../../platform/http/problems.ts'
import { readMeta } from '../../reading/meta.ts'
import { readNodeTree, toNodeRef } from '../../reading/node-tree.ts'
import { openReading, type Reader, type ReadingTime } from '../../reading/reader.ts'
import { toSignal } from '../../reading/signals.ts'

interface SignalListQuery {
  readonly node?: NodeId | undefined
  readonly quantity?: Quantity | undefined
  readonly source?: string | undefined
  readonly limit: number
  readonly cursor?: string | undefined
  readonly asOf?: string | undefined
}

/** Where a series stands in the list, as text that sorts: node before quantity before id. */
const placeOf = ({ nodeId, quantity, id }: SignalRow): string =>
  `${nodeId} ${String(Quantity.options.indexOf(quantity)).padStart(3, '0')} ${id}`

const placePattern = /^[a-z]+-[a-z0-9]+ \d{3} sig-[a-z0-9]+$/

const toCursor = (row: SignalRow): string => Buffer.from(placeOf(row)).toString('base64url')

/** The place that the page before ended at. What has come or gone before it since then shifts nothing. */
function parseCursor(cursor: string): string {
  const place = Buffer.from(cursor, 'base64url').toString()
  if (placePattern.test(place)) return place
  const errors = [{ path: 'query.cursor', message: 'expected the nextCursor of the page before' }]
  throw new ProblemError('invalid-request', 'The cursor is not one of ours. Leave it out to start at the top.', {
    errors,
  })
}

/** Nodes of one query: a page of wells seldom takes a second one, and none reads the newest samples of the whole field. */
const nodesPerQuery = 50

/** Series after a place, in order: as many as the page takes, and at least one more where there are more. */
async function readAfter(
  { pool }: Reader,
  { asOf }: ReadingTime,
  nodeIds: readonly string[],
  { source, quantity, limit, cursor }: SignalListQuery,
): Promise<SignalRow[]> {
  const after = cursor === undefined ? '' : parseCursor(cursor)
  const [afterNode = ''] = after.split(' ')
  const left = nodeIds.filter((id) => id >= afterNode).toSorted()
  const rows: SignalRow[] = []
  for (let start = 0; start < left.length && rows.length <= limit; start += nodesPerQuery) {
    const found = await listSignals(pool, {
      nodeIds: left.slice(start, start + nodesPerQuery),
      ...(source === undefined ? {} : { sourceId: source }),
      ...(quantity === undefined ? {} : { quantities: [quantity] }),
      asOf,
    })
    const further = found.filter((row) => placeOf(row) > after)
    rows.push(...further.toSorted((a, b) => (placeOf(a) < placeOf(b) ? -1 : 1)))
  }
  return rows
}

/** The series of a node and of what is below it; of the whole field without one. */
export async function listNodeSignals(
  reader: Reader,
  query: SignalListQuery,
): Promise<{ data: { signals: Signal[]; nextCursor: string | null }; meta: Meta }> {
  const time = await openReading(reader, query.asOf)
  const tree = await readNodeTree(reader, time, null)
  const nodes = query.node === undefined ? tree.rows : tree.subtreeOf(tree.get(query.node))
  const ids = nodes.map(({ id }) => id)
  const rows = await readAfter(reader, time, ids, query)
  const page = rows.slice(0, query.limit)
  const last = page.at(-1)
  const nextCursor = rows.length > page.length && last !== undefined ? toCursor(last) : null
  return {
    data: { signals: page.map((row) => toSignal(row, toNodeRef(tree.get(row.nodeId)), time)), nextCursor },
    meta: await readMeta(reader, time, {
      namespaces: new Set(nodes.map(({ namespace }) => namespace)),
      restsOn: ['series'],
      day: null,
      coverage: null,
      provisional: false,
    }),
  }
}
