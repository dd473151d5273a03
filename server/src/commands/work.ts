import { createJobQueue, registerSource, startJobs } from '@tieback/jobs'
import { failInterruptedRuns } from '@tieback/store'
import type { Command } from 'commander'
import { recordWorkerStart } from '../auditing.ts'
import { parseClock } from '../config/clock.ts'
import { parseConfig } from '../config/environment.ts'
import { withFieldClock } from '../embedded/field-settings.ts'
import { invalidationGraceMs, openInvalidation } from '../platform/cache/response-cache.ts'
import { createLogger } from '../platform/log.ts'
import { openStore } from '../runtime.ts'
import { createSources } from '../sources.ts'
import { abortOnSignal, untilAborted } from './signals.ts'

/** Runs the jobs of every configured source until asked to stop. */
async function work(): Promise<void> {
  const signal = abortOnSignal()
  const config = await withFieldClock(parseConfig(process.env))
  const log = createLogger(config.logLevel, 'worker')
  const store = await openStore(config, {
    applicationName: 'tieback-worker',
    migrate: true,
    log: (message) => log.info(message),
  })
  try {
    const sources = await createSources(config)
    await recordWorkerStart(config, { pool: store.pool, log })
    const queue = await createJobQueue({ databaseUrl: store.url, redisUrl: config.redisUrl })
    const cache = openInvalidation({ databaseUrl: store.url, redisUrl: config.redisUrl, log })
    const context = {
      pool: store.pool,
      queue,
      sources,
      clock: parseClock(config.clock),
      log,
      cache,
      settings: config,
      stopping: signal,
    }
    await failInterruptedRuns(store.pool, 'the worker was stopped before this run ended')
    for (const configured of sources.values()) await registerSource(context, configured)
    const worker = startJobs(context)
    log.info({ sources: [...sources.keys()], queue: queue.backend }, 'worker started')
    await untilAborted(signal)
    await worker.stop(config.shutdownGraceMs)
    await queue.close()
    await cache.close(invalidationGraceMs)
    await Promise.all([...sources.values()].map(({ source }) => source.close()))
    log.info('worker stopped')
  } finally {
    await store.close()
  }
}

export function addWork(program: Command): void {
  program
    .command('work')
    .description('run the jobs of every configured source: discover, ingest, backfill, prune')
    .action(work)
}
