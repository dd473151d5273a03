import { Collection } from '@msw/data'
import { Instant, Job } from '@tieback/contracts'
import { Table } from './table.ts'

/** What a job comes to once it has been worked on. */
const JobEnd = Job.pick({ state: true, message: true, outcome: true })
export type JobEnd = ReturnType<typeof JobEnd.parse>

/** A job as the table keeps it: it moves by the clock alone. */
const JobRow = Job.extend({
  /** When it went into the queue last; null: it stands as it is. */
  queuedAt: Instant.nullable(),
  end: JobEnd,
})
export type JobRow = ReturnType<typeof JobRow.parse>

const secondMs = 1_000

/** How long a job waits and is worked on, ms: long enough to be seen, short enough to be waited for. */
const jobTimesMs = { waiting: 1_500, active: 3_000 } as const

/** How often a job whose source is away is tried, ms. */
const retryEveryMs = 30 * secondMs

const toInstant = (ms: number): string => new Date(ms).toISOString()

/** A job that was asked for at an instant, and what it will come to. */
export const queuedJob = (id: string, name: string, sourceId: string | null, at: Date, end: JobEnd): JobRow => ({
  ...{ id, name, sourceId, state: 'waiting', addedAt: at.toISOString(), startedAt: null, finishedAt: null },
  ...{ nextTryAt: null, attempts: 0, attemptsMax: 3, message: null, outcome: null },
  queuedAt: at.toISOString(),
  end,
})

/** A job again in the queue. */
export const requeued = (job: JobRow, at: Date): JobRow => ({
  ...job,
  ...{ state: 'waiting', startedAt: null, finishedAt: null, nextTryAt: null, queuedAt: at.toISOString() },
})

/** When a job that was put into the queue at an instant is done. */
export const endOf = (queuedAt: Date): Date => new Date(queuedAt.getTime() + jobTimesMs.waiting + jobTimesMs.active)

const nextTryAfter = (now: Date): string => toInstant((Math.floor(now.getTime() / retryEveryMs) + 1) * retryEveryMs)

/** A job as it stands at an instant. */
export function jobAt({ queuedAt, end, ...job }: JobRow, now: Date): Job {
  if (queuedAt === null) return job.state === 'delayed' ? { ...job, nextTryAt: nextTryAfter(now) } : job
  const queuedMs = Date.parse(queuedAt)
  const startedMs = queuedMs + jobTimesMs.waiting
  if (now.getTime() < startedMs) return job
  const worked = { ...job, startedAt: toInstant(startedMs), attempts: Math.min(job.attempts + 1, job.attemptsMax) }
  const endsAt = endOf(new Date(queuedMs))
  if (now < endsAt) return { ...worked, state: 'active' }
  const isDelayed = end.state === 'delayed'
  return {
    ...worked,
    ...end,
    finishedAt: isDelayed ? null : endsAt.toISOString(),
    nextTryAt: isDelayed ? nextTryAfter(now) : null,
  }
}

const away = 'https://pi.example can’t be reached (ECONNREFUSED).'

interface JobPlan extends Partial<Job> {
  readonly id: string
  readonly name: string
  readonly sourceId: string | null
  readonly state: Job['state']
  /** Before the mock started, s. */
  readonly agoS: number
  /** What trying again brings. */
  readonly end: JobEnd
}

const delayedAgain: JobEnd = { state: 'delayed', message: away, outcome: null }
const failedAgain: JobEnd = { state: 'failed', message: away, outcome: null }

const plans: readonly JobPlan[] = [
  {
    ...{ id: 'ingest-samples--4711', name: 'ingest-samples', sourceId: 'pi-rehearsal', state: 'delayed', agoS: 60 },
    ...{ attempts: 2, message: away, end: delayedAgain },
  },
  {
    ...{ id: 'ingest-hourly--1893', name: 'ingest-hourly', sourceId: 'pi-rehearsal', state: 'delayed', agoS: 1_900 },
    ...{ attempts: 2, message: away, end: delayedAgain },
  },
  {
    ...{ id: 'backfill-hourly--77', name: 'backfill-hourly', sourceId: 'pi-offshore', state: 'active', agoS: 75 },
    ...{ attempts: 1, attemptsMax: 10, end: { state: 'succeeded', message: null, outcome: null } },
  },
  {
    ...{ id: 'roll-up--412', name: 'roll-up', sourceId: 'ec-offshore', state: 'waiting', agoS: 20 },
    end: { state: 'succeeded', message: null, outcome: null },
  },
  {
    ...{ id: 'detect-quality--5120', name: 'detect-quality', sourceId: null, state: 'succeeded', agoS: 240 },
    ...{ attempts: 1, outcome: 'Looked at 252 series: 7 marks, 5 of them hold.' },
    end: { state: 'succeeded', message: null, outcome: null },
  },
  {
    ...{ id: 'discover-source--31', name: 'discover-source', sourceId: 'ec-offshore', state: 'succeeded', agoS: 3_000 },
    ...{ attempts: 1, attemptsMax: 8, outcome: '79 nodes and 60 names: nothing new.' },
    end: { state: 'succeeded', message: null, outcome: null },
  },
  {
    ...{ id: 'discover-source--30', name: 'discover-source', sourceId: 'pi-offline', state: 'failed', agoS: 2_900 },
    ...{ attempts: 8, attemptsMax: 8, message: away, end: failedAgain },
  },
  {
    ...{ id: 'backfill-days--9', name: 'backfill-days', sourceId: 'ec-offshore', state: 'failed', agoS: 7_300 },
    ...{ attempts: 3, message: 'The answer broke off after 64 kB, three times.' },
    end: { state: 'succeeded', message: null, outcome: '14 production days read again: nothing differs.' },
  },
]

function toRow({ agoS, end, ...plan }: JobPlan, startedAt: Date): JobRow {
  const addedMs = startedAt.getTime() - agoS * secondMs
  const isOver = plan.state === 'succeeded' || plan.state === 'failed'
  return {
    ...{ startedAt: plan.state === 'waiting' ? null : toInstant(addedMs + secondMs) },
    ...{ addedAt: toInstant(addedMs), finishedAt: isOver ? toInstant(addedMs + 4 * secondMs) : null },
    ...{ nextTryAt: null, attempts: 0, attemptsMax: 3, message: null, outcome: null },
    ...plan,
    queuedAt: null,
    end,
  }
}

/** What is in the queue when the mock starts. */
export const createJobTable = (startedAt: Date): Table<JobRow> =>
  new Table(
    new Collection({ schema: JobRow }),
    plans.map((plan) => toRow(plan, startedAt)),
  )
