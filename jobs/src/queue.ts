import { DelayedError, type JobsOptions, UnrecoverableError } from 'bullmq'
import type { z } from 'zod'
import { type JobDefinition, jobKey } from './job.ts'
import { outcomeText } from './job-outcome.ts'
import type { QueueWatcher } from './queue-availability.ts'
import {
  type ActiveJob,
  createPostgresQueueBackend,
  createRedisBackend,
  endsWithin,
  type QueueBackend,
} from './queue-backend.ts'
import {
  countJobs,
  findJob,
  type JobQuery,
  listJobs,
  newJobId,
  type QueuedCounts,
  type QueuedJob,
  retryJob,
} from './queue-jobs.ts'

/** Carries out one job. `signal` aborts when the worker shuts down. */
export type JobHandler<Data extends z.ZodType> = (data: z.infer<Data>, signal: AbortSignal) => Promise<unknown>

/** A definition with what carries it out. */
export interface JobBinding {
  readonly definition: JobDefinition
  readonly handle: (data: unknown, signal: AbortSignal) => Promise<unknown>
}

/** Binds a handler to its definition; data that don't fit are not tried again, since no retry can mend them. */
export function bindJob<Data extends z.ZodType>(
  definition: JobDefinition<Data>,
  handler: JobHandler<Data>,
): JobBinding {
  return {
    definition,
    handle: async (data, signal) => {
      const parsed = definition.Data.safeParse(data)
      if (!parsed.success) throw new UnrecoverableError(`data is not a ${definition.name}: ${parsed.error.message}`)
      return await handler(parsed.data, signal)
    },
  }
}

/** Thrown by a job that is to be taken up later, without this having been a try. */
export class PutOff extends Error {
  override readonly name = 'PutOff'
  readonly waitMs: number

  constructor(waitMs: number, reason: string) {
    super(reason)
    this.waitMs = waitMs
  }
}

export interface RunningWorker {
  /**
   * Waits for the jobs under way, at most `graceMs`; then aborts them. They are taken up again later.
   * While the queue is away no job can be handed back, so they are aborted at once.
   */
  stop(graceMs: number): Promise<void>
}

/** The work list of all processes: one implementation, on Redis where there is one, else in Postgres. */
export interface JobQueue {
  readonly backend: 'redis' | 'postgres'
  /** Adds one job and gives its id; while another with the same `key` waits or runs, nothing is added and its id is given. */
  add<Data extends z.ZodType>(definition: JobDefinition<Data>, key: string, data: z.infer<Data>): Promise<string>
  /** Jobs newest first: those that wait, run, are tried again and have ended of late. */
  list(query: JobQuery): Promise<QueuedJob[]>
  count(): Promise<QueuedCounts>
  /** One job by its id; null once it is forgotten, which the oldest of those that ended are. */
  find(id: string): Promise<QueuedJob | null>
  /** Tries a failed or delayed job again now; null where there is none of this id. */
  retry(id: string): Promise<'retried' | 'not-retryable' | null>
  /** Runs a job every `everyMs` from now on; the same key again only changes the interval. */
  schedule<Data extends z.ZodType>(
    definition: JobDefinition<Data>,
    key: string,
    data: z.infer<Data>,
    everyMs: number,
  ): Promise<void>
  /** Keys of the schedules that are there, each made by `jobKey` of the definition's name and the key given. */
  listSchedules(): Promise<Set<string>>
  /** Ends schedules whose key is not in the list, such as those of a source that was removed. */
  retainSchedules(keys: readonly string[]): Promise<void>
  work(
    bindings: readonly JobBinding[],
    concurrency: number,
    onFailure: (job: string, error: Error) => void,
  ): RunningWorker
  /** Tells when the queue is lost and when it answers again, once each; what was asked of it meanwhile waits. */
  watch(watcher: QueueWatcher): void
  /** Throws, with what is known of the reason, when the queue doesn't answer within the time. */
  check(limitMs: number): Promise<void>
  /** Ends in bounded time also while the queue is away; what still waits for an answer is rejected. */
  close(): Promise<void>
}

/** Finished jobs kept for a look: enough for a day of one-minute jobs of a few sources. */
const finishedJobsKept = 2_000

/** Longest wait for jobs that were aborted to notice, ms. */
const abortedMsMax = 1_500

function optionsOf(definition: JobDefinition, key: string): JobsOptions {
  return {
    attempts: definition.attempts,
    backoff: { type: 'exponential', delay: definition.backoffMs },
    removeOnComplete: finishedJobsKept,
    removeOnFail: finishedJobsKept,
    deduplication: { id: key },
  }
}

/** Keeps when a try ended that wasn't the last, and why, which the queue doesn't: the wait for the next one counts from there. */
async function noteWait(job: ActiveJob, message: string): Promise<void> {
  // Not worth failing for: without it the next try is told as if this one had ended at once.
  await job.updateProgress({ endedAt: Date.now(), message }).catch(() => undefined)
}

async function takeUpLater(job: ActiveJob, token: string | undefined, { waitMs, message }: PutOff): Promise<never> {
  await noteWait(job, message)
  await job.moveToDelayed(Date.now() + waitMs, token)
  throw new DelayedError(message)
}

function startWorker(
  backend: QueueBackend,
  bindings: readonly JobBinding[],
  concurrency: number,
  onFailure: (job: string, error: Error) => void,
): RunningWorker {
  const byName = new Map(bindings.map((binding) => [binding.definition.name, binding]))
  const shutdown = new AbortController()
  const abort = (): void => shutdown.abort(new Error('the worker is shutting down'))
  const running = new Set<Promise<unknown>>()
  const worker = backend.createWorker(async (job, token) => {
    backend.availability.find()
    const binding = byName.get(job.name)
    if (binding === undefined) throw new UnrecoverableError(`no worker for ${job.name}`)
    const run = binding.handle(job.data, shutdown.signal)
    running.add(run)
    try {
      return outcomeText(await run)
    } catch (error) {
      if (error instanceof PutOff) return await takeUpLater(job, token, error)
      await noteWait(job, String(error))
      throw error
    } finally {
      running.delete(run)
    }
  }, concurrency)
  worker.on('failed', (job, error) => onFailure(job?.name ?? 'unknown', error))
  worker.on('error', (error) => {
    if (!backend.isOutage(error)) onFailure('queue', error)
  })
  return {
    stop: async (graceMs) => {
      const isAway = backend.availability.outage !== null
      if (isAway) {
        abort()
        await endsWithin(Promise.allSettled(running), Math.min(graceMs, abortedMsMax))
      }
      const timer = setTimeout(abort, graceMs)
      await endsWithin(worker.close(isAway), graceMs + abortedMsMax)
      clearTimeout(timer)
    },
  }
}

async function checkAnswer(backend: QueueBackend, limitMs: number): Promise<void> {
  let failure: unknown = null
  const asked = backend.ping().catch((error: unknown) => {
    failure = error
  })
  const hasEnded = await endsWithin(asked, limitMs)
  if (hasEnded && failure === null) return
  const reason = failure ?? backend.availability.outage
  const because = reason instanceof Error && reason.message !== '' ? reason.message : `no answer within ${limitMs} ms`
  throw new Error(`the queue in ${backend.kind} does not answer: ${because}`)
}

/** Opens the queue: Redis when there is an address of one, else tables of its own in Postgres. */
export async function createJobQueue(settings: { databaseUrl: string; redisUrl: string | null }): Promise<JobQueue> {
  const backend =
    settings.redisUrl === null
      ? await createPostgresQueueBackend(settings.databaseUrl)
      : createRedisBackend(settings.redisUrl)
  const queue = backend.createQueue()
  queue.on('error', (error) => void backend.isOutage(error))
  const listSchedules = async () => new Set((await queue.getJobSchedulers()).map(({ key }) => key))
  return {
    backend: backend.kind,
    add: async (definition, key, data) => {
      const id = jobKey(definition.name, key)
      const options = { ...optionsOf(definition, id), jobId: newJobId(id) }
      return (await queue.add(definition.name, data, options)).id ?? options.jobId
    },
    list: (query) => listJobs(queue, query),
    count: () => countJobs(queue),
    find: (id) => findJob(queue, id),
    retry: (id) => retryJob(queue, id),
    schedule: async (definition, key, data, everyMs) => {
      const { deduplication: _, ...opts } = optionsOf(definition, key)
      await queue.upsertJobScheduler(
        jobKey(definition.name, key),
        { every: everyMs },
        { name: definition.name, data, opts },
      )
    },
    listSchedules,
    retainSchedules: async (keys) => {
      const kept = new Set(keys)
      for (const key of await listSchedules()) if (!kept.has(key)) await queue.removeJobScheduler(key)
    },
    work: (bindings, concurrency, onFailure) => startWorker(backend, bindings, concurrency, onFailure),
    watch: (watcher) => backend.availability.watch(watcher),
    check: (limitMs) => checkAnswer(backend, limitMs),
    close: async () => {
      await endsWithin(queue.close(), abortedMsMax)
      await backend.close()
    },
  }
}
