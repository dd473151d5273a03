import type { StorePool } from '@tieback/store'
import type { FastifyInstance } from 'fastify'
import { pino } from 'pino'
import { createApp } from '../../src/app.ts'
import { openActor } from '../../src/platform/http/access.ts'
import { MemoryCache } from '../memory-cache.ts'
import { now, writeSmallField } from '../small-field.ts'

export interface FuzzApp {
  readonly app: FastifyInstance
  /** When the last of the field's facts became known. */
  readonly knownAt: Date
  /** What the server logged as its own fault since the last time. */
  takeFaults(): string[]
}

/** The real server, with its cache, on a small field in an empty, migrated store. */
export async function createFuzzApp(pool: StorePool): Promise<FuzzApp> {
  const knownAt = await writeSmallField(pool)
  let faults: string[] = []
  const logger = pino({ level: 'error' }, { write: (line) => void faults.push(line.slice(0, 2_000)) })
  const app = await createApp({
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
  return { app, knownAt, takeFaults }
}
