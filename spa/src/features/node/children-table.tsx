import type { ChildPerformance, Granularity, NodeId, NodeState, TreeNode, UnitSystem } from '@tieback/contracts'
import { useState } from 'react'
import { NodeLink } from '../../app/node-link.tsx'
import { useNodeStates } from '../../app/use-node-states.ts'
import { Delta } from '../../ui/delta.tsx'
import { FigureValue } from '../../ui/figure-value.tsx'
import { describeUnit, formatFigure, formatPercent, noData } from '../../ui/format.ts'
import { Sparkline } from '../../ui/sparkline.tsx'
import { markOfState, StateMark } from '../../ui/state-mark.tsx'
import tableClasses from '../../ui/table.module.css'
import { stateBelowTitle, stateTitle, wordFor } from '../../ui/wording.ts'
import { type ChildSort, isKnown, sortChildren, type SortColumn } from './children-sort.ts'

interface ChildrenTableProps {
  readonly granularity: Granularity
  /** All of one main quantity. */
  readonly rows: readonly ChildPerformance[]
  readonly unitSystem: UnitSystem
  readonly label: string
}

const columns: readonly {
  readonly column: SortColumn
  readonly title: string
  readonly hasUnit?: true
  readonly isText?: true
}[] = [
  { column: 'name', title: 'Name', isText: true },
  { column: 'actual', title: 'Actual', hasUnit: true },
  { column: 'plan', title: 'Plan', hasUnit: true },
  { column: 'delta', title: 'To plan', hasUnit: true },
  { column: 'deltaShare', title: 'To plan, %' },
  { column: 'potential', title: 'Potential', hasUnit: true },
  { column: 'coverage', title: 'Coverage' },
]

/** Largest loss first; where nothing was planned, largest figure first. */
const defaultSort = (rows: readonly ChildPerformance[]): ChildSort =>
  isKnown(rows, 'delta') ? { column: 'delta', isDescending: false } : { column: 'actual', isDescending: true }

/** Children of one kind of figure, what needs attention first until the reader sorts otherwise. */
export function ChildrenTable({ granularity, rows, unitSystem, label }: ChildrenTableProps) {
  const [chosen, setSort] = useState<ChildSort | null>(null)
  const states = useNodeStates()
  const sort = chosen ?? defaultSort(rows)
  const sorted = sortChildren(rows, sort)
  const unit = rows[0]?.kpi.unit
  const shown = columns.filter(({ column }) => isKnown(rows, column))
  const flip = (column: SortColumn) => {
    setSort({
      column,
      isDescending: sort.column === column ? !sort.isDescending : column !== 'name' && column !== 'delta',
    })
  }
  return (
    <div className={tableClasses.scroll} tabIndex={0} role="region" aria-label={label}>
      <table className={tableClasses.table}>
        <thead>
          <tr>
            {shown.map(({ column, title, hasUnit, isText }) => (
              <th
                key={column}
                scope="col"
                data-align={isText ? undefined : 'end'}
                aria-sort={sort.column === column ? (sort.isDescending ? 'descending' : 'ascending') : undefined}
              >
                <button
                  type="button"
                  className={tableClasses.sort}
                  title={unit && describeUnit(unit)}
                  onClick={() => {
                    flip(column)
                  }}
                >
                  {title}
                  {unit && hasUnit && `, ${unit.label}`}
                </button>
              </th>
            ))}
            <th scope="col">{granularity === 'month' ? 'Newest months' : '14 days'}</th>
            <th scope="col">State</th>
          </tr>
        </thead>
        <tbody>
          {sorted.map((row) => (
            <ChildRow
              key={row.node.id}
              row={row}
              columns={shown.map(({ column }) => column)}
              states={states}
              unitSystem={unitSystem}
            />
          ))}
        </tbody>
      </table>
    </div>
  )
}

interface ChildRowProps {
  readonly row: ChildPerformance
  readonly columns: readonly SortColumn[]
  readonly states: ReadonlyMap<NodeId, TreeNode>
  readonly unitSystem: UnitSystem
}

function ChildRow({ row: { node, kpi, sparkline }, columns: shown, states, unitSystem }: ChildRowProps) {
  const known = states.get(node.id)
  const state = known?.state ?? 'normal'
  const figure = (value: number | null) => formatFigure(value, kpi.quantity, unitSystem)
  const cells: Record<Exclude<SortColumn, 'name'>, React.ReactNode> = {
    actual: <FigureValue figure={kpi.actual} quantity={kpi.quantity} unitSystem={unitSystem} />,
    plan: figure(kpi.plan.value),
    delta: <Delta kpi={kpi} unitSystem={unitSystem} state={state} shows="volume" />,
    deltaShare: <Delta kpi={kpi} unitSystem={unitSystem} state={state} />,
    potential: figure(kpi.potential.value),
    coverage: formatPercent(kpi.actual.coverage?.coverage ?? null),
  }
  return (
    <tr>
      <th scope="row">
        <NodeLink node={node} />
      </th>
      {shown.map(
        (column) =>
          column !== 'name' && (
            <td key={column} data-align="end">
              {cells[column]}
            </td>
          ),
      )}
      <td>
        <Sparkline values={sparkline} height={18} />
      </td>
      <td>
        <ChildState state={state} worstBelow={known?.worstBelow ?? 'normal'} hasFigure={kpi.actual.value !== null} />
      </td>
    </tr>
  )
}

interface ChildStateProps {
  readonly state: NodeState
  readonly worstBelow: NodeState
  readonly hasFigure: boolean
}

function ChildState({ state, worstBelow, hasFigure }: ChildStateProps) {
  const isOwn = state !== 'normal'
  const shown = isOwn ? state : worstBelow
  // The state is of the last day; a month's figure beside it stands for more than that day.
  if (shown === 'no-data' && hasFigure) return <span className={tableClasses.quiet}>{noData}</span>
  if (shown === 'normal') return <span className={tableClasses.quiet}>{stateTitle.normal}</span>
  return (
    <StateMark
      mark={markOfState(shown)}
      word={isOwn ? wordFor(stateTitle, shown) : wordFor(stateBelowTitle, shown)}
      isBelow={!isOwn}
    />
  )
}
