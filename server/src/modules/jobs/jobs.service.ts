import type { Job, JobList, JobState, Meta, Run, RunList } from '@tieback/contracts'
import type { QueuedJob } from '@tieback/jobs'
import { listRuns, type SourceRunRow } from '@tieback/store'
import { askForChange, askQueue, operatingMeta, type Operator, toJob } from '../../operating/operator.ts'
import { ProblemError } from '../../platform/http/problems.ts'
import { messageFor, realTimeOf } from '../../reading/meta.ts'
import { openReading, type Reader } from '../../reading/reader.ts'
import { refuseCursor } from '../../reading/refuse-cursor.ts'

interface JobQuery {
  readonly state?: JobState | undefined
  readonly source?: string | undefined
  readonly limit: number
}

interface RunQuery {
  readonly source?: string | undefined
  readonly job?: string | undefined
  readonly status?: Run['status'] | undefined
  readonly limit: number
  readonly cursor?: string | undefined
  readonly asOf?: string | undefined
}

/** What waits, runs, is tried again and has failed, newest first. */
export async function listJobs(operator: Operator, query: JobQuery): Promise<{ data: JobList; meta: Meta }> {
  const { state, source, limit } = query
  const data = await askQueue(operator, async (queue) => ({
    backend: queue.backend,
    counts: await queue.count(),
    jobs: (
      await queue.list({
        limit,
        ...(state === undefined ? {} : { state }),
        ...(source === undefined ? {} : { sourceId: source }),
      })
    ).map((job) => toJob(operator.reader, job)),
  }))
  return { data, meta: await jobMeta(operator, source ?? null) }
}

async function jobMeta({ reader }: Operator, sourceId: string | null): Promise<Meta> {
  return await operatingMeta(reader, await openReading(reader, undefined), sourceId)
}

async function getView(operator: Operator, id: string): Promise<QueuedJob> {
  const view = await askQueue(operator, (queue) => queue.find(id))
  if (view !== null) return view
  throw new ProblemError('not-found', `There is no job ${id}: finished ones are forgotten after a while.`)
}

/** Where one job stands. */
export async function getJob(operator: Operator, id: string): Promise<{ data: Job; meta: Meta }> {
  const view = await getView(operator, id)
  return { data: toJob(operator.reader, view), meta: await jobMeta(operator, view.sourceId) }
}

/** Puts a failed or delayed job back in front. */
export async function retryJob(operator: Operator, id: string): Promise<{ data: Job; meta: Meta }> {
  const { state, name, sourceId } = await getView(operator, id)
  const entry = {
    action: 'job.retry' as const,
    object: { kind: 'job', id },
    detail: { job: name, ...(sourceId === null ? {} : { source: sourceId }) },
  }
  await askForChange(operator, entry, async (queue) => {
    if ((await queue.retry(id)) !== 'not-retryable') return
    throw new ProblemError('conflict', `The job is ${state}: only a failed or delayed one can be tried again.`)
  })
  return await getJob(operator, id)
}

function toRun(reader: Reader, { startedAt, finishedAt, ...run }: SourceRunRow): Run {
  const message = messageFor(reader, run.message)
  return { ...run, message, startedAt: startedAt.toISOString(), finishedAt: finishedAt?.toISOString() ?? null }
}

/** What each run read, wrote and refused, newest first. */
export async function listRecordedRuns(
  reader: Reader,
  { source, job, status, limit, cursor, asOf }: RunQuery,
): Promise<{ data: RunList; meta: Meta }> {
  const time = await openReading(reader, asOf)
  const page = await listRuns(reader.pool, {
    limit,
    cursor: cursor ?? null,
    // A run under way is newer than the newest knowledge, and belongs on the page all the same.
    asOf: realTimeOf(time),
    ...(source === undefined ? {} : { sourceId: source }),
    ...(job === undefined ? {} : { job }),
    ...(status === undefined ? {} : { status }),
  }).catch(refuseCursor)
  return {
    data: { runs: page.runs.map((run) => toRun(reader, run)), nextCursor: page.nextCursor },
    meta: await operatingMeta(reader, time, source ?? null),
  }
}
