import type { BreakerState, Source, SourceTraffic } from '@tieback/contracts'
import { formatNumber, noData } from '../../ui/format.ts'
import { entryOf } from '../../ui/known.ts'
import { useSite } from '../../ui/site-context.ts'
import { type Mark, StateMark } from '../../ui/state-mark.tsx'
import { formatAge, formatClock, formatInstantFull } from '../../ui/time-format.ts'
import { breakerTitle, wordFor } from '../../ui/wording.ts'
import { lastErrorOf } from './source-health.ts'
import classes from './sources.module.css'
import { useKnownNow } from './use-known-now.ts'

/** How far the source's data are behind, against how often they should come. */
export function Lag({ source: { asOf, status, expectedEveryS } }: { readonly source: Source }) {
  const now = useKnownNow()
  const { timeZone } = useSite()
  if (asOf === null) return <>nothing yet</>
  const age = formatAge(now - Date.parse(asOf))
  const isLate = status === 'lagging' || status === 'down'
  return (
    <span className={classes.figure} title={`Data to ${formatInstantFull(asOf, timeZone)}`}>
      {isLate ? <StateMark mark="stale" word={age} /> : age}
      <span className={classes.quiet}>
        {expectedEveryS === null ? 'once' : `/ ${formatAge(expectedEveryS * 1_000)}`}
      </span>
    </span>
  )
}

/** How old samples are when they arrive, but for one in a hundred. */
export function FreshnessFigure({ source: { freshness } }: { readonly source: Source }) {
  if (freshness === null) return <>{noData}</>
  const { samples, p50S, p95S, p99S } = freshness
  const seconds = (value: number) => formatAge(value * 1_000)
  const title = `Of ${formatNumber(samples, 0)} samples in the last hour half came within ${seconds(p50S)}, 95 % within ${seconds(p95S)}`
  return <span title={title}>{seconds(p99S)}</span>
}

/** Calls of the last minute; what is wrong with them only where something is. */
export function CallFigure({ traffic }: { readonly traffic: SourceTraffic | null }) {
  if (traffic === null) return <>{noData}</>
  const { callsPerMin, failedPerMin, rateLimitedPerMin } = traffic
  const wrong =
    rateLimitedPerMin > 0 ? `${formatNumber(rateLimitedPerMin, 0)} × 429` : `${formatNumber(failedPerMin, 0)} failed`
  return (
    <span className={classes.figure}>
      {formatNumber(callsPerMin, 0)}
      {(failedPerMin > 0 || rateLimitedPerMin > 0) && <StateMark mark="warning" word={wrong} />}
    </span>
  )
}

const breakerMarks: Record<Exclude<BreakerState, 'closed'>, Mark> = { open: 'warning', 'half-open': 'warning' }

/** Whether calls go out; while they don't, until when. */
export function BreakerMark({
  traffic,
  isShort = false,
}: {
  readonly traffic: SourceTraffic | null
  /** The time of the next probe is then one hover away. */
  readonly isShort?: boolean
}) {
  const { timeZone } = useSite()
  if (traffic === null) return <>{noData}</>
  const { breaker, until } = traffic
  const word = wordFor(breakerTitle, breaker)
  if (breaker === 'closed') return <span className={classes.quiet}>{word}</span>
  const full = until === null ? word : `${word}, probe ${formatClock(until, timeZone)}`
  return (
    <span title={full}>
      <StateMark mark={entryOf(breakerMarks, breaker) ?? 'info'} word={isShort ? word : full} />
    </span>
  )
}

/** What went wrong last; quiet where it is over. Nothing where nothing did. */
export function LastErrorText({ source }: { readonly source: Source }) {
  const now = useKnownNow()
  const error = lastErrorOf(source)
  if (error === null) return null
  if (error.endedAt === null) return <>{error.message}</>
  return (
    <span className={classes.quiet}>
      {formatAge(now - Date.parse(error.endedAt))} ago: {error.message}
    </span>
  )
}
