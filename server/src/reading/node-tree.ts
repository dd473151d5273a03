import type { DayLabel, NodeKind, NodeRef } from '@tieback/contracts'
import { type Calendar, lastWholeDay } from '@tieback/domain'
import { readCalendars, readTree, type TreeRow } from '@tieback/store'
import { ProblemError } from '../platform/http/problems.ts'
import type { Reader, ReadingTime } from './reader.ts'

/** The hierarchy of a day, with the look-ups that a reader needs. */
export class NodeTree {
  readonly rows: readonly TreeRow[]
  private readonly byId: Map<string, TreeRow>
  private readonly byParent: Map<string | null, TreeRow[]>
  private readonly calendars: Map<string, Calendar>

  constructor(rows: readonly TreeRow[], calendars: readonly Calendar[]) {
    this.rows = rows
    this.byId = new Map(rows.map((row) => [row.id, row]))
    this.byParent = Map.groupBy(rows, (row) => row.parentId)
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

  /** Nodes without a parent, by name. */
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

/** The tree as it was on a day; without one, as it is now, nodes that have ended included. */
export async function readNodeTree({ pool }: Reader, { asOf }: ReadingTime, day: DayLabel | null): Promise<NodeTree> {
  const [rows, calendars] = await Promise.all([readTree(pool, { day, asOf }), readCalendars(pool)])
  return new NodeTree(rows, calendars)
}

/** The last production day that is over at the reading's time, by the node's own calendar. */
export const lastDayOf = (tree: NodeTree, row: TreeRow, { at }: ReadingTime): DayLabel =>
  lastWholeDay(tree.calendarOf(row), at)
