import type { UseQueryResult } from '@tanstack/react-query'
import type { ChildPerformance, Meta, Performance, Quantity } from '@tieback/contracts'
import { AnswerPanel } from '../../app/answer-panel.tsx'
import { NodeLink } from '../../app/node-link.tsx'
import { factsOf } from '../../ui/quantities.ts'
import { kindTitlePlural, wordFor } from '../../ui/wording.ts'
import classes from './children-panels.module.css'
import { areBare, sortChildren } from './children-sort.ts'
import { ChildrenTable } from './children-table.tsx'

interface ChildrenPanelsProps {
  readonly performance: Performance
  readonly query: UseQueryResult<{ data: Performance; meta: Meta }>
  readonly note: React.ReactNode
}

/** What lies directly below, a table for each main quantity: an injector's water never stands in a column of oil. */
export function ChildrenPanels({ performance, query, note }: ChildrenPanelsProps) {
  return quantitiesOf(performance).map((quantity) => {
    const rows = performance.children.filter((child) => child.kpi.quantity === quantity)
    const title = areBare(rows) ? subjectOf(rows) : titleOf(rows, quantity)
    return (
      <AnswerPanel key={quantity} title={title} note={note} query={query} height={240}>
        {() =>
          areBare(rows) ? (
            <ChildrenNames rows={rows} />
          ) : (
            <ChildrenTable
              granularity={performance.granularity}
              rows={rows}
              unitSystem={performance.unitSystem}
              label={`${title}, table`}
            />
          )
        }
      </AnswerPanel>
    )
  })
}

/** Main quantities of the children, those that the node itself has figures of first and in its order. */
function quantitiesOf({ kpis, children }: Performance): Quantity[] {
  const below = new Set(children.map((child) => child.kpi.quantity))
  const own = kpis.map((kpi) => kpi.quantity).filter((quantity) => below.has(quantity))
  return [...new Set([...own, ...below])]
}

function subjectOf(rows: readonly ChildPerformance[]): string {
  const kinds = new Set(rows.map((row) => row.node.kind))
  const [only] = kinds
  return kinds.size === 1 && only ? wordFor(kindTitlePlural, only) : 'Below'
}

const titleOf = (rows: readonly ChildPerformance[], quantity: Quantity): string =>
  `${subjectOf(rows)}, ${factsOf(quantity).title.toLowerCase()}`

/** Children without a figure in the range: the ways to them, without a table of dashes. */
function ChildrenNames({ rows }: { readonly rows: readonly ChildPerformance[] }) {
  return (
    <>
      <p className={classes.quiet}>No figures in this range.</p>
      <ul className={classes.names}>
        {sortChildren(rows, { column: 'name', isDescending: false }).map(({ node }) => (
          <li key={node.id}>
            <NodeLink node={node} />
          </li>
        ))}
      </ul>
    </>
  )
}
