import { createJobQueue, type JobQueue } from '@tieback/jobs'
import { startTestDatabase } from '@tieback/store/testing'
import type { FastifyInstance } from 'fastify'
import { pino } from 'pino'
import type { StorePool } from '@tieback/store'
import { createApp } from '../src/app.ts'
import type { ResponseCache } from '../src/platform/cache/cached-answer.ts'
import { openActor, type ResolveActor } from '../src/platform/identity/actor.ts'
import type { GoodRequest } from './good-requests.ts'
import { now } from './small-field.ts'

interface TestAnswer {
  readonly status: number
  readonly type: string
  readonly text: string
  /** What came, whatever the status: parsed where it is JSON. */
  readonly body: unknown
}

export interface TestApp {
  readonly app: FastifyInstance
  readonly pool: StorePool
  readonly queue: JobQueue
  get(path: string): Promise<TestAnswer>
  send(request: GoodRequest): Promise<TestAnswer>
  dispose(): Promise<void>
}

/** The real server on a database of its own, with the field's clock stopped; nothing is kept unless a cache is given. */
export async function startTestApp(
  resolveActor: ResolveActor = openActor,
  cache?: ResponseCache,
  { hasQueue }: { readonly hasQueue: boolean } = { hasQueue: true },
): Promise<TestApp> {
  const database = await startTestDatabase()
  const queue = await createJobQueue({ databaseUrl: database.url, redisUrl: null })
  const app = await createApp({
    ...(hasQueue ? { queue } : {}),
    reader: {
      pool: database.pool,
      clock: { now: () => now, at: () => now },
      settings: { kpiCoverageMin: 0.5, attentionBelowPlan: 0.05 },
    },
    resolveActor,
    logger: pino({ level: 'silent' }),
    version: 'test',
    webRoot: null,
    ...(cache === undefined ? {} : { cache }),
  })
  const send = async ({ method, path, body }: GoodRequest): Promise<TestAnswer> => {
    const answer = await app.inject({
      method: method ?? 'GET',
      url: path,
      ...(body === undefined ? {} : { payload: body }),
    })
    const type = String(answer.headers['content-type'])
    return {
      status: answer.statusCode,
      type,
      text: answer.body,
      body: type.includes('json') ? answer.json<unknown>() : answer.body,
    }
  }
  return {
    app,
    pool: database.pool,
    queue,
    get: (path) => send({ path }),
    send,
    dispose: async () => {
      await app.close()
      await queue.close()
      await database.dispose()
    },
  }
}
