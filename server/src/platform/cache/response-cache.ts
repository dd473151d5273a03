import { cacheTiming, forgetAfterMs, silenceMsMax, systemWorld } from './cache-timing.ts'
import { type InvalidationBehind, invalidateBehind } from './invalidate-behind.ts'
import { createInvalidator } from './invalidator.ts'
import { createPostgresTier } from './postgres-tier.ts'
import { createRedisTier } from './redis-tier.ts'
import type { SharedTier } from './shared-tier.ts'
import { TieredCache } from './tiered-cache.ts'

/** Longest wait of a process that stops for its invalidations to get through, ms. */
export const invalidationGraceMs = 2_000

/**
 * Longest wait of a command that says by its end that what it wrote is in, ms: for servers that say nothing, and as
 * long as a worker's for the way there.
 */
export const acknowledgementMsMax = silenceMsMax(cacheTiming) + invalidationGraceMs

/** Where the processes share what they know of the cache. */
export interface SharedTierSettings {
  readonly databaseUrl: string
  /** Null: in Postgres. */
  readonly redisUrl: string | null
}

interface CacheLog {
  info(fields: object, message: string): void
  warn(fields: object, message: string): void
}

interface ResponseCacheSettings extends SharedTierSettings {
  readonly memoryMb: number
  readonly isOutage: (error: unknown) => boolean
  readonly log: CacheLog
}

function createSharedTier({ databaseUrl, redisUrl }: SharedTierSettings): SharedTier {
  const options = { forgetAfterMs: forgetAfterMs(cacheTiming) }
  return redisUrl === null ? createPostgresTier(databaseUrl, options) : createRedisTier(redisUrl, options)
}

/**
 * A cache for a process that serves. It is there whether the shared tier answers or not.
 *
 * memoryMb  most that entries may take in memory, MiB
 * isOutage  whether a failed fill says that something it needs is away: what is stale goes on being served then
 */
export async function createResponseCache({
  memoryMb,
  isOutage,
  log,
  ...shared
}: ResponseCacheSettings): Promise<TieredCache> {
  const tierName = shared.redisUrl === null ? 'postgres' : 'redis'
  const cache = new TieredCache({
    tier: createSharedTier(shared),
    memoryBytesMax: memoryMb * 1_024 * 1_024,
    isOutage,
    watcher: {
      onLost: (error) => log.warn({ tier: tierName, err: error.message }, 'cache: the shared tier does not answer'),
      onFound: () => log.info({ tier: tierName }, 'cache: the shared tier answers'),
    },
  })
  await cache.start()
  return cache
}

/** Invalidation for a process that serves nothing, such as a worker. */
export function openInvalidation({ log, ...shared }: SharedTierSettings & { log: CacheLog }): InvalidationBehind {
  const tier = createSharedTier(shared)
  const behind = invalidateBehind(createInvalidator({ tier, timing: cacheTiming, world: systemWorld }), log)
  return {
    invalidate: (tags) => behind.invalidate(tags),
    close: async (graceMs) => {
      await behind.close(graceMs)
      await tier.close()
    },
  }
}
