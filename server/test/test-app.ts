import { startTestDatabase } from '@tieback/store/testing'
import type { FastifyInstance } from 'fastify'
import { pino } from 'pino'
import type { StorePool } from '@tieback/store'
import { createApp } from '../src/app.ts'
import { openActor, type ResolveActor } from '../src/platform/http/access.ts'
import { now } from './small-field.ts'

export interface TestApp {
  readonly app: FastifyInstance
  readonly pool: StorePool
  /** GET as JSON; `body` is what came, whatever the status. */
  get(path: string): Promise<{ status: number; type: string; text: string; body: unknown }>
  dispose(): Promise<void>
}

/** The real server on a database of its own, with the field's clock stopped. */
export async function startTestApp(resolveActor: ResolveActor = openActor): Promise<TestApp> {
  const database = await startTestDatabase()
  const app = await createApp({
    reader: {
      pool: database.pool,
      clock: { now: () => now, at: () => now },
      settings: { kpiCoverageMin: 0.5, attentionBelowPlan: 0.05 },
    },
    resolveActor,
    logger: pino({ level: 'silent' }),
    version: 'test',
    webRoot: null,
  })
  return {
    app,
    pool: database.pool,
    get: async (path) => {
      const answer = await app.inject({ method: 'GET', url: path })
      return {
        status: answer.statusCode,
        type: String(answer.headers['content-type']),
        text: answer.body,
        body: answer.json<unknown>(),
      }
    },
    dispose: async () => {
      await app.close()
      await database.dispose()
    },
  }
}
