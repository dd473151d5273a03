import { defineRoute, Problem } from '@tieback/contracts'
import { initContract } from '@ts-rest/core'
import { pino } from 'pino'
import { z } from 'zod'
import { openActor, type ResolveActor } from '../src/platform/identity/actor.ts'
import { createHttpServer, type HttpOptions } from '../src/platform/http/http-server.ts'
import { mountRoutes } from '../src/platform/http/mount.ts'
import { ProblemError } from '../src/platform/http/problems.ts'
import { MemoryCache } from './memory-cache.ts'

const problems = { 400: Problem, 401: Problem, 403: Problem, 404: Problem, 429: Problem, 500: Problem, 503: Problem }
const policy = {
  access: ['production:read'],
  reach: 'subtree',
  cache: null,
  slo: { p95Ms: 50 },
  stability: 'stable',
} as const

/** A contract with one route of each kind that the server treats in its own way. */
export const smallContract = initContract().router(
  {
    things: {
      readThing: defineRoute({
        method: 'GET',
        path: '/things/:id',
        pathParams: z.object({ id: z.string() }),
        query: z.object({
          size: z.coerce.number<number>().int().min(0).max(100_000).default(10),
          kind: z.string().optional(),
        }),
        responses: { 200: z.object({ text: z.string() }), ...problems },
        metadata: { ...policy, cache: { freshS: 30, staleS: 300, tags: ['production'] } },
      }),
      readShared: defineRoute({
        method: 'GET',
        path: '/shared',
        responses: { 200: z.object({ text: z.string() }), ...problems },
        metadata: { ...policy, reach: 'none', cache: { freshS: 30, staleS: 300, tags: ['sources'] } },
      }),
      readWhole: defineRoute({
        method: 'GET',
        path: '/whole',
        responses: { 200: z.object({ text: z.string() }), ...problems },
        metadata: { ...policy, reach: 'field', cache: { freshS: 30, staleS: 300, tags: ['sources'] } },
      }),
      readPlain: defineRoute({
        method: 'GET',
        path: '/plain',
        responses: { 200: z.object({ text: z.string() }), ...problems },
        metadata: policy,
      }),
      writeThing: defineRoute({
        method: 'POST',
        path: '/things',
        body: z.object({ name: z.string() }),
        responses: { 201: z.object({ name: z.string() }), ...problems },
        metadata: policy,
      }),
      writePromise: defineRoute({
        method: 'POST',
        path: '/promises',
        body: z.object({ name: z.string() }),
        responses: { 201: z.object({ name: z.string() }), ...problems, 501: Problem },
        metadata: { ...policy, stability: 'beta' },
      }),
    },
  },
  { pathPrefix: '/api/v1' },
)

export interface SmallServer {
  readonly url: string
  readonly cache: MemoryCache
  /** What the handler gives; tests replace it. */
  answer: (id: string, size: number) => unknown
  /** How often the handler was called. */
  fills: number
  readonly app: Awaited<ReturnType<typeof createHttpServer>>['app']
}

/** The platform with nothing of the product in it: a small contract, a cache that the test steers, a real socket. */
export async function startSmallServer({
  prepare,
  ...options
}: Partial<HttpOptions> & {
  readonly resolveActor?: ResolveActor
  /** Mounts what else a test needs, before the server listens. */
  readonly prepare?: (app: SmallServer['app']) => Promise<void>
} = {}): Promise<SmallServer> {
  const cache = new MemoryCache()
  const { app, kept } = await createHttpServer({
    resolveActor: openActor,
    logger: pino({ level: 'silent' }),
    apiBaseUrl: '',
    cache,
    ...options,
  })
  const server: SmallServer = {
    url: '',
    cache,
    answer: (id, size) => ({ text: id.repeat(size) }),
    fills: 0,
    app,
  }
  await mountRoutes(
    app,
    smallContract,
    {
      things: {
        readThing: ({ params, query }) => {
          server.fills += 1
          if (params.id === 'none') throw new ProblemError('not-found', 'There is no such thing.')
          return Promise.resolve({ status: 200, body: server.answer(params.id, query.size) as { text: string } })
        },
        readShared: () => Promise.resolve({ status: 200, body: server.answer('shared', 1) as { text: string } }),
        readWhole: () => Promise.resolve({ status: 200, body: server.answer('whole', 1) as { text: string } }),
        readPlain: () => Promise.resolve({ status: 200, body: { text: 'plain'.repeat(1_000) } }),
        writeThing: ({ body }) => Promise.resolve({ status: 201, body }),
      },
    },
    kept,
  )
  await prepare?.(app)
  return Object.assign(server, { url: await app.listen({ host: '127.0.0.1', port: 0 }) })
}
