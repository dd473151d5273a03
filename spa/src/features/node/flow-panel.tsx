import { useQuery } from '@tanstack/react-query'
import type { DayLabel, NodeId, Phase, ProductionFlow, UnitSystem } from '@tieback/contracts'
import { useMemo, useState } from 'react'
import { AnswerPanel } from '../../app/answer-panel.tsx'
import { useAddress } from '../../app/use-address.ts'
import { useNodeStates } from '../../app/use-node-states.ts'
import { Segmented } from '../../ui/segmented.tsx'
import { formatDay } from '../../ui/time-format.ts'
import { phaseTitle, wordFor } from '../../ui/wording.ts'
import { FlowDiagram } from './flow-diagram.tsx'
import { flowOf } from './flow-layout.ts'
import { FlowTable } from './flow-table.tsx'
import { flowQuery } from './node.queries.ts'

interface FlowPanelProps {
  readonly id: NodeId
  readonly day: DayLabel
}

/** Where a day's volumes came from and went: in = out + stock change + fuel + flare + unaccounted. */
export function FlowPanel({ id, day }: FlowPanelProps) {
  const { address } = useAddress()
  const [phase, setPhase] = useState<Phase>('oil')
  const query = useQuery(flowQuery(id, day, address))
  const phases = query.data?.data.phases.map((flow) => flow.phase) ?? []
  // A gas field has no oil to show; the reader's choice stays for the next node that has.
  const shown = phases.includes(phase) ? phase : (phases[0] ?? phase)
  return (
    <AnswerPanel
      title="Flow"
      note={formatDay(day)}
      testId="flow"
      query={query}
      height={280}
      actions={
        phases.length > 1 && (
          <Segmented<Phase>
            label="Phase"
            options={phases.map((value) => ({ value, label: wordFor(phaseTitle, value) }))}
            value={shown}
            onChange={setPhase}
          />
        )
      }
    >
      {({ data }) => (
        <PhaseView flow={data} phase={shown} isTable={address.view === 'table'} unitSystem={address.units} />
      )}
    </AnswerPanel>
  )
}

interface PhaseViewProps {
  readonly flow: ProductionFlow
  readonly phase: Phase
  readonly isTable: boolean
  readonly unitSystem: UnitSystem
}

function PhaseView({ flow, phase, isTable, unitSystem }: PhaseViewProps) {
  const phaseFlow = flow.phases.find((candidate) => candidate.phase === phase)
  const states = useNodeStates()
  const parents = useMemo(() => new Map([...states].map(([nodeId, node]) => [nodeId, node.parentId])), [states])
  const nodeFlow = phaseFlow && flowOf(phaseFlow, flow.nodes, flow.node.id, parents)
  if (!phaseFlow || !nodeFlow || nodeFlow.total === 0) return <p>Nothing flowed on this day, as far as is known.</p>
  return isTable ? (
    <FlowTable flow={flow} phaseFlow={phaseFlow} unitSystem={unitSystem} />
  ) : (
    <FlowDiagram flow={nodeFlow} phaseFlow={phaseFlow} name={flow.node.name} unitSystem={unitSystem} />
  )
}
