import { createJobQueue } from '@tieback/jobs'
import type { StorePool } from '@tieback/store'
import type { FastifyInstance } from 'fastify'
import { pino } from 'pino'
import { createApp } from '../../src/app.ts'
import { openActor } from '../../src/platform/identity/actor.ts'
import { MemoryCache } from '../memory-cache.ts'
import { addFailedJob } from '../failed-job.ts'
import { now, writeSmallField } from '../small-field.ts'
import type { FieldFacts } from './field-values.ts'

export interface FuzzApp extends FieldFacts {
  readonly app: FastifyInstance
  /** What the server logged as its own fault since the last time. */
  takeFaults(): string[]
  /** Closes what was opened over the store, not the store. */
  close(): Promise<void>
}

/** The real server, with its cache, on a small field in an empty, migrated store. */
export async function createFuzzApp({ pool, url }: { pool: StorePool; url: string }): Promise<FuzzApp> {
  const knownAt = await writeSmallField(pool)
  const queue = await createJobQueue({ databaseUrl: url, redisUrl: null })
  const failedJob = await addFailedJob(queue)
  let faults: string[] = []
  const logger = pino({ level: 'error' }, { write: (line) => void faults.push(line.slice(0, 2_000)) })
  const app = await createApp({
    queue,
    reader: {
      pool,
      clock: { now: () => now, at: () => now },
      settings: { kpiCoverageMin: 0.5, attentionBelowPlan: 0.05 },
    },
    resolveActor: openActor,
    logger,
    version: 'test',
    webRoot: null,
    cache: new MemoryCache(),
  })
  const takeFaults = (): string[] => {
    const taken = faults
    faults = []
    return taken
  }
  const close = async (): Promise<void> => {
    await app.close()
    await queue.close()
  }
  return { app, knownAt, failedJob, takeFaults, close }
}
