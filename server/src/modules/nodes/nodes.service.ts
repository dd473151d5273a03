import type { DayLabel, Meta, NodeAlias, NodeDetail, TreeNode } from '@tieback/contracts'
import { type AliasRow, listSignals, readAliases, readDataRange } from '@tieback/store'
import { readMeta } from '../../reading/meta.ts'
import { lastDayOf, readNodeTree, toNodeRef } from '../../reading/node-tree.ts'
import { openReading, type Reader, type ReadingTime } from '../../reading/reader.ts'
import { toSignal } from '../../reading/signals.ts'
import { readTreeStates } from './tree-state.ts'

interface NodeQuery {
  readonly day?: DayLabel | undefined
  readonly asOf?: string | undefined
}

/** The whole tree as far as it is seen, parents before children. */
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

/** What is of no one day. Of a node that was seen on a day and is seen no more it ends there: since then it is somebody else's. */
async function readOfAllDays(
  reader: Reader,
  time: ReadingTime,
  id: string,
  below: readonly string[],
  day: DayLabel | undefined,
) {
  const { pool, assets } = reader
  const { asOf } = time
  const now = day === undefined || assets === 'all' ? null : await readNodeTree(reader, time, null)
  const seenNow = now === null ? below : below.filter((each) => now.find(each) !== undefined)
  const isSeenNow = seenNow.includes(id)
  const [aliases, signals, dataRange] = await Promise.all([
    readAliases(pool, id, asOf),
    listSignals(pool, { nodeIds: isSeenNow ? [id] : [], asOf }),
    readDataRange(pool, seenNow, asOf),
  ])
  const isOfDay = ({ validFrom }: AliasRow): boolean => validFrom === null || day === undefined || validFrom <= day
  return { aliases: isSeenNow ? aliases : aliases.filter(isOfDay), signals, dataRange }
}

/** One node of any level, with what a page about it starts from. */
export async function getNode(reader: Reader, id: string, query: NodeQuery): Promise<{ data: NodeDetail; meta: Meta }> {
  const time = await openReading(reader, query.asOf)
  const tree = await readNodeTree(reader, time, query.day ?? null)
  const node = tree.get(id)
  const below = tree.subtreeOf(node).map((row) => row.id)
  const { aliases, signals, dataRange } = await readOfAllDays(reader, time, id, below, query.day)
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
