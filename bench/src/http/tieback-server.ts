import { createApp, createLogger, createResponseCache, openActor, systemClock } from '@tieback/server'
import { createStorePool } from '@tieback/store'
import { pino } from 'pino'
import { becomeMeasurable } from './measured-server.ts'
import { signIn } from './signed-in.ts'

/**
 * `anew` no cache · `cached` the cache and nothing else · `full` with everything that a site has on: security headers,
 * sign-in by a session's cookie, rate limits, metrics, request log into a file, request ids.
 */
const features = process.env['BENCH_FEATURES']
const isFull = features === 'full'
const databaseUrl = process.env['DATABASE_URL'] ?? ''
const pool = createStorePool(databaseUrl, { applicationName: 'tieback-bench', max: 8, onError: () => undefined })
const logger = isFull ? createLogger('info', 'server', '/dev/null') : pino({ level: 'silent' })
const cache =
  features === 'anew'
    ? {}
    : {
        cache: await createResponseCache({
          databaseUrl,
          redisUrl: null,
          memoryMb: 64,
          isOutage: () => false,
          log: { info: () => undefined, warn: () => undefined },
        }),
      }
const signedIn = isFull ? await signIn(pool, databaseUrl) : null
const app = await createApp({
  reader: { pool, clock: systemClock, settings: { kpiCoverageMin: 0.5, attentionBelowPlan: 0.05 } },
  resolveActor: signedIn === null ? openActor : signedIn.identity.resolveActor,
  ...(signedIn === null ? {} : { identity: signedIn.identity }),
  logger,
  version: 'bench',
  webRoot: null,
  ...cache,
  isRequestLogged: isFull,
  hasSecurityHeaders: isFull,
  ...(isFull ? { metrics: 'loopback', requestsPerMinute: 100_000_000, requestsPerPersonMinute: 100_000_000 } : {}),
})
const address = await app.listen({ host: '127.0.0.1', port: 0 })
becomeMeasurable(Number(new URL(address).port), signedIn === null ? {} : { cookie: signedIn.cookie })
