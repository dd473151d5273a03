import { createServer } from 'node:http'
import { constants } from 'node:zlib'
import compress from '@fastify/compress'
import helmet from '@fastify/helmet'
import Fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from 'fastify'
import type { ResponseCache } from '../cache/cached-answer.ts'
import type { ResolveActor } from '../identity/actor.ts'
import { enforceAccess } from './access.ts'
import { CachedFront } from './cached-front.ts'
import { Callers } from './callers.ts'
import { type ConnectionLimits, limitConnections, toServerOptions, withUsualLimits } from './connection-limits.ts'
import { type CookieGuard, refuseCrossSite } from './cross-site.ts'
import { emptyRequestOptions, mendEmptyRequests } from './empty-requests.ts'
import { answerUnreadable, handleErrors, sendUnroutable } from './errors.ts'
import { bodyBytesMax, readJsonOnly } from './json-body.ts'
import { KnownAddresses } from './known-addresses.ts'
import { createMetrics, type MetricsAudience, type MetricsPart, serveMetrics } from './metrics.ts'
import { requireHttps } from './plain-http.ts'
import { limitAddresses, limitPersons, RateLimiter } from './rate-limit.ts'
import { toRequestId } from './request-id.ts'
import { limitRequests } from './request-limits.ts'
import { logRequests } from './request-log.ts'
import { securityOptions, withholdPermissions } from './security-headers.ts'
import { type KeptAnswers, leaveCompressedAlone } from './serve-cached.ts'
import { observeRequests } from './served-request.ts'

/** Answers below this are sent as they are: compressing costs more than it saves, bytes. */
const compressBytesMin = 1_024

/** Of 0..11: beyond it brotli costs tens of milliseconds an answer for a few per cent. */
const brotliQuality = 4

export interface HttpOptions {
  readonly resolveActor: ResolveActor
  /** Left out: nobody is recognised by a cookie. */
  readonly guard?: CookieGuard
  readonly logger: FastifyBaseLogger
  /** Left out: every request is answered anew. */
  readonly cache?: ResponseCache
  /** Most requests of one client address in a minute; left out: as many as come. */
  readonly requestsPerMinute?: number
  /** The same of one person or machine, from wherever. */
  readonly requestsPerPersonMinute?: number
  /** Addresses and networks whose `X-Forwarded-*` headers count; left out: nobody's. */
  readonly trustedProxies?: readonly string[]
  /** What differs from the usual limits. */
  readonly connectionLimits?: Partial<ConnectionLimits>
  /** Who may read `/metrics`; left out: it isn't there, and nothing is counted. */
  readonly metrics?: MetricsAudience
  /** What `/metrics` tells besides requests and the process. */
  readonly metricsParts?: readonly MetricsPart[]
  /** Left out: one line for each request. */
  readonly isRequestLogged?: boolean
  /** False: something in front of this sets them. */
  readonly hasSecurityHeaders?: boolean
  /** Where the web application finds the API; empty: where it comes from. */
  readonly apiBaseUrl: string
}

export interface HttpServer {
  readonly app: FastifyInstance
  /** For the mounting of routes; null without a cache. */
  readonly kept: KeptAnswers | null
}

/** Fastify with everything that holds for all routes, and the cache's short way in front of it. */
export async function createHttpServer(options: HttpOptions): Promise<HttpServer> {
  const { resolveActor, guard, logger, cache, trustedProxies = [], metrics: audience = 'off' } = options
  const kept = cache === undefined ? null : { cache, addresses: new KnownAddresses() }
  const callers = new Callers(trustedProxies)
  const limiter = new RateLimiter({ ...options, callers })
  const connectionLimits = withUsualLimits(options.connectionLimits)
  const metrics = audience === 'off' ? null : createMetrics(options.metricsParts)
  const observers = [
    ...(options.isRequestLogged === false ? [] : [logRequests(logger)]),
    ...(metrics === null ? [] : [metrics.observe]),
  ]
  const front = kept === null ? null : new CachedFront({ ...kept, resolveActor, limiter, observers })
  const app = Fastify({
    loggerInstance: logger,
    bodyLimit: bodyBytesMax,
    requestIdHeader: false,
    logController: new LogController({ disableRequestLogging: true }),
    trustProxy: trustedProxies.length === 0 ? false : callers.isTrusted,
    serverFactory: (handler) => {
      const serverOptions = { ...toServerOptions(connectionLimits), ...emptyRequestOptions }
      const server = createServer(serverOptions, front === null ? handler : front.inFrontOf(handler))
      limitConnections(server, connectionLimits, { callers, logger })
      return server
    },
    frameworkErrors: (error, request, reply) => {
      sendUnroutable(error, request, reply)
    },
    clientErrorHandler: answerUnreadable,
    genReqId: ({ headers }) => toRequestId(headers['x-request-id']),
  })
  app.addHook('preClose', (done) => {
    front?.close()
    done()
  })
  handleErrors(app)
  mendEmptyRequests(app)
  observeRequests(app, observers, callers)
  app.addHook('onRequest', async (request, reply) => {
    reply.header('x-request-id', request.id)
  })
  const publicUrl = guard?.publicOrigin ?? ''
  if (options.hasSecurityHeaders !== false) {
    await app.register(helmet, securityOptions({ publicUrl, apiBaseUrl: options.apiBaseUrl }))
    withholdPermissions(app)
  }
  limitAddresses(app, limiter)
  limitRequests(app)
  if (publicUrl.startsWith('https:')) requireHttps(app, publicUrl, callers)
  readJsonOnly(app)
  if (guard !== undefined) refuseCrossSite(app, guard)
  enforceAccess(app, resolveActor)
  limitPersons(app, limiter)
  if (kept !== null) leaveCompressedAlone(app)
  await app.register(compress, {
    threshold: compressBytesMin,
    encodings: ['br', 'gzip'],
    globalDecompression: false,
    brotliOptions: { params: { [constants.BROTLI_PARAM_QUALITY]: brotliQuality } },
  })
  if (metrics !== null) serveMetrics(app, metrics, audience)
  return { app, kept }
}
