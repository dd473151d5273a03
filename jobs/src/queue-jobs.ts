import { createHash, randomBytes } from 'node:crypto'
import type { JobState } from '@tieback/contracts'
import { z } from 'zod'
import { outcomeText } from './job-outcome.ts'
import type { JobHandle, QueueHandle } from './queue-backend.ts'

/** One piece of work as the queue has it; `Job` of the contract with instants. */
export interface QueuedJob {
  /** Fit for an address: without a colon. */
  readonly id: string
  readonly name: string
  /** Null: it is about no single source. */
  readonly sourceId: string | null
  readonly state: JobState
  readonly addedAt: Date
  readonly startedAt: Date | null
  readonly finishedAt: Date | null
  /** When a delayed job is tried again. */
  readonly nextTryAt: Date | null
  readonly attempts: number
  readonly attemptsMax: number
  /** Why the last try failed. */
  readonly message: string | null
  /** What it came to, once it has succeeded. */
  readonly outcome: string | null
}

export interface JobQuery {
  readonly state?: JobState
  readonly sourceId?: string
  readonly limit: number
}

/** How many jobs stand in each of the states that want a look. */
export interface QueuedCounts {
  readonly waiting: number
  readonly active: number
  readonly delayed: number
  readonly failed: number
}

/** BullMQ's names of our states. Others, such as prioritized jobs, are never made here. */
const bullStateOf = {
  waiting: 'waiting',
  active: 'active',
  delayed: 'delayed',
  succeeded: 'completed',
  failed: 'failed',
} as const
type ListedState = keyof typeof bullStateOf
const listedStates: readonly ListedState[] = ['waiting', 'active', 'delayed', 'succeeded', 'failed']

/** Most delayed jobs looked at one by one when they are counted: a schedule has one each. */
const delayedLookedAtMax = 1_000

/** Longest key that is legible in an id; a longer one is told by its digest. */
const keyLengthMax = 120

/** An id of its own for a job: legible, and with the source's id in it, so that the jobs of one source are found by it. */
export function newJobId(key: string): string {
  const name = key.length <= keyLengthMax ? key : `${key.slice(0, keyLengthMax)}-${digestOf(key)}`
  return `${name}--${randomBytes(5).toString('hex')}`
}

const digestOf = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 16)

// Jobs that a schedule made are called `repeat:<key>:<ms>`; our own ids have no colon, and keys no tilde that would look like this.
const toPublicId = (id: string): string => id.replaceAll(':', '~')
const toQueueId = (id: string): string => id.replace(/^repeat~(.*)~(\d+)$/, 'repeat:$1:$2')

const WaitNote = z.object({ endedAt: z.number(), message: z.string() })

const instant = (ms: number | null | undefined): Date | null =>
  ms === null || ms === undefined || ms === 0 ? null : new Date(ms)

/** The next run that a schedule has put by: nothing has been tried yet, so it isn't a job that waits for its next try. */
const isAhead = (job: JobHandle): boolean => job.repeatJobKey !== undefined && (job.processedOn ?? 0) === 0

function sourceOf(data: unknown): string | null {
  if (typeof data !== 'object' || data === null || !('sourceId' in data)) return null
  return typeof data.sourceId === 'string' ? data.sourceId : null
}

/** How the last try ended that wasn't the last of all, as the worker noted it; BullMQ keeps how long a delay is, not when it began. */
function readWait(job: JobHandle): { endedAtMs: number; message: string | null } {
  const note = WaitNote.safeParse(job.progress)
  if (note.success) return { endedAtMs: note.data.endedAt, message: note.data.message }
  return { endedAtMs: job.processedOn ?? job.timestamp, message: null }
}

function toQueuedJob(job: JobHandle, state: ListedState): QueuedJob {
  const wait = readWait(job)
  return {
    id: toPublicId(job.id ?? ''),
    name: job.name,
    sourceId: sourceOf(job.data),
    state,
    addedAt: new Date(job.timestamp),
    startedAt: instant(job.processedOn),
    finishedAt: instant(job.finishedOn),
    nextTryAt: state === 'delayed' ? new Date(wait.endedAtMs + job.delay) : null,
    attempts: job.attemptsMade,
    attemptsMax: job.opts.attempts ?? 1,
    message: state === 'succeeded' ? null : job.failedReason || (state === 'delayed' ? wait.message : null),
    outcome: state === 'succeeded' ? outcomeText(job.returnvalue) : null,
  }
}

/** Whether a job's id may be one of a source: jobs are made with the source's id in their key. */
const mayBeOf = (id: string, sourceId: string): boolean =>
  !id.includes('--') || id.includes(`--${sourceId.replaceAll(':', '_')}`)

async function listState(queue: QueueHandle, state: ListedState, query: JobQuery): Promise<QueuedJob[]> {
  const { sourceId, limit } = query
  // Ids cost little, jobs one look each: where a source is asked for, its jobs are picked by their ids.
  const isLookedAt = sourceId !== undefined || state === 'delayed'
  const ids = await queue.getRanges([bullStateOf[state]], 0, isLookedAt ? -1 : limit - 1)
  const wanted = sourceId === undefined ? ids : ids.filter((id) => mayBeOf(id, sourceId))
  const found: QueuedJob[] = []
  for (let start = 0; start < wanted.length && found.length < limit; start += limit) {
    const jobs = await Promise.all(wanted.slice(start, start + limit).map((id) => queue.getJob(id)))
    for (const job of jobs) {
      if (job === undefined || (state === 'delayed' && isAhead(job))) continue
      if (sourceId === undefined || sourceOf(job.data) === sourceId) found.push(toQueuedJob(job, state))
    }
  }
  return found.slice(0, limit)
}

/** Jobs of one state or of all, newest first. A schedule's next run is none of them before it is due. */
export async function listJobs(queue: QueueHandle, query: JobQuery): Promise<QueuedJob[]> {
  const states = listedStates.filter((state) => query.state === undefined || query.state === state)
  const lists: QueuedJob[][] = []
  for (const state of states) lists.push(await listState(queue, state, query))
  return lists
    .flat()
    .sort((a, b) => b.addedAt.getTime() - a.addedAt.getTime())
    .slice(0, query.limit)
}

/** How many jobs wait, run, are to be tried again and have failed. */
export async function countJobs(queue: QueueHandle): Promise<QueuedCounts> {
  const counts = await queue.getJobCounts('waiting', 'active', 'failed')
  const delayed = await listState(queue, 'delayed', { limit: delayedLookedAtMax })
  return {
    waiting: counts['waiting'] ?? 0,
    active: counts['active'] ?? 0,
    delayed: delayed.length,
    failed: counts['failed'] ?? 0,
  }
}

async function stateOf(job: JobHandle): Promise<ListedState | undefined> {
  const state = await job.getState()
  return listedStates.find((listed) => bullStateOf[listed] === state)
}

/** One job by its id; null once the queue has forgotten it. */
export async function findJob(queue: QueueHandle, id: string): Promise<QueuedJob | null> {
  const job = await queue.getJob(toQueueId(id))
  const state = job === undefined ? undefined : await stateOf(job)
  return job === undefined || state === undefined ? null : toQueuedJob(job, state)
}

/** BullMQ's word for a job that stands elsewhere by now, or is gone. */
const isRefusal = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && typeof error.code === 'number' && error.code < 0

/** Tries a failed or delayed job again now, with all its attempts before it; null where there is no such job. */
export async function retryJob(queue: QueueHandle, id: string): Promise<'retried' | 'not-retryable' | null> {
  const job = await queue.getJob(toQueueId(id))
  const state = job === undefined ? undefined : await stateOf(job)
  if (job === undefined || state === undefined) return null
  try {
    if (state === 'failed') await job.retry('failed', { resetAttemptsMade: true, resetAttemptsStarted: true })
    else if (state === 'delayed' && !isAhead(job)) await job.promote()
    else return 'not-retryable'
    return 'retried'
  } catch (error) {
    if (isRefusal(error)) return 'not-retryable'
    throw error
  }
}
