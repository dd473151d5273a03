import {
  createPostgresBackend,
  type Job,
  type JobsOptions,
  type PgPool,
  Queue,
  runMigrations,
  UnrecoverableError,
  Worker,
} from 'bullmq'
import { Redis } from 'ioredis'
import { Pool } from 'pg'
import type { z } from 'zod'
import { type JobDefinition, jobKey } from './job.ts'

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

export interface RunningWorker {
  /** Waits for the jobs under way, at most `graceMs`; then aborts them. They are taken up again later. */
  stop(graceMs: number): Promise<void>
}

/** The work list of all processes: one implementation, on Redis where there is one, else in Postgres. */
export interface JobQueue {
  readonly backend: 'redis' | 'postgres'
  /** Adds one job; while another with the same `key` waits or runs, nothing is added. */
  add<Data extends z.ZodType>(definition: JobDefinition<Data>, key: string, data: z.infer<Data>): Promise<void>
  /** Runs a job every `everyMs` from now on; the same key again only changes the interval. */
  schedule<Data extends z.ZodType>(
    definition: JobDefinition<Data>,
    key: string,
    data: z.infer<Data>,
    everyMs: number,
  ): Promise<void>
  /** Ends schedules whose key is not in the list, such as those of a source that was removed. */
  retainSchedules(keys: readonly string[]): Promise<void>
  work(
    bindings: readonly JobBinding[],
    concurrency: number,
    onFailure: (job: string, error: Error) => void,
  ): RunningWorker
  close(): Promise<void>
}

const queueName = 'tieback'

/** Finished jobs kept for a look: enough for a day of one-minute jobs of a few sources. */
const finishedJobsKept = 2_000

/** Connections of the queue's own pool: one listens, one takes jobs, the rest serve what runs. */
const queuePoolMax = 6

/** What we use of BullMQ's queue and worker; its own types differ by backend. */
type QueueHandle = Pick<Queue, 'add' | 'upsertJobScheduler' | 'removeJobScheduler' | 'close'> & {
  getJobSchedulers(): Promise<{ key: string }[]>
  on(event: 'error', listener: (error: Error) => void): unknown
}
interface WorkerHandle {
  on(event: 'failed', listener: (job: { name: string } | undefined, error: Error) => void): unknown
  on(event: 'error', listener: (error: Error) => void): unknown
  close(): Promise<void>
}

interface Backend {
  readonly kind: 'redis' | 'postgres'
  createQueue(): QueueHandle
  createWorker(process: (job: Pick<Job, 'name' | 'data'>) => Promise<unknown>, concurrency: number): WorkerHandle
  close(): Promise<void>
}

function createRedisBackend(redisUrl: string): Backend {
  // BullMQ blocks on this connection while it waits for jobs, so a command must never give up by itself.
  const connection = new Redis(redisUrl, { maxRetriesPerRequest: null })
  connection.on('error', () => undefined)
  return {
    kind: 'redis',
    createQueue: () => new Queue(queueName, { connection }),
    createWorker: (process, concurrency) => new Worker(queueName, process, { connection, concurrency }),
    close: async () => {
      await connection.quit().catch(() => connection.disconnect())
    },
  }
}

async function createPostgresQueueBackend(databaseUrl: string): Promise<Backend> {
  const pool = new Pool({
    connectionString: databaseUrl,
    max: queuePoolMax,
    options: '-c search_path=bullmq',
    application_name: 'tieback-queue',
    keepAlive: true,
  })
  // An idle connection that drops is replaced at its next use; without a listener it would end the process.
  pool.on('error', () => undefined)
  const client = await pool.connect()
  try {
    await runMigrations(client, 'bullmq')
  } finally {
    client.release()
  }
  // Safe: BullMQ uses of a pool what pg's Pool has; its own description of one asks for an index signature that no class has.
  const connection = pool as unknown as PgPool
  return {
    kind: 'postgres',
    createQueue: () => new Queue(queueName, { connection }, createPostgresBackend),
    createWorker: (process, concurrency) =>
      new Worker(queueName, process, { connection, concurrency }, createPostgresBackend),
    close: () => pool.end(),
  }
}

function optionsOf(definition: JobDefinition, key: string): JobsOptions {
  return {
    attempts: definition.attempts,
    backoff: { type: 'exponential', delay: definition.backoffMs },
    removeOnComplete: finishedJobsKept,
    removeOnFail: finishedJobsKept,
    deduplication: { id: key },
  }
}

function startWorker(
  backend: Backend,
  bindings: readonly JobBinding[],
  concurrency: number,
  onFailure: (job: string, error: Error) => void,
): RunningWorker {
  const byName = new Map(bindings.map((binding) => [binding.definition.name, binding]))
  const shutdown = new AbortController()
  const worker = backend.createWorker(async (job) => {
    const binding = byName.get(job.name)
    if (binding === undefined) throw new UnrecoverableError(`no worker for ${job.name}`)
    return (await binding.handle(job.data, shutdown.signal)) ?? null
  }, concurrency)
  worker.on('failed', (job, error) => onFailure(job?.name ?? 'unknown', error))
  worker.on('error', (error) => onFailure('queue', error))
  return {
    stop: async (graceMs) => {
      const timer = setTimeout(() => shutdown.abort(new Error('the worker is shutting down')), graceMs)
      await worker.close()
      clearTimeout(timer)
    },
  }
}

/** Opens the queue: Redis when there is an address of one, else tables of its own in Postgres. */
export async function createJobQueue(settings: { databaseUrl: string; redisUrl: string | null }): Promise<JobQueue> {
  const backend =
    settings.redisUrl === null
      ? await createPostgresQueueBackend(settings.databaseUrl)
      : createRedisBackend(settings.redisUrl)
  const queue = backend.createQueue()
  queue.on('error', () => undefined)
  return {
    backend: backend.kind,
    add: async (definition, key, data) => {
      await queue.add(definition.name, data, optionsOf(definition, jobKey(definition.name, key)))
    },
    schedule: async (definition, key, data, everyMs) => {
      const { deduplication: _, ...opts } = optionsOf(definition, key)
      await queue.upsertJobScheduler(
        jobKey(definition.name, key),
        { every: everyMs },
        { name: definition.name, data, opts },
      )
    },
    retainSchedules: async (keys) => {
      const kept = new Set(keys)
      for (const scheduler of await queue.getJobSchedulers()) {
        if (!kept.has(scheduler.key)) await queue.removeJobScheduler(scheduler.key)
      }
    },
    work: (bindings, concurrency, onFailure) => startWorker(backend, bindings, concurrency, onFailure),
    close: async () => {
      await queue.close()
      await backend.close()
    },
  }
}
