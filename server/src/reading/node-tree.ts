import type { DayLabel, NodeKind, NodeRef } from '@tieback/contracts'
import { type Calendar, lastWholeDay } from '@tieback/domain'
import { findNode, readCalendars, readTree, type TreeRow } from '@tieback/store'
import { ProblemError } from '../platform/http/problems.ts'
import type { AssetScope } from '../platform/identity/actor.ts'
import type { Reader, ReadingTime } from './reader.ts'

// Well 2 before well 10, as in the whole tree.
const nameOrder = new Intl.Collator('en', { numeric: true })

/** The nodes named and all below them, in the order of the tree. One whose parent isn't among them stands at the top. */
function listVisible(rows: readonly TreeRow[], assets: AssetScope): readonly TreeRow[] {
  if (assets === 'all') return rows
  const named = new Set(assets)
  const below = new Map<string, TreeRow[]>()
  const byTop: TreeRow[][] = []
  for (const row of rows) {
    // Parents come before children: where this one's is seen, it has been met.
    const known = row.parentId === null ? undefined : below.get(row.parentId)
    if (known === undefined && !named.has(row.id)) continue
    const ofTop = known ?? []
    ofTop.push(known === undefined ? { ...row, parentId: null } : row)
    below.set(row.id, ofTop)
    if (known === undefined) byTop.push(ofTop)
  }
  // By their own names: by those of the nodes above them, their order would tell of these.
  const nameOf = ([top]: readonly TreeRow[]): string => top?.name ?? ''
  return byTop.toSorted((a, b) => nameOrder.compare(nameOf(a), nameOf(b))).flat()
}

/** The hierarchy of a day as far as its reader may see it, with the look-ups that a reader needs. For anything else it has no name, no place and no number. */
export class NodeTree {
  /** Parents before children. */
  readonly rows: readonly TreeRow[]
  /** What a query about all of it asks for. */
  readonly queried: readonly string[] | 'all'
  /** Of every node that there was, seen or not. */
  private readonly parentIds: ReadonlyMap<string, string | null>
  private readonly byId: Map<string, TreeRow>
  private readonly byParent: Map<string | null, TreeRow[]>
  private readonly calendars: Map<string, Calendar>

  constructor(rows: readonly TreeRow[], calendars: readonly Calendar[], assets: AssetScope) {
    this.rows = listVisible(rows, assets)
    this.queried = assets === 'all' ? 'all' : this.rows.map(({ id }) => id)
    this.parentIds = new Map(rows.map(({ id, parentId }) => [id, parentId]))
    this.byId = new Map(this.rows.map((row) => [row.id, row]))
    this.byParent = Map.groupBy(this.rows, (row) => row.parentId)
    this.calendars = new Map(calendars.map((calendar) => [calendar.id, calendar]))
  }

  find(id: string): TreeRow | undefined {
    return this.byId.get(id)
  }

  /** The node, held to a level where the route names one. The same answer for "not there" and "not yours". */
  get(id: string, kind?: NodeKind): TreeRow {
    const row = this.byId.get(id)
    if (row === undefined || (kind !== undefined && row.kind !== kind)) {
      throw new ProblemError(
        'not-found',
        `There is no ${kind ?? 'node'} ${id} that you can see. Look it up in /api/v1/assets.`,
      )
    }
    return row
  }

  /** Nodes without a parent that is seen, by name. */
  get roots(): readonly TreeRow[] {
    return this.childrenOf(null)
  }

  childrenOf(id: string | null): readonly TreeRow[] {
    return this.byParent.get(id) ?? []
  }

  /** From the top down to the node's parent. */
  pathOf(row: TreeRow): TreeRow[] {
    const path: TreeRow[] = []
    for (let parent = this.parentOf(row); parent !== undefined; parent = this.parentOf(parent)) path.unshift(parent)
    return path
  }

  /**
   * Ids of all nodes above, those that aren't seen among them: for what reaches down to the node from there, such as a
   * shutdown. They are ids and no more, and must not be shown.
   */
  idsAbove({ id }: TreeRow): string[] {
    const ids: string[] = []
    for (let above = this.parentIds.get(id); typeof above === 'string'; above = this.parentIds.get(above)) {
      ids.unshift(above)
    }
    return ids
  }

  /** The node and all below it. */
  subtreeOf(row: TreeRow): TreeRow[] {
    const nodes = [row]
    for (const node of nodes) nodes.push(...this.childrenOf(node.id))
    return nodes
  }

  calendarOf(row: TreeRow): Calendar {
    const calendar = this.calendars.get(row.calendarId)
    // Safe: node.calendar_id references site_calendar.
    if (calendar === undefined) throw new Error(`calendar ${row.calendarId} of ${row.id} is not in the store`)
    return calendar
  }

  private parentOf(row: TreeRow): TreeRow | undefined {
    return row.parentId === null ? undefined : this.byId.get(row.parentId)
  }
}

export const toNodeRef = ({ id, kind, name }: TreeRow): NodeRef => ({ id, kind, name })

/** What of the tree may be seen, as it was on a day; without one, as it is now, nodes that have ended included. */
export async function readNodeTree(
  { pool, assets }: Reader,
  { asOf }: ReadingTime,
  day: DayLabel | null,
): Promise<NodeTree> {
  const [rows, calendars] = await Promise.all([readTree(pool, { day, asOf }), readCalendars(pool)])
  return new NodeTree(rows, calendars, assets)
}

/** One node of the tree as it is now; undefined where it isn't there, or isn't seen. */
export async function findVisibleNode(reader: Reader, time: ReadingTime, id: string): Promise<TreeRow | undefined> {
  // Who sees all needs no tree to know that this is in it.
  if (reader.assets === 'all') return await findNode(reader.pool, id, { day: null, asOf: time.asOf })
  return (await readNodeTree(reader, time, null)).find(id)
}

/** The last production day that is over at the reading's time, by the node's own calendar. */
export const lastDayOf = (tree: NodeTree, row: TreeRow, { at }: ReadingTime): DayLabel =>
  lastWholeDay(tree.calendarOf(row), at)
