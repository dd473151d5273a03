import { setTimeout as wait } from 'node:timers/promises'
import { createJobQueue } from '@tieback/jobs'
import type { Command } from 'commander'
import { createApp } from '../app.ts'
import { parseClock } from '../config/clock.ts'
import { type Config, parseConfig } from '../config/environment.ts'
import { withFieldClock } from '../embedded/field-settings.ts'
import { openActor } from '../platform/http/access.ts'
import { createResponseCache } from '../platform/cache/response-cache.ts'
import { openFlags } from '../platform/flags/flags.ts'
import { isOutage } from '../platform/http/errors.ts'
import { createLogger } from '../platform/log.ts'
import { openStore, productVersion, webRoot } from '../runtime.ts'
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

/** Listens on the configured address; `logFile` left out: JSON lines on standard output. */
export async function startServer(config: Config, logFile?: string): Promise<RunningServer> {
  const logger = createLogger(config.logLevel, 'server', logFile)
  const { flags: given, flagsFile: file, apiBaseUrl } = config
  const flags = await openFlags({ given, file, onFault: (message) => logger.error(message) })
  const store = await openStore(config, {
    applicationName: 'tieback-server',
    migrate: true,
    answerTimeoutMs,
    log: (message) => logger.info(message),
  })
  const reader = { pool: store.pool, clock: parseClock(config.clock), settings: config }
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
  const closeAll = async (): Promise<void> => {
    await endsWithin(queue.close(), goodbyeMsMax)
    await endsWithin(cache.close(), goodbyeMsMax)
    await store.close()
  }
  const webSettings = { apiBaseUrl, readFlags: () => flags.readAll() }
  const app = await createApp({
    reader,
    queue,
    cache,
    resolveActor: openActor,
    logger,
    version: productVersion,
    webRoot,
    webSettings,
    requestsPerMinute: config.rateLimitPerMinute,
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
        await endsWithin(queue.close(), goodbyeMsMax)
        await endsWithin(cache.close(), goodbyeMsMax)
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
