import type { DayLabel, NodeState } from '@tieback/contracts'
import { addDays } from '@tieback/domain'
import { readFacts, type TreeRow } from '@tieback/store'
import { FactTable } from '../../reading/fact-table.ts'
import { lastDayOf, type NodeTree } from '../../reading/node-tree.ts'
import type { Reader, ReadingTime } from '../../reading/reader.ts'

/** Worst last; a node without data says nothing about the ones above it. */
const severity = ['no-data', 'normal', 'stale', 'attention'] as const satisfies readonly NodeState[]

const worse = (a: NodeState, b: NodeState): NodeState => (severity.indexOf(a) >= severity.indexOf(b) ? a : b)

export interface TreeState {
  readonly deviation: number | null
  readonly state: NodeState
  readonly worstBelow: NodeState
}

function ownState(
  table: FactTable,
  id: string,
  day: DayLabel,
  attentionBelowPlan: number,
): Omit<TreeState, 'worstBelow'> {
  const quantity = table.mainQuantity(id)
  const actual = table.actual(id, quantity, day)
  const plan = table.value(id, quantity, 'plan', day)
  if (actual === null) return { deviation: null, state: plan === null ? 'no-data' : 'stale' }
  if (plan === null || plan === 0) return { deviation: null, state: 'normal' }
  const deviation = (actual - plan) / plan
  return { deviation, state: deviation < -attentionBelowPlan ? 'attention' : 'normal' }
}

/** The day of each node of a tree: the one asked for, else the last whole day of its own calendar. */
function dayOfEach(tree: NodeTree, time: ReadingTime, day: DayLabel | undefined): (row: TreeRow) => DayLabel {
  const byCalendar = new Map<string, DayLabel>()
  return (row) => {
    if (day !== undefined) return day
    const known = byCalendar.get(row.calendarId) ?? lastDayOf(tree, row, time)
    byCalendar.set(row.calendarId, known)
    return known
  }
}

/** How every node stands against plan on its day, and the worst below it. */
export async function readTreeStates(
  { pool, settings }: Reader,
  time: ReadingTime,
  tree: NodeTree,
  day: DayLabel | undefined,
): Promise<(row: TreeRow) => TreeState> {
  const dayOf = dayOfEach(tree, time, day)
  const days = [...new Set(tree.rows.map(dayOf))].toSorted()
  const [first, last] = [days.at(0), days.at(-1)]
  const facts =
    first === undefined || last === undefined
      ? []
      : await readFacts(pool, {
          grain: 'day',
          nodeIds: tree.queried,
          from: first,
          to: addDays(last, 1),
          asOf: time.asOf,
        })
  const table = new FactTable(facts)
  const own = new Map(
    tree.rows.map((row) => [row.id, ownState(table, row.id, dayOf(row), settings.attentionBelowPlan)]),
  )
  const worst = new Map<string, NodeState>()
  // Parents come before children, so from the end every child is done before its parent.
  for (const row of tree.rows.toReversed()) {
    const state = worse(own.get(row.id)?.state ?? 'no-data', worst.get(row.id) ?? 'no-data')
    worst.set(row.id, state)
    if (row.parentId !== null) worst.set(row.parentId, worse(state, worst.get(row.parentId) ?? 'no-data'))
  }
  return (row) => ({
    ...(own.get(row.id) ?? { deviation: null, state: 'no-data' }),
    worstBelow: worst.get(row.id) ?? 'no-data',
  })
}
