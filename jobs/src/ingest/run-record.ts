import { SourceError } from '@tieback/adapters'
import {
  clearSourceFailure,
  describeWhollyRefused,
  finishRun,
  listSourceFailures,
  noteSourceFailure,
  startRun,
} from '@tieback/store'
import { UnrecoverableError } from 'bullmq'
import { getSource, type IngestContext } from '../context.ts'
import { describeDrift, noteWireShapes, refuseDrift, releaseDrift } from './drift.ts'
import { Run, type RunCounts } from './run.ts'

export { Run, type RunCounts } from './run.ts'

const countsOf = ({ read, written, unchanged, quarantined }: RunCounts): RunCounts => ({
  read,
  written,
  unchanged,
  quarantined,
})

/**
 * Jobs whose failure says nothing of how a source stands: those that somebody starts don't come again, so it would stand for ever;
 * behind a connection that samples are followed on there is polling.
 */
const jobsAside = new Set([
  'backfill-days',
  'check-source',
  'follow-samples',
  'import',
  'ingest-days',
  'replay-quarantine',
])

/**
 * Jobs that read the past beside a live one, by that one's name. They come round seldom, and a source must not stand down until they
 * do: that nobody answers is told by the live job, and what else they failed by is over once that succeeds.
 */
const jobsBeside: Readonly<Record<string, readonly string[]>> = {
  'ingest-hourly': ['backfill-hourly'],
  'ingest-production': ['backfill-production', 'window-production'],
  'ingest-samples': ['catch-up-samples', 'reread-samples'],
}

const seldomJobs: ReadonlySet<string> = new Set(Object.values(jobsBeside).flat())

/**
 * Carries out one run with its record: what it read and wrote, how it ended, and how the source stands now.
 * `body` gives the instant that the source's data reach, or null where the run says nothing about it.
 * A source is down while any of its jobs fails, in whichever process: one that succeeds must not hide another's failure, but for
 * those that read beside it. It lags while none of its series can be read.
 * A failure that a retry can't mend is not tried again by the queue; the next scheduled run still comes.
 */
export async function recordRun(
  context: IngestContext,
  sourceId: string,
  job: string,
  body: (run: Run) => Promise<Date | null>,
): Promise<RunCounts> {
  const run = new Run(context, sourceId, job, await startRun(context.pool, { sourceId, job }))
  try {
    const dataAsOf = await body(run)
    await noteWireShapes(run)
    await finishRun(context.pool, run.runId, { status: 'succeeded', ...countsOf(run), message: null })
    await noteSuccess(run, dataAsOf)
    return countsOf(run)
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    await finishRun(context.pool, run.runId, { status: 'failed', ...countsOf(run), message })
    // Nobody waits for an import that failed: what was imported before stands as it stood.
    if (!(error instanceof SourceError) || getSource(context, sourceId).every === null) throw error
    if (!jobsAside.has(job) && !(seldomJobs.has(job) && error.isRetryable)) await noteFailure(run, error)
    throw error.isRetryable ? error : new UnrecoverableError(message)
  }
}

async function noteSuccess(run: Run, dataAsOf: Date | null): Promise<void> {
  const { context, sourceId, job } = run
  if (await clearSourceFailure(context.pool, sourceId, job)) await releaseDrift(run)
  for (const beside of jobsBeside[job] ?? []) await clearSourceFailure(context.pool, sourceId, beside)
  const [failure] = await listSourceFailures(context.pool, sourceId)
  if (failure !== undefined) {
    await run.noteState({ status: 'down', dataAsOf, message: failure.message })
    return
  }
  const refused = await describeWhollyRefused(context.pool, sourceId)
  const message = refused ?? (await describeDrift(run))
  await run.noteState({ status: refused === null ? 'ok' : 'lagging', dataAsOf, message })
}

async function noteFailure(run: Run, error: SourceError): Promise<void> {
  const { context, sourceId, job } = run
  const drift = error.code === 'bad_payload' ? await refuseDrift(run, error.message) : null
  const message = drift === null ? error.message : `${error.message} ${drift}`
  await noteSourceFailure(context.pool, { sourceId, job, message })
  // Once going down, not at each try: an outage must not flood the log.
  if (await run.noteState({ status: 'down', dataAsOf: null, message })) {
    context.log.error({ sourceId, job, code: error.code }, `source down: ${message}`)
  }
}
