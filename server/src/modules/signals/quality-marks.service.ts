import type { Meta, NodeId, QualityMark, QualityRule, SignalMark } from '@tieback/contracts'
import { type QualityMarkRow, readQualityMarks } from '@tieback/store'
import { refuseCursor } from '../../reading/refuse-cursor.ts'
import { readMeta } from '../../reading/meta.ts'
import { readNodeTree, toNodeRef } from '../../reading/node-tree.ts'
import { openReading, type Reader, type ReadingTime } from '../../reading/reader.ts'

interface MarkQuery {
  readonly node?: NodeId | undefined
  readonly rule?: QualityRule | undefined
  readonly source?: string | undefined
  readonly from?: string | undefined
  readonly limit: number
  readonly cursor?: string | undefined
  readonly asOf?: string | undefined
}

const toMark = ({ rule, from, to, message }: QualityMarkRow): QualityMark => ({
  rule,
  from: from.toISOString(),
  to: to?.toISOString() ?? null,
  message,
})

/** What rules doubt of one series in a range, oldest first. */
export async function readMarksOf(
  { pool }: Reader,
  { asOf }: ReadingTime,
  signalId: string,
  range: { readonly from: Date; readonly to: Date },
): Promise<QualityMark[]> {
  const { marks } = await readQualityMarks(pool, {
    signalIds: [signalId],
    ...range,
    openOnly: false,
    limit: null,
    cursor: null,
    asOf,
  })
  return marks.map(toMark).toReversed()
}

/** Which series of a node and of what is below it rules doubt; of the whole field without a node. */
export async function listQualityMarks(
  reader: Reader,
  { node, rule, source, from, limit, cursor, asOf }: MarkQuery,
): Promise<{ data: { marks: SignalMark[]; nextCursor: string | null }; meta: Meta }> {
  const time = await openReading(reader, asOf)
  const tree = await readNodeTree(reader, time, null)
  const nodes = node === undefined ? tree.rows : tree.subtreeOf(tree.get(node))
  const page = await readQualityMarks(reader.pool, {
    nodeIds: nodes.map(({ id }) => id),
    ...(rule === undefined ? {} : { rule }),
    ...(source === undefined ? {} : { sourceId: source }),
    ...(from === undefined ? {} : { from: new Date(from) }),
    openOnly: from === undefined,
    limit,
    cursor: cursor ?? null,
    asOf: time.asOf,
  }).catch(refuseCursor)
  return {
    data: {
      marks: page.marks.map((mark) => ({
        ...toMark(mark),
        signal: {
          id: mark.signalId,
          name: mark.name,
          quantity: mark.quantity,
          sourceId: mark.sourceId,
          sourceKey: mark.sourceKey,
        },
        node: toNodeRef(tree.get(mark.nodeId)),
      })),
      nextCursor: page.nextCursor,
    },
    meta: await readMeta(reader, time, {
      namespaces: new Set(nodes.map(({ namespace }) => namespace)),
      restsOn: ['series'],
      day: null,
      coverage: null,
      provisional: false,
    }),
  }
}
