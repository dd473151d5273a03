import type { CachePolicy } from '@tieback/contracts'
import { beforeEach, describe, expect, it } from 'vitest'
import type { FilledAnswer } from '../../src/platform/cache/cached-answer.ts'
import { type CacheTiming, cacheTiming, type CacheWorld, forgetAfterMs } from '../../src/platform/cache/cache-timing.ts'
import { InvalidationAborted } from '../../src/platform/cache/invalidator.ts'
import { TieredCache } from '../../src/platform/cache/tiered-cache.ts'
import { type TierWire, VirtualTier } from './virtual-tier.ts'
import { VirtualTime } from './virtual-time.ts'

const policy: CachePolicy = { freshS: 10, staleS: 60, tags: ['production', 'nodes'] }
const unrelated: CachePolicy = { freshS: 10, staleS: 60, tags: ['samples'] }

/** Longest wait of a question to the tier, ms. */
const travelMs = 2

class StoreAway extends Error {}

/** A fill that a test ends by hand. */
function heldFill() {
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

const filling = (text: string) => (): Promise<FilledAnswer> =>
  Promise.resolve({ contentType: 'text/plain', body: Buffer.from(text) })

const failing = (error: Error) => (): Promise<FilledAnswer> => Promise.reject(error)

describe('TieredCache', () => {
  let time: VirtualTime
  let tier: VirtualTier
  let words: number
  let log: string[]

  /** One server; `isLinked` cuts it off from the tier. */
  async function startServer(options: { memoryBytesMax?: number; timing?: CacheTiming; isLinked?: boolean } = {}) {
    const { memoryBytesMax = 1_000_000, timing = cacheTiming } = options
    const server = { isLinked: options.isLinked ?? true, travelMs }
    const world: CacheWorld = {
      monotonic: () => time.now,
      now: () => 1_750_000_000_000 + time.now,
      random: () => `word ${(words += 1)}`,
      wait: (ms, signal) =>
        new Promise((resolve) => {
          if (signal?.aborted === true) return resolve()
          signal?.addEventListener('abort', () => resolve())
          time.after(Math.max(1, ms), resolve)
        }),
    }
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
      tier: tier.connect(wire),
      memoryBytesMax,
      isOutage: (error) => error instanceof StoreAway,
      watcher: { onLost: ({ message }) => log.push(`lost: ${message}`), onFound: () => log.push('found') },
      timing,
      world,
    })
    await ended(cache.start())
    return Object.assign(server, { cache })
  }

  /** What a promise gives, letting as much time pass as that takes. */
  async function ended<Result>(work: Promise<Result>): Promise<Result> {
    let isDone = false
    const done = work.finally(() => {
      isDone = true
    })
    done.catch(() => undefined)
    await time.runUntil(time.now + 60_000, () => isDone)
    return await done
  }

  const pass = (ms: number): Promise<void> => time.runUntil(time.now + ms)

  async function read(
    cache: TieredCache,
    key: string,
    fill: () => Promise<FilledAnswer>,
    of = policy,
  ): Promise<string> {
    const { answer, outcome } = await ended(cache.read(key, of, fill))
    return `${answer.identity.toString()} ${outcome}`
  }

  const find = (cache: TieredCache, key: string): string | undefined => cache.find(key)?.identity.toString()

  beforeEach(() => {
    time = new VirtualTime()
    words = 0
    log = []
    const forget = forgetAfterMs(cacheTiming)
    tier = new VirtualTier({ now: () => time.now, epochYoungMs: forget, forgetAfterMs: forget })
  })

  it('fills once, and finds it from then on for as long as it is fresh', async () => {
    const { cache } = await startServer()
    expect(find(cache, 'a')).toBeUndefined()
    expect(await read(cache, 'a', filling('one'))).toBe('one miss')
    expect(await read(cache, 'a', filling('two'))).toBe('one hit')
    await pass(9_900)
    expect(find(cache, 'a')).toBe('one')
    await pass(200)
    expect(find(cache, 'a')).toBeUndefined()
  })

  it('serves what is stale at once and fills it anew behind', async () => {
    const { cache } = await startServer()
    await read(cache, 'a', filling('one'))
    await pass(11_000)
    const refill = heldFill()
    expect(await read(cache, 'a', refill.fill)).toBe('one stale')
    expect(await read(cache, 'a', refill.fill)).toBe('one stale')
    await pass(50)
    expect(refill.state.calls).toBe(1)
    refill.end('two')
    await pass(50)
    expect(find(cache, 'a')).toBe('two')
  })

  it('waits for a fill once the stale time is over as well', async () => {
    const { cache } = await startServer()
    await read(cache, 'a', filling('one'))
    await pass(71_000)
    expect(await read(cache, 'a', filling('two'))).toBe('two miss')
  })

  it('fills a key once for all who ask at the same time', async () => {
    const { cache } = await startServer()
    const held = heldFill()
    const readings = [cache.read('a', policy, held.fill), cache.read('a', policy, held.fill)]
    await pass(50)
    expect(held.state.calls).toBe(1)
    held.end('one')
    const answers = await ended(Promise.all(readings))
    expect(answers.map(({ answer }) => answer.identity.toString())).toEqual(['one', 'one'])
  })

  it('fills a key once for all servers that share the tier', async () => {
    const [first, second] = [await startServer(), await startServer()]
    const held = heldFill()
    const one = first.cache.read('a', policy, held.fill)
    await pass(20)
    const other = second.cache.read('a', policy, filling('not needed'))
    await pass(200)
    held.end('one')
    expect((await ended(one)).outcome).toBe('miss')
    const { answer, outcome } = await ended(other)
    expect([answer.identity.toString(), outcome]).toEqual(['one', 'shared'])
    expect(find(second.cache, 'a')).toBe('one')
  })

  it('fills by itself when the server that is at it takes too long', async () => {
    const [first, second] = [await startServer(), await startServer()]
    void first.cache.read('a', policy, heldFill().fill)
    await pass(20)
    const startedAt = time.now
    expect(await read(second.cache, 'a', filling('two'))).toBe('two miss')
    expect(time.now - startedAt).toBeLessThan(cacheTiming.fillWaitMsMax + 200)
  })

  it('takes over the filling of a key at once where it failed elsewhere', async () => {
    const [first, second] = [await startServer(), await startServer()]
    const held = heldFill()
    const one = first.cache.read('a', policy, held.fill)
    await pass(20)
    const other = second.cache.read('a', policy, filling('two'))
    held.fail(new StoreAway())
    await expect(ended(one)).rejects.toThrow(StoreAway)
    const startedAt = time.now
    expect((await ended(other)).answer.identity.toString()).toBe('two')
    expect(time.now - startedAt).toBeLessThan(200)
  })

  it('drops on every server what has one of the invalidated tags, and nothing else', async () => {
    const [first, second] = [await startServer(), await startServer()]
    for (const { cache } of [first, second]) {
      await read(cache, 'a', filling('one'))
      await read(cache, 'b', filling('kept'), unrelated)
    }
    await ended(first.cache.invalidate(['nodes']))
    for (const { cache } of [first, second]) {
      expect(find(cache, 'a')).toBeUndefined()
      expect(find(cache, 'b')).toBe('kept')
    }
    expect(await read(second.cache, 'a', filling('two'))).toBe('two miss')
  })

  it('acknowledges an invalidation within milliseconds while every server answers', async () => {
    const [first] = [await startServer(), await startServer()]
    const startedAt = time.now
    await ended(first.cache.invalidate(['production']))
    expect(time.now - startedAt).toBeLessThan(40)
  })

  it('does not let a caller join a fill that began before an invalidation', async () => {
    const { cache } = await startServer()
    const old = heldFill()
    const before = cache.read('a', policy, old.fill)
    await pass(50)
    await ended(cache.invalidate(['production']))
    expect(await read(cache, 'a', filling('new'))).toBe('new miss')
    old.end('old')
    expect((await ended(before)).answer.identity.toString()).toBe('old')
    expect(find(cache, 'a')).toBe('new')
  })

  it('does not keep a fill that an invalidation has overtaken, nor share it', async () => {
    const [first, second] = [await startServer(), await startServer()]
    const old = heldFill()
    const before = first.cache.read('a', policy, old.fill)
    await pass(50)
    await ended(second.cache.invalidate(['production']))
    old.end('old')
    await ended(before)
    await pass(50)
    expect(find(first.cache, 'a')).toBeUndefined()
    expect(await read(second.cache, 'a', filling('new'))).toBe('new miss')
  })

  it('passes on what a fill throws, keeps nothing, and fills again for the next', async () => {
    const { cache } = await startServer()
    await expect(ended(cache.read('a', policy, failing(new StoreAway('gone'))))).rejects.toThrow('gone')
    expect(await read(cache, 'a', filling('one'))).toBe('one miss')
  })

  it('goes on serving what is stale while the store is away, trying again now and then', async () => {
    const { cache } = await startServer()
    await read(cache, 'a', filling('one'))
    await pass(11_000)
    let tries = 0
    const away = () => {
      tries += 1
      return Promise.reject(new StoreAway())
    }
    for (let index = 0; index < 20; index += 1) {
      expect(await read(cache, 'a', away)).toBe('one stale')
      await pass(250)
    }
    expect(tries).toBeGreaterThan(2)
    expect(tries).toBeLessThan(8)
    await pass(60_000)
    await expect(ended(cache.read('a', policy, away))).rejects.toThrow(StoreAway)
  })

  it('drops what is stale when its refill says that the answer is another one now', async () => {
    const { cache } = await startServer()
    await read(cache, 'a', filling('one'))
    await pass(11_000)
    expect(await read(cache, 'a', failing(new Error('no such node')))).toBe('one stale')
    await pass(50)
    await expect(ended(cache.read('a', policy, failing(new Error('no such node'))))).rejects.toThrow('no such node')
  })

  it('keeps no more in memory than it may, the least recently used going first', async () => {
    const { cache } = await startServer({ memoryBytesMax: 20_000 })
    const random = Buffer.alloc(4_000, 'x').toString()
    for (let index = 0; index < 20; index += 1) await read(cache, `key ${index}`, filling(`${index}${random}`))
    expect(cache.memoryBytes).toBeLessThanOrEqual(20_000)
    expect(cache.memoryBytes).toBeGreaterThan(10_000)
    expect(cache.find('key 0')).toBeUndefined()
    expect(cache.find('key 19')).toBeDefined()
  })

  it('serves on without the tier: what it filled in the last seconds from memory, the rest filled anew', async () => {
    const server = await startServer()
    await read(server.cache, 'old', filling('one'))
    await pass(4_000)
    server.isLinked = false
    await pass(2_000)
    await read(server.cache, 'recent', filling('two'))
    await pass(3_500)
    expect(server.cache.find('old')).toBeUndefined()
    expect(find(server.cache, 'recent')).toBe('two')
    expect(await read(server.cache, 'old', filling('three'))).toBe('three miss')
    await pass(5_100)
    expect(server.cache.find('recent')).toBeUndefined()
    expect(log).toEqual(['found', 'lost: no answer'])
  })

  it('does not wait for a tier that is away', async () => {
    const server = await startServer()
    server.isLinked = false
    await pass(1_100)
    const startedAt = time.now
    await read(server.cache, 'a', filling('one'))
    expect(time.now - startedAt).toBe(0)
  })

  it('keeps its entries over an outage in which nothing was invalidated', async () => {
    const server = await startServer()
    await read(server.cache, 'a', filling('one'))
    server.isLinked = false
    await pass(6_000)
    expect(server.cache.find('a')).toBeUndefined()
    server.isLinked = true
    await pass(1_100)
    expect(find(server.cache, 'a')).toBe('one')
  })

  it('drops on its return what was invalidated while it was away', async () => {
    const [server, other] = [await startServer(), await startServer()]
    await read(server.cache, 'a', filling('one'))
    server.isLinked = false
    await ended(other.cache.invalidate(['production']))
    server.isLinked = true
    await pass(1_100)
    expect(server.cache.find('a')).toBeUndefined()
  })

  it('takes nothing from another server once its lease has ended, however long the answer was under way', async () => {
    const [first, second] = [await startServer(), await startServer()]
    await read(first.cache, 'a', filling('one'))
    second.travelMs = 4_000
    expect(await read(second.cache, 'a', filling('two'))).toBe('two miss')
  })

  it('waits out a server that is cut off before it acknowledges, and that one serves nothing older by then', async () => {
    const [server, other] = [await startServer(), await startServer()]
    server.isLinked = false
    await read(server.cache, 'a', filling('one'))
    const startedAt = time.now
    await ended(other.cache.invalidate(['production']))
    expect(time.now - startedAt).toBeGreaterThanOrEqual(cacheTiming.detachedFreshMs)
    expect(time.now - startedAt).toBeLessThan(cacheTiming.detachedFreshMs + 200)
    expect(server.cache.find('a')).toBeUndefined()
  })

  it('drops everything when the tier comes back without its memory, and waits out who it forgot', async () => {
    const [server, other] = [await startServer(), await startServer()]
    await read(server.cache, 'a', filling('one'))
    tier.forgetAll()
    const startedAt = time.now
    await ended(other.cache.invalidate(['samples']))
    expect(time.now - startedAt).toBeGreaterThanOrEqual(cacheTiming.detachedFreshMs)
    expect(server.cache.find('a')).toBeUndefined()
  })

  it('is on its own from the start where the tier is away: fills are shared by those who asked before they began', async () => {
    const { cache } = await startServer({ isLinked: false })
    const first = heldFill()
    const reading = cache.read('a', policy, first.fill)
    await pass(10)
    const second = heldFill()
    const later = [cache.read('a', policy, second.fill), cache.read('a', policy, second.fill)]
    await pass(10)
    expect(second.state.calls).toBe(0)
    first.end('one')
    expect((await ended(reading)).answer.identity.toString()).toBe('one')
    await pass(10)
    expect(second.state.calls).toBe(1)
    second.end('two')
    const answers = await ended(Promise.all(later))
    expect(answers.map(({ answer }) => answer.identity.toString())).toEqual(['two', 'two'])
    expect(cache.find('a')).toBeUndefined()
  })

  it('drops here at once what it invalidates, goes on trying while the tier is away, and resolves when that got through', async () => {
    const server = await startServer()
    await read(server.cache, 'a', filling('one'))
    server.isLinked = false
    let isAcknowledged = false
    const done = server.cache.invalidate(['production']).then(() => {
      isAcknowledged = true
    })
    expect(server.cache.find('a')).toBeUndefined()
    await pass(20_000)
    expect(isAcknowledged).toBe(false)
    server.isLinked = true
    await ended(done)
    expect(isAcknowledged).toBe(true)
  })

  it('gives an invalidation up when its signal aborts or the cache is closed, and says so', async () => {
    const server = await startServer()
    server.isLinked = false
    const giveUp = new AbortController()
    const first = server.cache.invalidate(['production'], giveUp.signal)
    const second = server.cache.invalidate(['production'])
    await pass(1_000)
    giveUp.abort()
    await expect(ended(first)).rejects.toThrow(InvalidationAborted)
    void server.cache.close()
    await expect(ended(second)).rejects.toThrow('The invalidation of production was given up')
  })

  it('aborts its fills and finds nothing once it is closed, however often that is', async () => {
    const { cache } = await startServer()
    await read(cache, 'a', filling('one'))
    let heard: AbortSignal | undefined
    const reading = cache.read('b', policy, (signal) => {
      heard = signal
      return filling('two')()
    })
    await ended(reading)
    await ended(cache.close())
    await ended(cache.close())
    expect(heard?.aborted).toBe(true)
    expect(cache.find('a')).toBeUndefined()
  })

  it('is waited for no longer once it has left', async () => {
    const [server, other] = [await startServer(), await startServer()]
    await ended(server.cache.close())
    const startedAt = time.now
    await ended(other.cache.invalidate(['production']))
    expect(time.now - startedAt).toBeLessThan(40)
  })
})
