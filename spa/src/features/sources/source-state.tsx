import type { Backfill, QuietHours, Source, SourceLimits, SourceTraffic, Watermark } from '@tieback/contracts'
import { type Fact, FactLines, Figures } from '../../ui/facts.tsx'
import { formatNumber, formatPercent } from '../../ui/format.ts'
import { Panel } from '../../ui/panel.tsx'
import { useSite } from '../../ui/site-context.ts'
import { StateMark } from '../../ui/state-mark.tsx'
import { formatAge, formatDay, formatInstant } from '../../ui/time-format.ts'
import { BreakerMark, CallFigure, FreshnessFigure, Lag } from './source-figures.tsx'
import classes from './sources.module.css'
import { useKnownNow } from './use-known-now.ts'

/** How a source stands: its figures, how far it is read, how its calls fare and how they are bounded. */
export function SourceState({ source }: { readonly source: Source }) {
  return (
    <>
      <Panel title="Figures">
        <Figures facts={figuresOf(source)} />
      </Panel>
      <div className={classes.columns}>
        <div className={classes.column}>
          <ReachPanel source={source} />
          <TrafficPanel traffic={source.traffic} isCalled={source.limits !== null} />
        </div>
        <LimitsPanel limits={source.limits} />
      </div>
    </>
  )
}

const figuresOf = (source: Source): Fact[] => [
  {
    title: 'Lag / expected',
    hint: 'How far the data are behind, and how often they should come',
    value: <Lag source={source} />,
  },
  {
    title: 'Fresh p99',
    hint: 'From a sample’s own instant to its being readable here: 99 % of the last hour came within this',
    value: <FreshnessFigure source={source} />,
  },
  { title: 'Calls/min', value: <CallFigure traffic={source.traffic} /> },
  { title: 'Breaker', value: <BreakerMark traffic={source.traffic} /> },
  { title: 'Rows, 24 h', value: formatNumber(source.rowsLastDay, 0) },
  {
    title: 'Quarantine',
    value: source.quarantined === 0 ? '0' : <StateMark mark="warning" word={formatNumber(source.quarantined, 0)} />,
  },
]

function ReachPanel({ source: { watermarks, backfills } }: { readonly source: Source }) {
  return (
    <Panel title="Reach" note="how far it is read">
      {watermarks.length === 0 && backfills.length === 0 && <p>No stream that runs on.</p>}
      <ul className={classes.streams}>
        {watermarks.map((watermark) => (
          <WatermarkLine key={watermark.stream} watermark={watermark} />
        ))}
        {backfills.map((backfill) => (
          <BackfillLine key={backfill.stream} backfill={backfill} />
        ))}
      </ul>
    </Panel>
  )
}

function WatermarkLine({ watermark: { stream, completeTo } }: { readonly watermark: Watermark }) {
  const now = useKnownNow()
  const { timeZone } = useSite()
  return (
    <li>
      <b>{stream}</b> complete to {formatInstant(completeTo, timeZone)}{' '}
      <span className={classes.quiet}>{formatAge(now - Date.parse(completeTo))} ago</span>
    </li>
  )
}

function BackfillLine({ backfill: { stream, reachedDay, untilDay, doneShare } }: { readonly backfill: Backfill }) {
  return (
    <li>
      <b>{stream}</b> past <progress className={classes.progress} value={doneShare} aria-label={`Past of ${stream}`} />{' '}
      {formatPercent(doneShare)}{' '}
      <span className={classes.quiet}>
        reached {formatDay(reachedDay)}, goes back to {formatDay(untilDay)}
      </span>
    </li>
  )
}

function TrafficPanel({ traffic, isCalled }: { readonly traffic: SourceTraffic | null; readonly isCalled: boolean }) {
  const { timeZone } = useSite()
  if (traffic === null)
    return (
      <Panel title="Calls">
        <p>{isCalled ? 'How calls fare is known of now alone.' : 'Files are read from a folder: nobody is called.'}</p>
      </Panel>
    )
  const figure = (value: number) => formatNumber(value, 0)
  const odd = (value: number) => (value === 0 ? '0' : <StateMark mark="warning" word={figure(value)} />)
  return (
    <Panel title="Calls" note={`in the minute to ${formatInstant(traffic.at, timeZone)}`}>
      <Figures
        facts={[
          { title: 'Calls', value: figure(traffic.callsPerMin) },
          { title: 'Failed', value: odd(traffic.failedPerMin) },
          { title: 'Tried again', value: figure(traffic.retriedPerMin) },
          { title: 'Refused with 429', value: odd(traffic.rateLimitedPerMin) },
          { title: 'Under way', value: figure(traffic.inFlight) },
          { title: 'Waiting for their turn', value: figure(traffic.waiting) },
        ]}
      />
    </Panel>
  )
}

function LimitsPanel({ limits }: { readonly limits: SourceLimits | null }) {
  return (
    <Panel title="Limits" note="as they are in force">
      {limits === null ? <p>None: files have nobody behind them.</p> : <FactLines facts={listLimits(limits)} />}
    </Panel>
  )
}

const seconds = (ms: number): string => `${formatNumber(ms / 1_000, ms % 1_000 === 0 ? 0 : 1)} s`

const quietText = ({ from, to, timeZone }: QuietHours): string => `${from}–${to} ${timeZone}`

const listLimits = (limits: SourceLimits): Fact[] => [
  { title: 'Longest wait for an answer', value: seconds(limits.timeoutMs) },
  { title: 'Tries of one call', value: formatNumber(limits.attempts, 0) },
  { title: 'Longest wait before the next try', value: seconds(limits.retryDelayMsMax) },
  {
    title: 'Breaker opens after',
    value: `${formatNumber(limits.breakerFailures, 0)} failures in a row, for ${seconds(limits.breakerOpenMs)}`,
  },
  { title: 'Calls under way at a time', value: formatNumber(limits.concurrency, 0) },
  {
    title: 'Calls a second',
    value: limits.callsPerS === null ? 'no bound' : formatNumber(limits.callsPerS, limits.callsPerS % 1 === 0 ? 0 : 1),
  },
  { title: 'At once after a pause', value: limits.burst === null ? 'no bound' : formatNumber(limits.burst, 0) },
  {
    title: 'Quiet hours',
    hint: 'Background work leaves the source alone then',
    value: limits.quietHours.length === 0 ? 'none' : limits.quietHours.map(quietText).join(', '),
  },
]
