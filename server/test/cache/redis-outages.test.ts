import type { CachePolicy, CacheTag } from '@tieback/contracts'
import { hasRedisServer, startRedisServer } from '@tieback/store/testing'
import { setTimeout as wait } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { type CacheTiming, forgetAfterMs, systemWorld } from '../../src/platform/cache/cache-timing.ts'
import { createInvalidator } from '../../src/platform/cache/invalidator.ts'
import { createRedisTier } from '../../src/platform/cache/redis-tier.ts'
import { TieredCache } from '../../src/platform/cache/tiered-cache.ts'
import { createDice } from './virtual-time.ts'

/** Short enough for thirty outages in half a minute. */
const timing: CacheTiming = {
  leaseMs: 300,
  renewEveryMs: 100,
  detachedFreshMs: 400,
  detachedMsMax: 2_000,
  fillWaitMsMax: 200,
  retryMs: 100,
}

const policies: readonly CachePolicy[] = [
  { freshS: 1, staleS: 5, tags: ['production'] },
  { freshS: 5, staleS: 5, tags: ['production', 'nodes'] },
]
const tags: readonly CacheTag[] = ['production', 'nodes']

describe.skipIf(!hasRedisServer())(
  'two servers and a worker on a Redis that is stopped and started thirty times',
  () => {
    it('serve nothing that an acknowledged invalidation made void, fail no read, and acknowledge in the end', async () => {
      const dice = createDice(7)
      const options = { forgetAfterMs: forgetAfterMs(timing) }
      let redis = await startRedisServer()
      const { url } = redis
      const caches = await Promise.all(
        [1, 2].map(async () => {
          const cache = new TieredCache({
            tier: createRedisTier(url, options),
            memoryBytesMax: 1_000_000,
            isOutage: () => false,
            watcher: { onLost: () => undefined, onFound: () => undefined },
            timing,
          })
          await cache.start()
          return cache
        }),
      )
      const workerTier = createRedisTier(url, options)
      const worker = createInvalidator({ tier: workerTier, timing, world: systemWorld })
      const acknowledged = new Map<CacheTag, number>()
      const counts = { reads: 0, found: 0, stale: 0, invalidations: 0 }
      const givingUp = new AbortController()
      let order = 0
      let isOver = false

      async function read(cache: TieredCache): Promise<void> {
        const index = Math.floor(dice() * policies.length)
        const policy = policies[index]
        if (policy === undefined) return
        const required = Math.max(...policy.tags.map((tag) => acknowledged.get(tag) ?? 0))
        const found = cache.find(`key ${index}`)
        const answer =
          found ??
          (
            await cache.read(`key ${index}`, policy, async () => {
              const began = (order += 1)
              await wait(dice() * 20)
              return { contentType: 'text/plain', body: Buffer.from(String(began)) }
            })
          ).answer
        counts.reads += 1
        if (found !== undefined) counts.found += 1
        if (Number(answer.identity.toString()) < required) counts.stale += 1
      }

      async function keepReading(cache: TieredCache): Promise<void> {
        while (!isOver) {
          await read(cache)
          await wait(dice() * 4)
        }
      }

      async function invalidate(): Promise<void> {
        const written = dice() < 0.5 ? tags : tags.slice(0, 1)
        const commit = (order += 1)
        const who = [worker, ...caches][Math.floor(dice() * 3)]
        counts.invalidations += 1
        const { signal } = givingUp
        await (who === undefined || 'find' in who
          ? who?.invalidate(written, signal)
          : who.invalidate(written, { signal }))
        for (const tag of written) acknowledged.set(tag, Math.max(commit, acknowledged.get(tag) ?? 0))
      }

      async function keepInvalidating(): Promise<void> {
        while (!isOver) {
          await invalidate()
          await wait(dice() * 100)
        }
      }

      const work = [
        ...caches.flatMap((cache) => [keepReading(cache), keepReading(cache)]),
        ...Array.from({ length: 8 }, keepInvalidating),
      ]
      for (let outage = 0; outage < 30; outage += 1) {
        await wait(dice() * 400)
        await redis.stop()
        await wait(dice() * 500)
        redis = await startRedisServer(Number(new URL(url).port))
      }
      isOver = true
      await Promise.all(work)
      givingUp.abort()
      await Promise.all([...caches.map((cache) => cache.close()), workerTier.close()])
      await redis.stop()
      expect(counts.stale).toBe(0)
      expect(counts.reads).toBeGreaterThan(1_000)
      expect(counts.found).toBeGreaterThan(100)
      expect(counts.invalidations).toBeGreaterThan(30)
    })
  },
)
