import type { Backfill, IngestRun, Source } from '@tieback/contracts'
import { formatNumber, formatPercent } from '../../ui/format.ts'
import { entryOf } from '../../ui/known.ts'
import { useSite } from '../../ui/site-context.ts'
import { type Mark, StateMark } from '../../ui/state-mark.tsx'
import tableClasses from '../../ui/table.module.css'
import { formatDay, formatInstant, formatInstantFull } from '../../ui/time-format.ts'
import classes from './sources.module.css'

/** How far each stream is complete, how far the past is filled in, and the newest runs. */
export function SourceDetail({ source: { name, watermarks, backfills, recentRuns } }: { readonly source: Source }) {
  const { timeZone } = useSite()
  return (
    <div className={classes.detail}>
      <dl className={classes.streams}>
        {watermarks.map(({ stream, completeTo }) => (
          <div key={stream}>
            <dt>{stream} complete to</dt>
            <dd>{formatInstant(completeTo, timeZone)}</dd>
          </div>
        ))}
        {watermarks.length === 0 && (
          <div>
            <dt>No stream that runs on</dt>
          </div>
        )}
        {backfills.map((backfill) => (
          <BackfillLine key={backfill.stream} backfill={backfill} />
        ))}
      </dl>
      {recentRuns.length > 0 && <RunTable runs={recentRuns} label={`Runs of ${name}`} />}
    </div>
  )
}

function BackfillLine({ backfill: { stream, reachedDay, untilDay, doneShare } }: { readonly backfill: Backfill }) {
  return (
    <div>
      <dt>{stream} history</dt>
      <dd>
        <progress className={classes.progress} value={doneShare} aria-label={`${stream} history`} />{' '}
        {formatPercent(doneShare)}, reached {formatDay(reachedDay)} of {formatDay(untilDay)}
      </dd>
    </div>
  )
}

const markOfRun: Record<IngestRun['status'], Mark> = { running: 'idle', succeeded: 'ok', failed: 'down' }

function RunTable({ runs, label }: { readonly runs: readonly IngestRun[]; readonly label: string }) {
  return (
    <div className={tableClasses.scroll} tabIndex={0} role="region" aria-label={label}>
      <table className={tableClasses.table}>
        <thead>
          <tr>
            <th scope="col">Run</th>
            <th scope="col">State</th>
            <th scope="col">Started</th>
            <th scope="col" data-align="end">
              Took
            </th>
            <th scope="col" data-align="end">
              Read
            </th>
            <th scope="col" data-align="end">
              Written
            </th>
            <th scope="col" data-align="end">
              Unchanged
            </th>
            <th scope="col" data-align="end">
              Refused
            </th>
            <th scope="col">Message</th>
          </tr>
        </thead>
        <tbody>
          {runs.map((run) => (
            <RunRow key={run.id} run={run} />
          ))}
        </tbody>
      </table>
    </div>
  )
}

function RunRow({ run }: { readonly run: IngestRun }) {
  const { timeZone } = useSite()
  const tookMs = run.finishedAt === null ? null : Date.parse(run.finishedAt) - Date.parse(run.startedAt)
  return (
    <tr>
      <th scope="row">{run.job}</th>
      <td>
        <StateMark mark={entryOf(markOfRun, run.status) ?? 'info'} word={run.status} />
      </td>
      <td title={formatInstantFull(run.startedAt, timeZone)}>{formatInstant(run.startedAt, timeZone)}</td>
      <td data-align="end">{tookMs === null ? 'running' : `${formatNumber(tookMs / 1_000, 1)} s`}</td>
      <td data-align="end">{formatNumber(run.read, 0)}</td>
      <td data-align="end">{formatNumber(run.written, 0)}</td>
      <td data-align="end">{formatNumber(run.unchanged, 0)}</td>
      <td data-align="end">{formatNumber(run.quarantined, 0)}</td>
      <td className={tableClasses.wrap}>{run.message}</td>
    </tr>
  )
}
