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

interface RunningServer {
  readonly address: string
  stop(): Promise<void>
}

/** Listens on the configured address; `logFile` left out: JSON lines on standard output. */
export async function startServer(config: Config, logFile?: string): Promise<RunningServer> {
  const logger = createLogger(config.logLevel, 'server', logFile)
  const { flags: given, flagsFile: file, apiBaseUrl } = config
  const flags = await openFlags({ given, file, onFault: (message) => logger.error(message) })
  const store = await openStore(config, {
    applicationName: 'tieback-server',
    migrate: true,
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
  const webSettings = { apiBaseUrl, readFlags: () => flags.readAll() }
  const app = await createApp({
    reader,
    cache,
    resolveActor: openActor,
    logger,
    version: productVersion,
    webRoot,
    webSettings,
    requestsPerMinute: config.rateLimitPerMinute,
    metrics: config.metrics,
  })
  try {
    const address = await app.listen({ host: config.host, port: config.port })
    return {
      address,
      stop: async () => {
        await app.close()
        await cache.close()
        await store.close()
      },
    }
  } catch (error) {
    await app.close()
    await cache.close()
    await store.close()
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
    })
}
