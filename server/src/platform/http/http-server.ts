import { createServer } from 'node:http'
import { constants } from 'node:zlib'
import compress from '@fastify/compress'
import helmet from '@fastify/helmet'
import Fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from 'fastify'
import type { ResponseCache } from '../cache/cached-answer.ts'
import { enforceAccess, type ResolveActor } from './access.ts'
import { CachedFront } from './cached-front.ts'
import { emptyRequestOptions, mendEmptyRequests } from './empty-requests.ts'
import { answerUnreadable, handleErrors, sendUnroutable } from './errors.ts'
import { KnownAddresses } from './known-addresses.ts'
import { createMetrics, type MetricsAudience, type MetricsPart, serveMetrics } from './metrics.ts'
import { limitRate, RequestCounter } from './rate-limit.ts'
import { toRequestId } from './request-id.ts'
import { logRequests } from './request-log.ts'
import { securityOptions } from './security-headers.ts'
import { type KeptAnswers, leaveCompressedAlone } from './serve-cached.ts'
import { observeRequests } from './served-request.ts'

/** A scenario with the settings of some hundred wells is the largest body, about 60 kB; bytes. */
const bodyBytesMax = 128 * 1024

/** Answers below this are sent as they are: compressing costs more than it saves, bytes. */
const compressBytesMin = 1_024

/** Of 0..11: beyond it brotli costs tens of milliseconds an answer for a few per cent. */
const brotliQuality = 4

/** Longest a client may take to send a request, and longest an idle connection is kept, ms. */
const timeoutsMs = { requestTimeout: 60_000, keepAliveTimeout: 72_000 }

export interface HttpOptions {
  readonly resolveActor: ResolveActor
  readonly logger: FastifyBaseLogger
  /** Left out: every request is answered anew. */
  readonly cache?: ResponseCache
  /** Most requests of one client address in a minute; left out: as many as come. */
  readonly requestsPerMinute?: number
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
  const { resolveActor, logger, cache, requestsPerMinute = 0, metrics: audience = 'off' } = options
  const kept = cache === undefined ? null : { cache, addresses: new KnownAddresses() }
  const counter = requestsPerMinute > 0 ? new RequestCounter(requestsPerMinute) : null
  const metrics = audience === 'off' ? null : createMetrics(options.metricsParts)
  const observers = [
    ...(options.isRequestLogged === false ? [] : [logRequests(logger)]),
    ...(metrics === null ? [] : [metrics.observe]),
  ]
  const front = kept === null ? null : new CachedFront({ ...kept, resolveActor, counter, observers })
  const app = Fastify({
    loggerInstance: logger,
    bodyLimit: bodyBytesMax,
    requestIdHeader: false,
    logController: new LogController({ disableRequestLogging: true }),
    serverFactory: (handler) =>
      createServer({ ...timeoutsMs, ...emptyRequestOptions }, front === null ? handler : front.inFrontOf(handler)),
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
  observeRequests(app, observers)
  app.addHook('onRequest', async (request, reply) => {
    reply.header('x-request-id', request.id)
  })
  if (options.hasSecurityHeaders !== false) await app.register(helmet, securityOptions(options.apiBaseUrl))
  if (counter !== null) limitRate(app, counter)
  enforceAccess(app, resolveActor)
  if (kept !== null) leaveCompressedAlone(app)
  await app.register(compress, {
    threshold: compressBytesMin,
    encodings: ['br', 'gzip'],
    brotliOptions: { params: { [constants.BROTLI_PARAM_QUALITY]: brotliQuality } },
  })
  if (metrics !== null) serveMetrics(app, metrics, audience)
  return { app, kept }
}
