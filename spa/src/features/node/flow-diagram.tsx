import type { PhaseFlow, UnitSystem } from '@tieback/contracts'
import { NodeLink } from '../../app/node-link.tsx'
import { formatPercent } from '../../ui/format.ts'
import classes from './flow-diagram.module.css'
import { formatFlow } from './flow-figure.ts'
import { type NodeFlow, type PlacedStream, placeStreams } from './flow-layout.ts'

interface FlowDiagramProps {
  readonly flow: NodeFlow
  readonly phaseFlow: PhaseFlow
  readonly name: string
  readonly unitSystem: UnitSystem
}

/** Height of a label's slot, and least height of the bar, in px. */
const slotHeight = 26
const barHeightMin = 140

/** Width of the bands as they are drawn; the style sheet narrows them on a phone. */
const bandsWidth = 72

/** What came in on the left, the node, where it went on the right: both columns are of one height because they balance. */
export function FlowDiagram({ flow, phaseFlow, name, unitSystem }: FlowDiagramProps) {
  const slots = Math.max(flow.inflows.length, flow.outflows.length)
  const height = Math.max(barHeightMin, slots * slotHeight)
  const sides = { total: flow.total, phaseFlow, height, unitSystem }
  return (
    <>
      <p className={classes.total}>
        {formatFlow(flow.total, phaseFlow.phase, unitSystem)} {phaseFlow.unit.label} in and out
      </p>
      <div className={classes.diagram}>
        <Side
          {...sides}
          side="in"
          streams={placeStreams(flow.inflows, flow.total, height, height / (flow.inflows.length || 1))}
        />
        <div className={classes.node} style={{ height }}>
          <span>{name}</span>
        </div>
        <Side
          {...sides}
          side="out"
          streams={placeStreams(flow.outflows, flow.total, height, height / (flow.outflows.length || 1))}
        />
      </div>
    </>
  )
}

interface SideProps {
  readonly side: 'in' | 'out'
  readonly streams: readonly PlacedStream[]
  readonly total: number
  readonly phaseFlow: PhaseFlow
  readonly height: number
  readonly unitSystem: UnitSystem
}

function Side({ side, streams, total, phaseFlow, height, unitSystem }: SideProps) {
  const slot = height / (streams.length || 1)
  return (
    <div className={classes.side} data-side={side}>
      <ul className={classes.labels} aria-label={side === 'in' ? 'In' : 'Out'}>
        {streams.map(({ stream }) => (
          <li
            key={stream.key}
            style={{ height: slot }}
            title={formatPercent(total === 0 ? null : stream.value / total)}
          >
            <span className={classes.name}>{stream.node ? <NodeLink node={stream.node} /> : stream.label}</span>
            <span>{formatFlow(stream.value, phaseFlow.phase, unitSystem)}</span>
          </li>
        ))}
      </ul>
      <svg
        className={classes.bands}
        viewBox={`0 0 ${String(bandsWidth)} ${String(height)}`}
        preserveAspectRatio="none"
        height={height}
        aria-hidden="true"
      >
        {streams.map((placed) => (
          <Band key={placed.stream.key} placed={placed} side={side} slot={slot} />
        ))}
      </svg>
    </div>
  )
}

interface BandProps {
  readonly placed: PlacedStream
  readonly side: 'in' | 'out'
  readonly slot: number
}

function Band({ placed: { stream, bandTop, bandHeight, slotTop }, side, slot }: BandProps) {
  // A band is no higher at its label than the label's slot has room for, and never too thin to see.
  const thickness = Math.max(1.5, bandHeight)
  const outer = Math.min(thickness, slot - 4)
  const outerTop = slotTop + (slot - outer) / 2
  const middle = bandsWidth / 2
  const [outerX, barX] = side === 'in' ? [0, bandsWidth] : [bandsWidth, 0]
  const path = [
    `M${String(outerX)} ${String(outerTop)}`,
    `C${String(middle)} ${String(outerTop)} ${String(middle)} ${String(bandTop)} ${String(barX)} ${String(bandTop)}`,
    `V${String(bandTop + thickness)}`,
    `C${String(middle)} ${String(bandTop + thickness)} ${String(middle)} ${String(outerTop + outer)} ${String(outerX)} ${String(outerTop + outer)}`,
    'Z',
  ]
  return <path className={classes.band} data-kind={stream.kind} d={path.join('')} />
}
