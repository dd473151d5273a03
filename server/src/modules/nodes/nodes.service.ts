import type { DayLabel, Meta, NodeAlias, NodeDetail, TreeNode } from '@tieback/contracts'
import { listSignals, readAliases, readDataRange } from '@tieback/store'
import { readMeta } from '../../reading/meta.ts'
import { lastDayOf, readNodeTree, toNodeRef } from '../../reading/node-tree.ts'
import { openReading, type Reader } from '../../reading/reader.ts'
import { toSignal } from '../../reading/signals.ts'
import { readTreeStates } from './tree-state.ts'

interface NodeQuery {
  readonly day?: DayLabel | undefined
  readonly asOf?: string | undefined
}

/** The whole tree, parents before children. */
export async function listNodes(
  reader: Reader,
  query: NodeQuery,
): Promise<{ data: { nodes: TreeNode[] }; meta: Meta }> {
  const time = await openReading(reader, query.asOf)
  const tree = await readNodeTree(reader, time, query.day ?? null)
  const stateOf = await readTreeStates(reader, time, tree, query.day)
  const nodes = tree.rows.map((row) => ({
    ...toNodeRef(row),
    parentId: row.parentId,
    wellType: row.wellType,
    ...stateOf(row),
  }))
  const [first] = tree.roots
  return {
    data: { nodes },
    meta: await readMeta(reader, time, {
      namespaces: new Set(tree.rows.map(({ namespace }) => namespace)),
      restsOn: ['production'],
      day:
        first === undefined
          ? null
          : { calendar: tree.calendarOf(first), day: query.day ?? lastDayOf(tree, first, time) },
      coverage: null,
      provisional: false,
    }),
  }
}

/** One node of any level, with what a page about it starts from. */
export async function getNode(reader: Reader, id: string, query: NodeQuery): Promise<{ data: NodeDetail; meta: Meta }> {
  const time = await openReading(reader, query.asOf)
  const tree = await readNodeTree(reader, time, query.day ?? null)
  const node = tree.get(id)
  const below = tree.subtreeOf(node).map((row) => row.id)
  const [aliases, signals, dataRange] = await Promise.all([
    readAliases(reader.pool, id, time.asOf),
    listSignals(reader.pool, { nodeIds: [id], asOf: time.asOf }),
    readDataRange(reader.pool, below, time.asOf),
  ])
  const calendar = tree.calendarOf(node)
  const rule = calendar.rules.at(-1)
  return {
    data: {
      node: { ...toNodeRef(node), wellType: node.wellType, code: node.code },
      path: tree.pathOf(node).map(toNodeRef),
      siblings: tree.childrenOf(node.parentId).map(toNodeRef),
      children: tree.childrenOf(id).map(toNodeRef),
      calendar: { id: calendar.id, timeZone: rule?.timeZone ?? 'UTC', dayStart: rule?.dayStart ?? '00:00' },
      attributes: Object.entries(node.attributes).map(([name, value]) => ({ name, value })),
      aliases: aliases.map(({ namespace, keyKind, value, validFrom, validTo }): NodeAlias => ({
        namespace,
        keyKind,
        value,
        validFrom,
        validTo,
      })),
      signals: signals.map((signal) => toSignal(signal, toNodeRef(node), time)),
      dataRange: dataRange === null ? null : { ...dataRange },
    },
    meta: await readMeta(reader, time, {
      namespaces: new Set([node.namespace]),
      restsOn: ['production', 'series'],
      day: { calendar, day: query.day ?? lastDayOf(tree, node, time) },
      coverage: null,
      provisional: false,
    }),
  }
}
