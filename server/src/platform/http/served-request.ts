import type { PolicedRoute } from '@tieback/contracts'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { CacheOutcome } from '../cache/cached-answer.ts'
import { policedRouteOf } from './access.ts'
import type { Callers } from './callers.ts'

/** What there is to tell of a request that has been answered. No query: it may hold what doesn't belong into a log. */
export interface ServedRequest {
  readonly requestId: string
  readonly method: string
  readonly path: string
  /** The address that it came from. */
  readonly client: string
  /** The id of who asked; null where nobody was recognised. */
  readonly actor: string | null
  /** Of the contract; `other` for files and for what no route serves. */
  readonly operation: string
  readonly status: number
  /** Null where no cache was asked. */
  readonly cache: CacheOutcome | null
  readonly durationMs: number
}

/** Hears of every request that has been answered. Must be quick, and must not throw. */
export type RequestObserver = (served: ServedRequest) => void

declare module 'fastify' {
  interface FastifyReply {
    /** How the cache answered; null where it wasn't asked. */
    cacheOutcome: CacheOutcome | null
  }
}

const operationNames = new WeakMap<PolicedRoute, string>()

/** Says what the contract calls a route, such as `summary.readSummary`; the mounting does. */
export function nameOperation(route: PolicedRoute, name: string): void {
  operationNames.set(route, name)
}

/** What the contract calls the route behind a request; `other` for what no route of it serves. */
export function operationOf(request: FastifyRequest): string {
  const route = policedRouteOf(request)
  return (route === undefined ? undefined : operationNames.get(route)) ?? 'other'
}

/** The path of an address, without its query. */
export function pathOf(url: string): string {
  const query = url.indexOf('?')
  return query < 0 ? url : url.slice(0, query)
}

/** Tells the observers of all requests that Fastify answers. */
export function observeRequests(app: FastifyInstance, observers: readonly RequestObserver[], callers: Callers): void {
  app.decorateReply('cacheOutcome', null)
  if (observers.length === 0) return
  app.addHook('onResponse', (request: FastifyRequest, reply: FastifyReply, done) => {
    const served = {
      requestId: request.id,
      method: request.method,
      path: pathOf(request.url),
      client: callers.addressOf(request.raw),
      actor: request.actor?.id ?? null,
      operation: operationOf(request),
      status: reply.statusCode,
      cache: reply.cacheOutcome,
      durationMs: reply.elapsedTime,
    }
    for (const observe of observers) observe(served)
    done()
  })
}
