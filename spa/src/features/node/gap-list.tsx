import type { GapCause, GapDrivers, RankedGap, UnitSystem } from '@tieback/contracts'
import { NodeLink } from '../../app/node-link.tsx'
import { formatFigure, formatFigureDelta, formatPercent } from '../../ui/format.ts'
import { useSite } from '../../ui/site-context.ts'
import { formatInstant } from '../../ui/time-format.ts'
import { categoryTitle, wordFor } from '../../ui/wording.ts'
import classes from './gap-list.module.css'

/** Rows before the reader asks for more: what fits beside the trend. */
const shownMax = 10

interface GapListProps {
  readonly gaps: GapDrivers
  readonly unitSystem: UnitSystem
}

/** What lost most against plan, in order, each with its cause where one is known. */
export function GapList({ gaps, unitSystem }: GapListProps) {
  const losses = gaps.ranked.filter((ranked) => ranked.gap < 0)
  const largest = losses[0]?.gap ?? 0
  if (losses.length === 0)
    return <p>{gaps.ranked.length === 0 ? 'No plan to compare with in this range.' : 'Nothing is below its plan.'}</p>
  return (
    <ol className={classes.list}>
      {losses.slice(0, shownMax).map((ranked) => (
        <GapLine
          key={ranked.node.id}
          ranked={ranked}
          gaps={gaps}
          share={ranked.gap / largest}
          unitSystem={unitSystem}
        />
      ))}
      {losses.length > shownMax && <li className={classes.quiet}>and {losses.length - shownMax} smaller</li>}
    </ol>
  )
}

interface GapLineProps extends GapListProps {
  readonly ranked: RankedGap
  /** Of the largest loss, 0..1. */
  readonly share: number
}

function GapLine({ ranked, gaps, share, unitSystem }: GapLineProps) {
  const { node, path, gapPerDay, actual, plan, causes, coverage } = ranked
  const figure = (value: number | null) => formatFigure(value, gaps.quantity, unitSystem)
  // The page says where it is; only what lies between it and the well is news.
  const isPageItself = node.id === gaps.node.id
  const below = isPageItself ? [] : path.slice(path.findIndex((level) => level.id === gaps.node.id) + 1)
  return (
    <li className={classes.line}>
      <span className={classes.name}>
        <NodeLink node={node} /> <span className={classes.quiet}>{below.map((level) => level.name).join(' › ')}</span>
      </span>
      <b
        className={classes.loss}
        title={`${figure(actual)} of ${figure(plan)} ${gaps.unit.label} planned, ${formatPercent(coverage?.coverage ?? null)} coverage`}
      >
        {formatFigureDelta(gapPerDay, gaps.quantity, unitSystem)}
      </b>
      <span className={classes.bar} aria-hidden="true">
        <span style={{ width: `${String(share * 100)}%` }} />
      </span>
      <Causes causes={causes} loss={-ranked.gap} />
    </li>
  )
}

function Causes({ causes, loss }: { readonly causes: readonly GapCause[]; readonly loss: number }) {
  const site = useSite()
  const [first, ...others] = causes
  if (!first) return <span className={classes.cause}>unexplained</span>
  const explained = causes.reduce((sum, cause) => sum + cause.deferred, 0)
  const share = loss > 0 ? Math.min(1, explained / loss) : null
  return (
    <span className={classes.cause}>
      {wordFor(categoryTitle, first.category)}
      {first.planned ? ', planned' : ''}: {first.reason}, since {formatInstant(first.since, site.timeZone)}
      {first.until === null ? ', still open' : ''}
      {others.length > 0 ? `, and ${String(others.length)} more` : ''}
      {share !== null && share < 0.995 ? ` · explains ${formatPercent(share)}` : ''}
    </span>
  )
}
