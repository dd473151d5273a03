import type { IngestContext } from '@tieback/jobs'
import { parseClock } from '../config/clock.ts'
import { parseConfig } from '../config/environment.ts'
import { withFieldClock } from '../embedded/field-settings.ts'
import { acknowledgementMsMax, invalidationGraceMs, openInvalidation } from '../platform/cache/response-cache.ts'
import { createLogger } from '../platform/log.ts'
import { openStore } from '../runtime.ts'

/** Standard output belongs to the command's result. */
const toStandardError = {
  info: () => undefined,
  warn: (_fields: object, message: string): void => console.error(`tieback: ${message}`),
}

/**
 * Opens the store, runs one piece of ingest in it, and closes the store again however it ended. When this resolves no
 * server answers with what was before, or it has been said that one might.
 */
export async function withIngest<Result>(
  sources: IngestContext['sources'],
  stopping: AbortSignal,
  run: (context: IngestContext) => Promise<Result>,
): Promise<Result> {
  const config = await withFieldClock(parseConfig(process.env))
  const store = await openStore(config, { applicationName: 'tieback-cli', migrate: true, log: () => undefined })
  const log = createLogger('silent', 'tieback-cli')
  const cache = openInvalidation({ databaseUrl: store.url, redisUrl: config.redisUrl, log: toStandardError })
  try {
    return await run({
      pool: store.pool,
      sources,
      clock: parseClock(config.clock),
      log,
      cache,
      settings: config,
      stopping,
    })
  } finally {
    await cache.close(stopping.aborted ? invalidationGraceMs : acknowledgementMsMax)
    await store.close()
  }
}
