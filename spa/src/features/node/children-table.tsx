import type { ChildPerformance, NodeId, TreeNode, UnitSystem } from '@tieback/contracts'
import { useState } from 'react'
import { NodeLink } from '../../app/node-link.tsx'
import { useNodeStates } from '../../app/use-node-states.ts'
import { Delta } from '../../ui/delta.tsx'
import { FigureValue } from '../../ui/figure-value.tsx'
import { describeUnit, formatFigure, formatPercent } from '../../ui/format.ts'
import { Sparkline } from '../../ui/sparkline.tsx'
import { markOfNodeState, StateMark } from '../../ui/state-mark.tsx'
import tableClasses from '../../ui/table.module.css'
import { stateInsideTitle, stateTitle } from '../../ui/wording.ts'
import { type ChildSort, sortChildren, type SortColumn } from './children-sort.ts'

interface ChildrenTableProps {
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

/** Children of one kind of figure, largest loss first until the reader sorts otherwise. */
export function ChildrenTable({ rows, unitSystem, label }: ChildrenTableProps) {
  const [sort, setSort] = useState<ChildSort>({ column: 'delta', isDescending: false })
  const states = useNodeStates()
  const sorted = sortChildren(rows, sort)
  const unit = rows[0]?.kpi.unit
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
            {columns.map(({ column, title, hasUnit, isText }) => (
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
            <th scope="col">14 days</th>
            <th scope="col">State</th>
          </tr>
        </thead>
        <tbody>
          {sorted.map((row) => (
            <ChildRow key={row.node.id} row={row} states={states} unitSystem={unitSystem} />
          ))}
        </tbody>
      </table>
    </div>
  )
}

interface ChildRowProps {
  readonly row: ChildPerformance
  readonly states: ReadonlyMap<NodeId, TreeNode>
  readonly unitSystem: UnitSystem
}

function ChildRow({ row: { node, kpi, sparkline }, states, unitSystem }: ChildRowProps) {
  const known = states.get(node.id)
  const state = known?.state ?? 'normal'
  const shown = state === 'normal' ? (known?.worstBelow ?? 'normal') : state
  const figure = (value: number | null) => formatFigure(value, kpi.quantity, unitSystem)
  return (
    <tr>
      <th scope="row">
        <NodeLink node={node} />
      </th>
      <td data-align="end">
        <FigureValue figure={kpi.actual} quantity={kpi.quantity} unitSystem={unitSystem} />
      </td>
      <td data-align="end">{figure(kpi.plan.value)}</td>
      <td data-align="end">
        <Delta kpi={kpi} unitSystem={unitSystem} state={state} shows="volume" />
      </td>
      <td data-align="end">
        <Delta kpi={kpi} unitSystem={unitSystem} state={state} />
      </td>
      <td data-align="end">{figure(kpi.potential.value)}</td>
      <td data-align="end">{formatPercent(kpi.actual.coverage?.coverage ?? null)}</td>
      <td>
        <Sparkline values={sparkline} height={18} />
      </td>
      <td>
        {shown === 'normal' ? (
          <span className={tableClasses.quiet}>{stateTitle.normal}</span>
        ) : (
          <StateMark
            mark={markOfNodeState[shown]}
            word={shown === state ? stateTitle[shown] : stateInsideTitle[shown]}
          />
        )}
      </td>
    </tr>
  )
}
