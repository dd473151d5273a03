import {
  type FlowBalance,
  FlowSink,
  type NodeRef,
  type PhaseFlow,
  type ProductionFlow,
  type UnitSystem,
} from '@tieback/contracts'
import { NodeLink } from '../../app/node-link.tsx'
import tableClasses from '../../ui/table.module.css'
import { sinkTitle, wordFor } from '../../ui/wording.ts'
import { formatFlow } from './flow-figure.ts'

interface FlowTableProps {
  readonly flow: ProductionFlow
  readonly phaseFlow: PhaseFlow
  readonly unitSystem: UnitSystem
}

/** Every node's balance below the one asked for. A row's columns after "in" add up to it. */
export function FlowTable({ flow, phaseFlow, unitSystem }: FlowTableProps) {
  const { phase, unit, balances, links } = phaseFlow
  const refs = new Map<string, NodeRef>(flow.nodes.map((node) => [node.id, node]))
  const figure = (value: number) => formatFlow(value, phase, unitSystem)
  const onwards = (nodeId: string) =>
    links.filter((link) => link.from === nodeId && refs.has(link.to)).reduce((sum, link) => sum + link.value, 0)
  // A hundred wells that each pass on what they gave say nothing on an asset's page.
  const isShown = ({ nodeId }: FlowBalance): boolean =>
    flow.node.kind === 'facility' || refs.get(nodeId)?.kind !== 'well'
  const used = FlowSink.options.filter(
    (sink) => sink === 'unaccounted' || balances.some((balance) => balance.outflow[sink] !== 0),
  )
  return (
    <div className={tableClasses.scroll} tabIndex={0} role="region" aria-label="Flow as a table">
      <table className={tableClasses.table}>
        <thead>
          <tr>
            <th scope="col">Node</th>
            <th scope="col" data-align="end">
              In, {unit.label}
            </th>
            <th scope="col" data-align="end">
              To other nodes
            </th>
            {used.map((sink) => (
              <th key={sink} scope="col" data-align="end">
                {wordFor(sinkTitle, sink)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {balances.filter(isShown).map((balance) => (
            <tr key={balance.nodeId}>
              <th scope="row">
                <BalanceName id={balance.nodeId} node={refs.get(balance.nodeId)} />
              </th>
              <td data-align="end">{figure(balance.inflow)}</td>
              <td data-align="end">{figure(onwards(balance.nodeId))}</td>
              {used.map((sink) => (
                <td key={sink} data-align="end">
                  {figure(sink === 'unaccounted' ? balance.unaccounted : balance.outflow[sink])}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function BalanceName({ id, node }: { readonly id: string; readonly node: NodeRef | undefined }) {
  return node ? <NodeLink node={node} /> : <>{id}</>
}
