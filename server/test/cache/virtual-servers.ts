import type { CachePolicy } from '@tieback/contracts'
import type { FilledAnswer } from '../../src/platform/cache/cached-answer.ts'
import { type CacheTiming, cacheTiming, type CacheWorld, forgetAfterMs } from '../../src/platform/cache/cache-timing.ts'
import { TieredCache } from '../../src/platform/cache/tiered-cache.ts'
import { type TierWire, VirtualTier } from './virtual-tier.ts'
import { VirtualTime } from './virtual-time.ts'

/** Fresh for ten seconds, stale for a minute more. */
export const policy: CachePolicy = { freshS: 10, staleS: 60, tags: ['production', 'nodes'] }

/** Longest wait of a question to the tier, ms. */
const travelMs = 2

/** Stands for what a fill needs being away. */
export class StoreAway extends Error {}

/** A fill that a test ends by hand. */
export function heldFill() {
  const { promise, resolve, reject } = Promise.withResolvers<FilledAnswer>()
  const state = { calls: 0 }
  return {
    state,
    fill: () => {
      state.calls += 1
      return promise
    },
    end: (text: string) => resolve({ contentType: 'text/plain', body: Buffer.from(text) }),
    fail: reject,
  }
}

export const filling = (text: string) => (): Promise<FilledAnswer> =>
  Promise.resolve({ contentType: 'text/plain', body: Buffer.from(text) })

export const failing = (error: Error) => (): Promise<FilledAnswer> => Promise.reject(error)

export const find = (cache: TieredCache, key: string) => cache.find(key)?.identity.toString()
export const findStale = (cache: TieredCache, key: string) => cache.findStale(key)?.identity.toString()

interface ServerOptions {
  readonly memoryBytesMax?: number
  readonly timing?: CacheTiming
  /** False: cut off from the tier from the start. */
  readonly isLinked?: boolean
}

/** Caches of several servers on one tier, in time that a test lets pass. */
export class VirtualServers {
  readonly time = new VirtualTime()
  /** What they said of the tier being lost and found. */
  readonly log: string[] = []
  readonly tier: VirtualTier
  private words = 0

  constructor() {
    const forget = forgetAfterMs(cacheTiming)
    this.tier = new VirtualTier({ now: () => this.time.now, epochYoungMs: forget, forgetAfterMs: forget })
  }

  /** One more; `isLinked` cuts it off from the tier. */
  async start({ memoryBytesMax = 1_000_000, timing = cacheTiming, isLinked = true }: ServerOptions = {}) {
    const { time, log } = this
    const server = { isLinked, travelMs }
    const wire: TierWire = {
      ask: (answer) =>
        new Promise((resolve, reject) => {
          time.after(server.travelMs, () => (server.isLinked ? resolve(answer()) : reject(new Error('no answer'))))
        }),
      tell: (word) => {
        if (server.isLinked) time.after(travelMs, () => server.isLinked && word())
      },
    }
    const cache = new TieredCache({
      tier: this.tier.connect(wire),
      memoryBytesMax,
      isOutage: (error) => error instanceof StoreAway,
      watcher: { onLost: ({ message }) => log.push(`lost: ${message}`), onFound: () => log.push('found') },
      timing,
      world: this.createWorld(),
    })
    await this.ended(cache.start())
    return Object.assign(server, { cache })
  }

  /** What a promise gives, letting as much time pass as that takes. */
  async ended<Result>(work: Promise<Result>): Promise<Result> {
    const { time } = this
    let isDone = false
    const done = work.finally(() => {
      isDone = true
    })
    done.catch(() => undefined)
    await time.runUntil(time.now + 60_000, () => isDone)
    return await done
  }

  async pass(ms: number): Promise<void> {
    await this.time.runUntil(this.time.now + ms)
  }

  /** What a reading gives, and how. */
  async read(cache: TieredCache, key: string, fill: () => Promise<FilledAnswer>, of = policy): Promise<string> {
    const { answer, outcome } = await this.ended(cache.read(key, of, fill))
    return `${answer.identity.toString()} ${outcome}`
  }

  private createWorld(): CacheWorld {
    const { time } = this
    return {
      monotonic: () => time.now,
      now: () => 1_750_000_000_000 + time.now,
      random: () => `word ${(this.words += 1)}`,
      wait: (ms, signal) =>
        new Promise((resolve) => {
          if (signal?.aborted === true) return resolve()
          signal?.addEventListener('abort', () => resolve())
          time.after(Math.max(1, ms), resolve)
        }),
    }
  }
}
