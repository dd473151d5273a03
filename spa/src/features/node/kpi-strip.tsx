import type { Kpi, Measure, NodeState, Performance, Quantity, RecordStatus } from '@tieback/contracts'
import { CoverageBar } from '../../ui/coverage-bar.tsx'
import { Delta } from '../../ui/delta.tsx'
import { FigureValue, whyMissing } from '../../ui/figure-value.tsx'
import { describeUnit, formatDeltaShare, formatFigure } from '../../ui/format.ts'
import { factsOf } from '../../ui/quantities.ts'
import { StateMark } from '../../ui/state-mark.tsx'
import { formatDayShort } from '../../ui/time-format.ts'
import { measureTitle, statusTitle, wordFor } from '../../ui/wording.ts'
import classes from './kpi-strip.module.css'
import { latestDay } from './performance-trend.ts'

interface KpiStripProps {
  readonly performance: Performance
  readonly state: NodeState
  /** What the trend and the gaps below are about. */
  readonly selected: Quantity | null
  readonly onSelect: (quantity: Quantity) => void
}

/** The chosen quantity in full, the others a line each. Choosing one turns the page to it. */
export function KpiStrip({ performance, state, selected, onSelect }: KpiStripProps) {
  return (
    <div className={classes.strip}>
      {performance.kpis.map((kpi, index) => (
        <KpiCard
          key={kpi.quantity}
          kpi={kpi}
          // The tree's state is about the main quantity alone.
          state={index === 0 ? state : 'normal'}
          performance={performance}
          // A gauge on the trend is none of these: then the main one stays open.
          isOpen={
            kpi.quantity === selected || (index === 0 && !performance.kpis.some((it) => it.quantity === selected))
          }
          onSelect={onSelect}
        />
      ))}
    </div>
  )
}

interface KpiCardProps {
  readonly kpi: Kpi
  readonly state: NodeState
  readonly performance: Performance
  readonly isOpen: boolean
  readonly onSelect: (quantity: Quantity) => void
}

function KpiCard({ kpi, state, performance, isOpen, onSelect }: KpiCardProps) {
  const { unitSystem } = performance
  const { quantity, actual, unit } = kpi
  const missing = whyMissing(actual)
  return (
    <div className={classes.card} data-open={isOpen || undefined}>
      <button
        type="button"
        className={classes.title}
        aria-pressed={isOpen}
        onClick={() => {
          onSelect(quantity)
        }}
      >
        {factsOf(quantity).title}
      </button>
      <p className={classes.actual}>
        <FigureValue figure={actual} quantity={quantity} unitSystem={unitSystem} testId={`kpi-${quantity}-actual`} />
        <span className={classes.unit} title={describeUnit(unit)}>
          {unit.label}
        </span>
      </p>
      {isOpen ? (
        <>
          <Against kpi={kpi} state={state} performance={performance} />
          <p className={classes.standing}>
            {missing !== null && <span>{missing}</span>}
            {actual.coverage && <CoverageBar coverage={actual.coverage} />}
            <Standing measure={kpi.actualMeasure} status={actual.status} />
          </p>
        </>
      ) : (
        <p className={classes.brief}>
          {missing ??
            (kpi.deltaShare !== null && (
              <>
                <Delta kpi={kpi} unitSystem={unitSystem} state={state} /> to plan
              </>
            ))}
        </p>
      )}
    </div>
  )
}

type AgainstProps = Pick<KpiCardProps, 'kpi' | 'state' | 'performance'>

/** What the figure is held against: plan, potential, and the range's newest day. */
function Against({ kpi, state, performance }: AgainstProps) {
  const { quantity, actual, plan, potential } = kpi
  const { unitSystem } = performance
  const latest = latestDay(performance, quantity)
  const figure = (value: number | null) => formatFigure(value, quantity, unitSystem)
  return (
    <dl className={classes.against}>
      {(plan.value !== null || potential.value !== null) && (
        <>
          <dt>To plan</dt>
          <dd>
            <Delta kpi={kpi} unitSystem={unitSystem} state={state} />
          </dd>
          <dt>Plan</dt>
          <dd>{figure(plan.value)}</dd>
          <dt>Potential</dt>
          <dd>{figure(potential.value)}</dd>
        </>
      )}
      {latest && actual.value !== null && (
        <>
          <dt>{formatDayShort(latest.period.label)}</dt>
          <dd>
            {figure(latest.value)}
            {latest.deltaShare !== null && `, ${formatDeltaShare(latest.deltaShare)}`}
          </dd>
        </>
      )}
    </dl>
  )
}

interface StandingProps {
  readonly measure: Measure | null
  readonly status: RecordStatus | null
}

/** Which measure the figure is, and how final. */
function Standing({ measure, status }: StandingProps) {
  if (status === null) return null
  const words = [wordFor(statusTitle, status), measure && wordFor(measureTitle, measure).toLowerCase()].filter(
    (word) => word !== null,
  )
  const text = words.join(', ')
  return status === 'provisional' ? <StateMark mark="provisional" word={text} /> : <span>{text}</span>
}
