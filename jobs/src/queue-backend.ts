import { once } from 'node:events'
import {
  createPostgresBackend,
  type Job,
  type JobsOptions,
  type JobType,
  type PgPool,
  Queue,
  runMigrations,
  Worker,
} from 'bullmq'
import { Redis } from 'ioredis'
import { Pool } from 'pg'
import { isQueueOutage, QueueAvailability } from './queue-availability.ts'

const queueName = 'tieback'

/** Connections of the queue's own pool: one listens, one takes jobs, the rest serve what runs. */
const queuePoolMax = 6

/** Longest wait between two tries to reach Redis again, ms. */
const retryMsMax = 1_000

/** Longest wait for Redis to let go of a connection, ms: a try to reach it and its answer. */
const goodbyeMsMax = 1_500

/** What we use of BullMQ's job, queue and worker; its own types differ by backend. */
export type JobHandle = Pick<
  Job,
  | 'id'
  | 'name'
  | 'data'
  | 'opts'
  | 'timestamp'
  | 'processedOn'
  | 'finishedOn'
  | 'delay'
  | 'attemptsMade'
  | 'failedReason'
  | 'returnvalue'
  | 'progress'
  | 'repeatJobKey'
  | 'getState'
  | 'retry'
  | 'promote'
>
export type QueueHandle = Pick<Queue, 'upsertJobScheduler' | 'removeJobScheduler' | 'close'> & {
  add(name: string, data: unknown, options: JobsOptions): Promise<{ id?: string }>
  getJob(id: string): Promise<JobHandle | undefined>
  getRanges(types: JobType[], start: number, end: number): Promise<string[]>
  getJobCounts(...types: JobType[]): Promise<Record<string, number>>
  getJobSchedulers(): Promise<{ key: string }[]>
  on(event: 'error', listener: (error: Error) => void): unknown
}
/** A job that a worker has under way. */
export type ActiveJob = Pick<Job, 'name' | 'data' | 'updateProgress' | 'moveToDelayed'>
interface WorkerHandle {
  on(event: 'failed', listener: (job: { name: string } | undefined, error: Error) => void): unknown
  on(event: 'error', listener: (error: Error) => void): unknown
  /** `force` waits for nothing that runs. */
  close(force?: boolean): Promise<void>
}

/** Where the queue is kept. */
export interface QueueBackend {
  readonly kind: 'redis' | 'postgres'
  readonly availability: QueueAvailability
  createQueue(): QueueHandle
  createWorker(process: (job: ActiveJob, token?: string) => Promise<unknown>, concurrency: number): WorkerHandle
  /** Asks for an answer, and takes as long as it takes. */
  ping(): Promise<unknown>
  /** Hears of a worker's or queue's error; says whether that was an outage, which watchers hear of. */
  isOutage(error: Error): boolean
  /** Ends in bounded time whether the backend answers or not; what still waits for an answer is rejected. */
  close(): Promise<void>
}

/** Whether work ended, well or not, within the time. */
export async function endsWithin(work: Promise<unknown>, limitMs: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(resolve, limitMs, false)
  })
  const ended = work.then(
    () => true,
    () => true,
  )
  try {
    return await Promise.race([ended, late])
  } finally {
    clearTimeout(timer)
  }
}

/** The queue in Redis. Nothing is waited for: a Redis that is away is tried again until it answers. */
export function createRedisBackend(redisUrl: string): QueueBackend {
  const availability = new QueueAvailability()
  let isClosing = false
  const connection = new Redis(redisUrl, {
    // BullMQ blocks on this connection while it waits for jobs, so a command must never give up by itself.
    maxRetriesPerRequest: null,
    // Null ends a connection with every command that waits for it, also the one that BullMQ makes of this to block on.
    retryStrategy: (times) => (isClosing ? null : Math.min(times * 50, retryMsMax)),
  })
  connection.on('error', (error) => availability.lose(error))
  connection.on('close', () => {
    if (!isClosing) availability.lose(new Error('the connection was closed'))
  })
  connection.on('ready', () => availability.find())
  return {
    kind: 'redis',
    availability,
    createQueue: () => new Queue(queueName, { connection }),
    createWorker: (process, concurrency) => new Worker(queueName, process, { connection, concurrency }),
    ping: () => connection.ping(),
    // The connection above tells of it already, and of its end.
    isOutage: isQueueOutage,
    close: async () => {
      isClosing = true
      if (connection.status === 'ready') await endsWithin(connection.quit(), goodbyeMsMax)
      else if (connection.status !== 'end') await endsWithin(once(connection, 'end'), goodbyeMsMax)
      connection.disconnect()
    },
  }
}

/** The queue in tables of its own in Postgres, which are brought up to date. Throws where it can't be reached. */
export async function createPostgresQueueBackend(databaseUrl: string): Promise<QueueBackend> {
  const availability = new QueueAvailability()
  const pool = new Pool({
    connectionString: databaseUrl,
    max: queuePoolMax,
    options: '-c search_path=bullmq',
    application_name: 'tieback-queue',
    keepAlive: true,
  })
  // An idle connection that drops is replaced at its next use; without a listener it would end the process.
  pool.on('error', () => undefined)
  pool.on('connect', () => availability.find())
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
    availability,
    createQueue: () => new Queue(queueName, { connection }, createPostgresBackend),
    createWorker: (process, concurrency) =>
      new Worker(queueName, process, { connection, concurrency }, createPostgresBackend),
    ping: () => pool.query('select 1'),
    isOutage: (error) => {
      if (!isQueueOutage(error)) return false
      availability.lose(error)
      return true
    },
    close: () => pool.end(),
  }
}
