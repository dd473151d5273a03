import { useQuery } from '@tanstack/react-query'
import type { Meta, NodeDetail, Period, Signal, SignalMark } from '@tieback/contracts'
import { AnswerPanel } from '../../app/answer-panel.tsx'
import { qualityMarksQuery } from '../../app/quality-marks.query.ts'
import { useAddress } from '../../app/use-address.ts'
import { useServerNow } from '../../ui/clock.ts'
import { noData } from '../../ui/format.ts'
import { isDegraded } from '../../ui/freshness.ts'
import { FreshnessStamp } from '../../ui/freshness-stamp.tsx'
import { Panel } from '../../ui/panel.tsx'
import { usePresentSources, useSite } from '../../ui/site-context.ts'
import { StateMark } from '../../ui/state-mark.tsx'
import tableClasses from '../../ui/table.module.css'
import { formatAge, formatInstantFull } from '../../ui/time-format.ts'
import { ruleTitle, wordFor } from '../../ui/wording.ts'
import { samplesQuery } from './node.queries.ts'
import { SampleChart } from './sample-chart.tsx'
import classes from './signals-panel.module.css'
import { ViewSwitch } from './view-switch.tsx'

interface SignalsPanelProps {
  readonly detail: NodeDetail
  readonly meta: Meta
  /** The periods of the address's range. Null where the address fixes none: then the last 24 hours are drawn. */
  readonly periods: readonly Period[] | null
}

/** The series of a well: which there are, how old each newest sample is, and the samples of one. */
export function SignalsPanel({ detail: { node, signals }, meta, periods }: SignalsPanelProps) {
  const { address } = useAddress()
  const sources = usePresentSources(meta.sources)
  // Where they can't be read the series are shown all the same: each answer of samples brings its own.
  const marks = useQuery({ ...qualityMarksQuery(node.id, address), enabled: signals.length > 0 }).data?.data.marks ?? []
  const chosen = signals.find((signal) => signal.id === address.signal) ?? signals[0]
  if (!chosen)
    return (
      <Panel title="Signals">
        <p>No source has a time series of this node.</p>
      </Panel>
    )
  return (
    <div className={classes.panels}>
      <Panel
        title="Signals"
        note={`${String(signals.length)} series`}
        isDegraded={isDegraded(sources)}
        stamp={<FreshnessStamp meta={meta} />}
      >
        <SignalTable signals={signals} marks={marks} chosenId={chosen.id} />
      </Panel>
      <SamplesPanel signal={chosen} periods={periods} />
    </div>
  )
}

interface SignalTableProps {
  readonly signals: readonly Signal[]
  /** What rules doubt and still holds. */
  readonly marks: readonly SignalMark[]
  readonly chosenId: string
}

function SignalTable({ signals, marks, chosenId }: SignalTableProps) {
  return (
    <div className={tableClasses.scroll} tabIndex={0} role="region" aria-label="Series of this node">
      <table className={tableClasses.table}>
        <thead>
          <tr>
            <th scope="col">Series</th>
            <th scope="col">Unit</th>
            <th scope="col" data-align="end">
              Newest
            </th>
            <th scope="col">Source key</th>
          </tr>
        </thead>
        <tbody>
          {signals.map((signal) => (
            <SignalRow
              key={signal.id}
              signal={signal}
              marks={marks.filter((mark) => mark.signal.id === signal.id)}
              isChosen={signal.id === chosenId}
            />
          ))}
        </tbody>
      </table>
    </div>
  )
}

interface SignalRowProps {
  readonly signal: Signal
  readonly marks: readonly SignalMark[]
  readonly isChosen: boolean
}

function SignalRow({ signal, marks, isChosen }: SignalRowProps) {
  const { change } = useAddress()
  const site = useSite()
  return (
    <tr data-chosen={isChosen || undefined}>
      <th scope="row">
        <button
          type="button"
          className={classes.choose}
          aria-pressed={isChosen}
          onClick={() => {
            change({ signal: signal.id }, { replace: true })
          }}
        >
          {signal.name}
        </button>
        {marks.map(({ rule, from, message }) => (
          <span key={`${rule} ${from}`} className={classes.doubt} title={message}>
            <StateMark mark="warning" word={wordFor(ruleTitle, rule)} />
          </span>
        ))}
      </th>
      <td>{signal.unit.label}</td>
      <td data-align="end">
        <SampleAge signal={signal} />
      </td>
      <td className={classes.key} title={site.sourceNames.get(signal.sourceId) ?? signal.sourceId}>
        {signal.sourceKey}
      </td>
    </tr>
  )
}

function SampleAge({ signal: { lastSampleAt, expectedPeriodS } }: { readonly signal: Signal }) {
  const now = useServerNow()
  const { timeZone } = useSite()
  if (lastSampleAt === null) return <>{noData}</>
  const ageMs = now - Date.parse(lastSampleAt)
  const isStale = expectedPeriodS !== null && ageMs > expectedPeriodS * 1_000
  return (
    <span title={formatInstantFull(lastSampleAt, timeZone)}>
      {isStale ? <StateMark mark="stale" word={formatAge(ageMs)} /> : formatAge(ageMs)}
    </span>
  )
}

const dayMs = 86_400_000

/** Steps of the moving window: a request a minute at most, and answers that a cache can share. */
const windowStepMs = 60_000

function SamplesPanel({ signal, periods }: { readonly signal: Signal; readonly periods: readonly Period[] | null }) {
  const { address } = useAddress()
  const thisMinute = useServerNow(windowStepMs)
  const now = address.asOf === null ? thisMinute + windowStepMs : Date.parse(address.asOf)
  const from = periods?.[0]?.start ?? new Date(now - dayMs).toISOString()
  const to = periods?.at(-1)?.end ?? new Date(now).toISOString()
  const query = useQuery(samplesQuery(signal.id, from, to, address))
  return (
    <AnswerPanel
      title={signal.name}
      note={periods ? 'over the range' : 'last 24 hours'}
      query={query}
      height={260}
      actions={<ViewSwitch />}
    >
      {({ data }) => <SampleChart answer={data} isTable={address.view === 'table'} unitSystem={address.units} />}
    </AnswerPanel>
  )
}
