import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { constants } from 'node:zlib'
import compress from '@fastify/compress'
import helmet from '@fastify/helmet'
import { apiContract, systemContract } from '@tieback/contracts'
import Fastify, { type FastifyBaseLogger, type FastifyInstance } from 'fastify'
import { changeModule } from './modules/changes/index.ts'
import { flowModule } from './modules/flow/index.ts'
import { gapModule } from './modules/gaps/index.ts'
import { nodeModule } from './modules/nodes/index.ts'
import { performanceModule } from './modules/performance/index.ts'
import { signalModule } from './modules/signals/index.ts'
import { sourceModule } from './modules/sources/index.ts'
import { summaryModule } from './modules/summary/index.ts'
import { systemModule } from './modules/system/index.ts'
import { enforceAccess, type ResolveActor } from './platform/http/access.ts'
import { handleErrors, sendUnroutable } from './platform/http/errors.ts'
import { mountRoutes } from './platform/http/mount.ts'
import { serveWebApplication } from './platform/http/web-application.ts'
import type { Reader } from './reading/reader.ts'

/** No route takes a body yet; this is the most that is read before one is refused, bytes. */
const bodyBytesMax = 64 * 1024

/** Answers below this are sent as they are: compressing costs more than it saves, bytes. */
const compressBytesMin = 1_024

/** Of 0..11: beyond it brotli costs tens of milliseconds an answer for a few per cent. */
const brotliQuality = 4

/** A correlation id that somebody may put into a log: ours, or one that a gateway set. */
const requestIdShape = /^[\w-]{8,64}$/

export interface AppDeps {
  readonly reader: Reader
  readonly resolveActor: ResolveActor
  readonly logger: FastifyBaseLogger
  readonly version: string
  /** Folder of the built web application; null serves the API alone. */
  readonly webRoot: string | null
}

/** The web layout asks for no other origin; styles are set inline by the component library. */
const contentSecurity = {
  directives: {
    defaultSrc: ["'self'"],
    styleSrc: ["'self'", "'unsafe-inline'"],
    imgSrc: ["'self'", 'data:'],
    upgradeInsecureRequests: null,
  },
}

/** The BFF, mounted and ready to listen or to be injected into. Close it with `close()`. */
export async function createApp({ reader, resolveActor, logger, version, webRoot }: AppDeps): Promise<FastifyInstance> {
  const app = Fastify({
    loggerInstance: logger,
    bodyLimit: bodyBytesMax,
    requestIdHeader: false,
    frameworkErrors: (error, request, reply) => {
      sendUnroutable(error, request, reply)
    },
    genReqId: ({ headers }) => {
      const given = headers['x-request-id']
      return typeof given === 'string' && requestIdShape.test(given) ? given : randomUUID()
    },
  })
  handleErrors(app)
  enforceAccess(app, resolveActor)
  app.addHook('onRequest', async (request, reply) => {
    reply.header('x-request-id', request.id)
  })
  await app.register(helmet, { contentSecurityPolicy: contentSecurity, strictTransportSecurity: false })
  await app.register(compress, {
    threshold: compressBytesMin,
    encodings: ['br', 'gzip'],
    brotliOptions: { params: { [constants.BROTLI_PARAM_QUALITY]: brotliQuality } },
  })
  await mountRoutes(app, systemContract, systemModule({ pool: reader.pool, version }))
  await mountRoutes(app, apiContract.summary, summaryModule(reader))
  await mountRoutes(app, apiContract.nodes, nodeModule(reader))
  await mountRoutes(app, apiContract.performance, performanceModule(reader))
  await mountRoutes(app, apiContract.gaps, gapModule(reader))
  await mountRoutes(app, apiContract.flow, flowModule(reader))
  await mountRoutes(app, apiContract.signals, signalModule(reader))
  await mountRoutes(app, apiContract.sources, sourceModule(reader))
  await mountRoutes(app, apiContract.changes, changeModule(reader))
  await serveWebApplication(app, webRoot !== null && existsSync(webRoot) ? webRoot : null)
  return app
}
