import type { Kpi, LiveRate, Meta, Quantity, SourceState, SummaryTile, UnitSystem } from '@tieback/contracts'
import { NodeLink } from '../../app/node-link.tsx'
import { useNodeStates } from '../../app/use-node-states.ts'
import { useServerNow } from '../../ui/clock.ts'
import { CoverageBar } from '../../ui/coverage-bar.tsx'
import { Delta } from '../../ui/delta.tsx'
import { whyMissing } from '../../ui/figure-value.tsx'
import { describeUnit, formatCompact, formatFigure, formatPercent, formatWithUnit } from '../../ui/format.ts'
import { isDegraded } from '../../ui/freshness.ts'
import { FreshnessStamp } from '../../ui/freshness-stamp.tsx'
import { digitsOf, factsOf } from '../../ui/quantities.ts'
import { usePresentSources } from '../../ui/site-context.ts'
import { Sparkline } from '../../ui/sparkline.tsx'
import { markOfState, StateMark } from '../../ui/state-mark.tsx'
import { formatAge } from '../../ui/time-format.ts'
import { stateTitle, wordFor } from '../../ui/wording.ts'
import classes from './tile.module.css'

interface TileProps {
  readonly tile: SummaryTile
  readonly sources: readonly SourceState[]
  readonly asOf: Meta['asOf']
  readonly unitSystem: UnitSystem
}

/** An asset's day: how much against plan, how sure, and what it delivers now. */
export function Tile({ tile, sources, asOf, unitSystem }: TileProps) {
  const { node, kpi } = tile
  const state = useNodeStates().get(node.id)?.state ?? 'normal'
  const isDown = isDegraded(usePresentSources(sources))
  return (
    <article className={classes.tile} data-degraded={isDown || undefined} data-testid={`tile-${node.id}`}>
      <header className={classes.header}>
        <h2 className={classes.name}>
          <NodeLink node={node} className={classes.link} />
        </h2>
        {state !== 'normal' && <StateMark mark={markOfState(state)} word={wordFor(stateTitle, state)} />}
        {tile.provisional && <StateMark mark="provisional" word="provisional" />}
      </header>
      <MainFigure kpi={kpi} unitSystem={unitSystem} />
      <div className={classes.plan}>
        <span>
          <Delta kpi={kpi} unitSystem={unitSystem} state={state} /> to plan{' '}
          {formatFigure(kpi.plan.value, kpi.quantity, unitSystem)}
        </span>
        <Sparkline values={tile.sparkline} />
      </div>
      <dl className={classes.others}>
        {tile.others.map((other) => (
          <OtherFigure key={other.quantity} kpi={other} unitSystem={unitSystem} />
        ))}
      </dl>
      <p className={classes.line}>
        <CoverageBar coverage={kpi.actual.coverage} />
      </p>
      <p className={classes.line}>
        <NowRate now={tile.now} quantity={kpi.quantity} unitSystem={unitSystem} />
      </p>
      <footer className={classes.footer}>
        <FreshnessStamp meta={{ sources, asOf }} />
      </footer>
    </article>
  )
}

function MainFigure({ kpi, unitSystem }: { readonly kpi: Kpi; readonly unitSystem: UnitSystem }) {
  const { value } = kpi.actual
  const missing = whyMissing(kpi.actual)
  return (
    <p className={classes.main}>
      <span className={classes.quantity} title={describeUnit(kpi.unit)}>
        {factsOf(kpi.quantity).title}, {kpi.unit.label}
      </span>
      <span
        className={classes.value}
        data-testid="tile-value"
        data-value={value ?? ''}
        title={formatWithUnit(value, kpi.unit, kpi.quantity, unitSystem)}
      >
        {formatCompact(value, digitsOf(kpi.quantity, unitSystem))}
      </span>
      {missing !== null && <span className={classes.quantity}>{missing}</span>}
    </p>
  )
}

function OtherFigure({ kpi, unitSystem }: { readonly kpi: Kpi; readonly unitSystem: UnitSystem }) {
  return (
    <div className={classes.other}>
      <dt title={describeUnit(kpi.unit)}>
        {factsOf(kpi.quantity).title}, {kpi.unit.label}
      </dt>
      <dd title={formatWithUnit(kpi.actual.value, kpi.unit, kpi.quantity, unitSystem)}>
        {formatCompact(kpi.actual.value, digitsOf(kpi.quantity, unitSystem))}
      </dd>
    </div>
  )
}

interface NowRateProps {
  readonly now: LiveRate | null
  readonly quantity: Quantity
  readonly unitSystem: UnitSystem
}

/** What is delivered at this moment, with its age: old figures say so instead of passing for live ones. */
export function NowRate({ now, quantity, unitSystem }: NowRateProps) {
  const clock = useServerNow()
  if (now === null || now.value === null) return <span className={classes.quiet}>no live rate</span>
  const age = now.at === null ? '' : ` · ${formatAge(clock - Date.parse(now.at))}`
  return (
    <span title={`${formatPercent(now.coverage)} of the wells have a sample in time`}>
      now <b className={classes.now}>{formatWithUnit(now.value, now.unit, quantity, unitSystem)}</b>
      <span className={classes.quiet}>{age}</span>
      {now.quality === 'stale' && (
        <>
          {' '}
          <StateMark mark="stale" word="stale" />
        </>
      )}
    </span>
  )
}
