import type { GapDrivers, UnitSystem, WaterfallBar } from '@tieback/contracts'
import { formatFigure, formatFigureDelta } from '../../ui/format.ts'
import classes from './waterfall.module.css'
import { layoutWaterfall, type PlacedBar } from './waterfall-layout.ts'

interface WaterfallProps {
  readonly gaps: GapDrivers
  readonly unitSystem: UnitSystem
}

/** From potential through plan to actual; a table whose middle column is the picture. What no event explains has a bar of its own. */
export function Waterfall({ gaps, unitSystem }: WaterfallProps) {
  if (gaps.waterfall.length === 0)
    return <p>Needs potential, plan and actual of the whole range; one of them is missing or was withheld.</p>
  const { bars, axisStart } = layoutWaterfall(gaps.waterfall)
  return (
    <table className={classes.table}>
      <caption className={classes.caption}>
        {gaps.unit.label}
        {axisStart > 0 && `, axis starts at ${formatFigure(axisStart, gaps.quantity, unitSystem)}`}
      </caption>
      <thead className={classes.head}>
        <tr>
          <th scope="col">Step</th>
          <th scope="col">Bar</th>
          <th scope="col">{gaps.unit.label}</th>
        </tr>
      </thead>
      <tbody>
        {bars.map((placed) => (
          <tr key={placed.bar.key} data-kind={placed.bar.kind}>
            <th scope="row">{stepTitle(placed.bar)}</th>
            <td className={classes.picture}>
              <Bar placed={placed} isCut={axisStart > 0} />
            </td>
            <td className={classes.value}>
              {placed.bar.kind === 'total'
                ? formatFigure(placed.bar.value, gaps.quantity, unitSystem)
                : formatFigureDelta(placed.bar.value, gaps.quantity, unitSystem)}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function stepTitle({ label, eventIds }: WaterfallBar): string {
  if (eventIds.length === 0) return label
  return `${label}, ${eventIds.length === 1 ? '1 event' : `${String(eventIds.length)} events`}`
}

// In units of 1/1000 of the width: a bar of nothing is still a hair that can be seen.
const scale = 1_000
const hair = 2

function Bar({ placed: { bar, left, width }, isCut }: { readonly placed: PlacedBar; readonly isCut: boolean }) {
  const x = Math.min(scale - hair, left * scale)
  return (
    <svg className={classes.bar} viewBox={`0 0 ${String(scale)} 14`} preserveAspectRatio="none" aria-hidden="true">
      <rect className={classes.track} x="0" y="13" width={scale} height="1" />
      <rect className={classes.fill} x={x} y="1" width={Math.max(hair, width * scale)} height="11" data-key={bar.key} />
      {isCut && bar.kind === 'total' && <path className={classes.cut} d="M18 0 30 14H36L24 0Z" />}
    </svg>
  )
}
