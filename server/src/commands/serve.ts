import { setTimeout as wait } from 'node:timers/promises'
import { createJobQueue } from '@tieback/jobs'
import type { Command } from 'commander'
import type { FastifyBaseLogger } from 'fastify'
import { createApp } from '../app.ts'
import { startAuditing } from '../auditing.ts'
import { parseClock } from '../config/clock.ts'
import { type Config, parseConfig } from '../config/environment.ts'
import { withFieldClock } from '../embedded/field-settings.ts'
import { openAuditSigningKey } from '../config/secrets.ts'
import { settlePort } from '../config/settle-port.ts'
import { openSiteIdentity, type SiteIdentity } from '../identity.ts'
import { createAuditRecorder } from '../platform/auditing/recorder.ts'
import { createResponseCache } from '../platform/cache/response-cache.ts'
import { openFlags } from '../platform/flags/flags.ts'
import { isOutage } from '../platform/http/errors.ts'
import { createIdentity } from '../platform/identity/identity.ts'
import { createLogger } from '../platform/log.ts'
import { type OpenStore, openStore, productVersion, webRoot } from '../runtime.ts'
import { abortOnSignal, untilAborted } from './signals.ts'

/**
 * Longest that a request waits for the store, ms: a Postgres that neither answers nor hangs up must not hold whoever asks
 * for the same. The longest range of an asset takes about a second.
 */
const answerTimeoutMs = 15_000

/** Longest wait for what says goodbye to a Postgres that may not answer, ms. */
const goodbyeMsMax = 2_000

interface RunningServer {
  readonly address: string
  /** Waits for requests under way, at most the configured grace, and hangs up on the rest. */
  stop(): Promise<void>
}

/** Whether work ended within the time. Throws when it fails within it. */
async function endsWithin(work: Promise<unknown>, limitMs: number): Promise<boolean> {
  const ended = new AbortController()
  const late = wait(limitMs, false, { signal: ended.signal }).catch(() => false)
  try {
    return await Promise.race([work.then(() => true), late])
  } finally {
    ended.abort()
  }
}

/** What a server rests on besides the store. `sayGoodbye` lets go of it. */
async function openParts(config: Config, site: SiteIdentity, store: OpenStore, logger: FastifyBaseLogger) {
  const { flags: given, flagsFile: file } = config
  const flags = await openFlags({ given, file, onFault: (message) => logger.error(message) })
  const cache = await createResponseCache({
    databaseUrl: store.url,
    redisUrl: config.redisUrl,
    memoryMb: config.cacheMemoryMb,
    isOutage,
    log: logger,
  })
  const queue = await createJobQueue({ databaseUrl: store.url, redisUrl: config.redisUrl })
  // Requests that need the queue say that it is away; here it is said once.
  queue.watch({
    lost: (error) => logger.warn({ queue: queue.backend, err: error.message }, 'queue unavailable'),
    found: () => logger.info({ queue: queue.backend }, 'queue answers'),
  })
  const recorder = createAuditRecorder(store.pool)
  const identity = createIdentity({ ...site, pool: store.pool, databaseUrl: store.url, recorder, logger })
  const auditing = await startAuditing(config, { pool: store.pool, log: logger })
  const sayGoodbye = async (): Promise<void> => {
    await endsWithin(auditing.close(), goodbyeMsMax)
    await endsWithin(identity.close(), goodbyeMsMax)
    await endsWithin(queue.close(), goodbyeMsMax)
    await endsWithin(cache.close(), goodbyeMsMax)
  }
  return { flags, cache, queue, identity, sayGoodbye }
}

/** Listens on the configured address, or on any free port; `logFile` left out: JSON lines on standard output. */
export async function startServer(given: Config, logFile?: string): Promise<RunningServer> {
  const config = await settlePort(given)
  const logger = createLogger(config.logLevel, 'server', logFile)
  // Before anything is opened: what is missing, or not fit for production, ends the start.
  const site = await openSiteIdentity(config)
  await openAuditSigningKey(config)
  const store = await openStore(config, {
    applicationName: 'tieback-server',
    migrate: true,
    answerTimeoutMs,
    log: (message) => logger.info(message),
  })
  const parts = await openParts(config, site, store, logger).catch(async (error: unknown) => {
    await store.close()
    throw error
  })
  const { flags, cache, queue, identity, sayGoodbye } = parts
  const reader = { pool: store.pool, clock: parseClock(config.clock), settings: config }
  const closeAll = async (): Promise<void> => {
    await sayGoodbye()
    await store.close()
  }
  const app = await createApp({
    reader,
    queue,
    cache,
    identity,
    resolveActor: identity.resolveActor,
    logger,
    version: productVersion,
    webRoot,
    webSettings: { apiBaseUrl: config.apiBaseUrl, readFlags: () => flags.readAll() },
    requestsPerMinute: config.rateLimitPerMinute,
    requestsPerPersonMinute: config.rateLimitPerPerson,
    trustedProxies: config.trustedProxies,
    metrics: config.metrics,
  }).catch(async (error: unknown) => {
    await closeAll()
    throw error
  })
  try {
    const address = await app.listen({ host: config.host, port: config.port })
    return {
      address,
      stop: async () => {
        const areAnswered = await endsWithin(app.close(), config.shutdownGraceMs)
        if (!areAnswered) app.server.closeAllConnections()
        await sayGoodbye()
        const closing = store.close()
        // A query under way would be waited for until it ends, and an embedded server stops in its own time.
        await (areAnswered ? closing : endsWithin(closing, goodbyeMsMax))
      },
    }
  } catch (error) {
    await app.close()
    await closeAll()
    throw explainListenFailure(error, config)
  }
}

function explainListenFailure(error: unknown, { host, port }: Config): unknown {
  if ((error as { code?: unknown }).code !== 'EADDRINUSE') return error
  return new Error(
    `Port ${port} of ${host} is taken. Stop what listens there, or set TIEBACK_PORT to another (0: any free one).`,
  )
}

export function addServe(program: Command): void {
  program
    .command('serve')
    .description('serve the API and the web application')
    .action(async () => {
      const signal = abortOnSignal()
      const config = await withFieldClock(parseConfig(process.env))
      const server = await startServer(config)
      await untilAborted(signal)
      await server.stop()
      // Only where connections are left, which wait for a Postgres that doesn't answer.
      setTimeout(() => process.exit(1), 500).unref()
    })
}
