import type { CachePolicy } from '@tieback/contracts'
import { beforeEach, describe, expect, it } from 'vitest'
import { cacheTiming } from '../../src/platform/cache/cache-timing.ts'
import { InvalidationAborted } from '../../src/platform/cache/invalidator.ts'
import { failing, filling, find, heldFill, policy, StoreAway, VirtualServers } from './virtual-servers.ts'

const unrelated: CachePolicy = { freshS: 10, staleS: 60, tags: ['samples'] }

describe('TieredCache', () => {
  let servers: VirtualServers
  beforeEach(() => {
    servers = new VirtualServers()
  })

  it('fills once, and finds it from then on for as long as it is fresh', async () => {
    const { cache } = await servers.start()
    expect(find(cache, 'a')).toBeUndefined()
    expect(await servers.read(cache, 'a', filling('one'))).toBe('one miss')
    expect(await servers.read(cache, 'a', filling('two'))).toBe('one hit')
    await servers.pass(9_900)
    expect(find(cache, 'a')).toBe('one')
    await servers.pass(200)
    expect(find(cache, 'a')).toBeUndefined()
  })

  it('fills a key once for all who ask at the same time', async () => {
    const { cache } = await servers.start()
    const held = heldFill()
    const readings = [cache.read('a', policy, held.fill), cache.read('a', policy, held.fill)]
    await servers.pass(50)
    expect(held.state.calls).toBe(1)
    held.end('one')
    const answers = await servers.ended(Promise.all(readings))
    expect(answers.map(({ answer }) => answer.identity.toString())).toEqual(['one', 'one'])
  })

  it('fills a key once for all servers that share the tier', async () => {
    const [first, second] = [await servers.start(), await servers.start()]
    const held = heldFill()
    const one = first.cache.read('a', policy, held.fill)
    await servers.pass(20)
    const other = second.cache.read('a', policy, filling('not needed'))
    await servers.pass(200)
    held.end('one')
    expect((await servers.ended(one)).outcome).toBe('miss')
    const { answer, outcome } = await servers.ended(other)
    expect([answer.identity.toString(), outcome]).toEqual(['one', 'shared'])
    expect(find(second.cache, 'a')).toBe('one')
  })

  it('fills by itself when the server that is at it takes too long', async () => {
    const [first, second] = [await servers.start(), await servers.start()]
    void first.cache.read('a', policy, heldFill().fill)
    await servers.pass(20)
    const startedAt = servers.time.now
    expect(await servers.read(second.cache, 'a', filling('two'))).toBe('two miss')
    expect(servers.time.now - startedAt).toBeLessThan(cacheTiming.fillWaitMsMax + 200)
  })

  it('takes over the filling of a key at once where it failed elsewhere', async () => {
    const [first, second] = [await servers.start(), await servers.start()]
    const held = heldFill()
    const one = first.cache.read('a', policy, held.fill)
    await servers.pass(20)
    const other = second.cache.read('a', policy, filling('two'))
    held.fail(new StoreAway())
    await expect(servers.ended(one)).rejects.toThrow(StoreAway)
    const startedAt = servers.time.now
    expect((await servers.ended(other)).answer.identity.toString()).toBe('two')
    expect(servers.time.now - startedAt).toBeLessThan(200)
  })

  it('drops on every server what has one of the invalidated tags, and nothing else', async () => {
    const [first, second] = [await servers.start(), await servers.start()]
    for (const { cache } of [first, second]) {
      await servers.read(cache, 'a', filling('one'))
      await servers.read(cache, 'b', filling('kept'), unrelated)
    }
    await servers.ended(first.cache.invalidate(['nodes']))
    for (const { cache } of [first, second]) {
      expect(find(cache, 'a')).toBeUndefined()
      expect(find(cache, 'b')).toBe('kept')
    }
    expect(await servers.read(second.cache, 'a', filling('two'))).toBe('two miss')
  })

  it('acknowledges an invalidation within milliseconds while every server answers', async () => {
    const [first] = [await servers.start(), await servers.start()]
    const startedAt = servers.time.now
    await servers.ended(first.cache.invalidate(['production']))
    expect(servers.time.now - startedAt).toBeLessThan(40)
  })

  it('does not let a caller join a fill that began before an invalidation', async () => {
    const { cache } = await servers.start()
    const old = heldFill()
    const before = cache.read('a', policy, old.fill)
    await servers.pass(50)
    await servers.ended(cache.invalidate(['production']))
    expect(await servers.read(cache, 'a', filling('new'))).toBe('new miss')
    old.end('old')
    expect((await servers.ended(before)).answer.identity.toString()).toBe('old')
    expect(find(cache, 'a')).toBe('new')
  })

  it('does not keep a fill that an invalidation has overtaken, nor share it', async () => {
    const [first, second] = [await servers.start(), await servers.start()]
    const old = heldFill()
    const before = first.cache.read('a', policy, old.fill)
    await servers.pass(50)
    await servers.ended(second.cache.invalidate(['production']))
    old.end('old')
    await servers.ended(before)
    await servers.pass(50)
    expect(find(first.cache, 'a')).toBeUndefined()
    expect(await servers.read(second.cache, 'a', filling('new'))).toBe('new miss')
  })

  it('passes on what a fill throws, keeps nothing, and fills again for the next', async () => {
    const { cache } = await servers.start()
    await expect(servers.ended(cache.read('a', policy, failing(new StoreAway('gone'))))).rejects.toThrow('gone')
    expect(await servers.read(cache, 'a', filling('one'))).toBe('one miss')
  })

  it('keeps no more in memory than it may, the least recently used going first', async () => {
    const { cache } = await servers.start({ memoryBytesMax: 10_000 })
    // Too short to be compressed: a thread would take time that doesn't pass here.
    const text = 'x'.repeat(900)
    for (let index = 0; index < 20; index += 1) await servers.read(cache, `key ${index}`, filling(`${index}${text}`))
    expect(cache.memoryBytes).toBeLessThanOrEqual(10_000)
    expect(cache.memoryBytes).toBeGreaterThan(5_000)
    expect(cache.find('key 0')).toBeUndefined()
    expect(cache.find('key 19')).toBeDefined()
  })

  it('serves on without the tier: what it filled in the last seconds from memory, the rest filled anew', async () => {
    const server = await servers.start()
    await servers.read(server.cache, 'old', filling('one'))
    await servers.pass(4_000)
    server.isLinked = false
    await servers.pass(2_000)
    await servers.read(server.cache, 'recent', filling('two'))
    await servers.pass(3_500)
    expect(server.cache.find('old')).toBeUndefined()
    expect(find(server.cache, 'recent')).toBe('two')
    expect(await servers.read(server.cache, 'old', filling('three'))).toBe('three miss')
    await servers.pass(5_100)
    expect(server.cache.find('recent')).toBeUndefined()
    expect(servers.log).toEqual(['found', 'lost: no answer'])
  })

  it('does not wait for a tier that is away', async () => {
    const server = await servers.start()
    server.isLinked = false
    await servers.pass(1_100)
    const startedAt = servers.time.now
    await servers.read(server.cache, 'a', filling('one'))
    expect(servers.time.now - startedAt).toBe(0)
  })

  it('keeps its entries over an outage in which nothing was invalidated', async () => {
    const server = await servers.start()
    await servers.read(server.cache, 'a', filling('one'))
    server.isLinked = false
    await servers.pass(6_000)
    expect(server.cache.find('a')).toBeUndefined()
    server.isLinked = true
    await servers.pass(1_100)
    expect(find(server.cache, 'a')).toBe('one')
  })

  it('drops on its return what was invalidated while it was away', async () => {
    const [server, other] = [await servers.start(), await servers.start()]
    await servers.read(server.cache, 'a', filling('one'))
    server.isLinked = false
    await servers.ended(other.cache.invalidate(['production']))
    server.isLinked = true
    await servers.pass(1_100)
    expect(server.cache.find('a')).toBeUndefined()
  })

  it('takes nothing from another server once its lease has ended, however long the answer was under way', async () => {
    const [first, second] = [await servers.start(), await servers.start()]
    await servers.read(first.cache, 'a', filling('one'))
    second.travelMs = 4_000
    expect(await servers.read(second.cache, 'a', filling('two'))).toBe('two miss')
  })

  it('waits out a server that is cut off before it acknowledges, and that one serves nothing older by then', async () => {
    const [server, other] = [await servers.start(), await servers.start()]
    server.isLinked = false
    await servers.read(server.cache, 'a', filling('one'))
    const startedAt = servers.time.now
    await servers.ended(other.cache.invalidate(['production']))
    expect(servers.time.now - startedAt).toBeGreaterThanOrEqual(cacheTiming.detachedFreshMs)
    expect(servers.time.now - startedAt).toBeLessThan(cacheTiming.detachedFreshMs + 200)
    expect(server.cache.find('a')).toBeUndefined()
  })

  it('drops everything when the tier comes back without its memory, and waits out who it forgot', async () => {
    const [server, other] = [await servers.start(), await servers.start()]
    await servers.read(server.cache, 'a', filling('one'))
    servers.tier.forgetAll()
    const startedAt = servers.time.now
    await servers.ended(other.cache.invalidate(['samples']))
    expect(servers.time.now - startedAt).toBeGreaterThanOrEqual(cacheTiming.detachedFreshMs)
    expect(server.cache.find('a')).toBeUndefined()
  })

  it('is on its own from the start where the tier is away: fills are shared by those who asked before they began', async () => {
    const { cache } = await servers.start({ isLinked: false })
    const first = heldFill()
    const reading = cache.read('a', policy, first.fill)
    await servers.pass(10)
    const second = heldFill()
    const later = [cache.read('a', policy, second.fill), cache.read('a', policy, second.fill)]
    await servers.pass(10)
    expect(second.state.calls).toBe(0)
    first.end('one')
    expect((await servers.ended(reading)).answer.identity.toString()).toBe('one')
    await servers.pass(10)
    expect(second.state.calls).toBe(1)
    second.end('two')
    const answers = await servers.ended(Promise.all(later))
    expect(answers.map(({ answer }) => answer.identity.toString())).toEqual(['two', 'two'])
    expect(cache.find('a')).toBeUndefined()
  })

  it('drops here at once what it invalidates, goes on trying while the tier is away, and resolves when that got through', async () => {
    const server = await servers.start()
    await servers.read(server.cache, 'a', filling('one'))
    server.isLinked = false
    let isAcknowledged = false
    const done = server.cache.invalidate(['production']).then(() => {
      isAcknowledged = true
    })
    expect(server.cache.find('a')).toBeUndefined()
    await servers.pass(20_000)
    expect(isAcknowledged).toBe(false)
    server.isLinked = true
    await servers.ended(done)
    expect(isAcknowledged).toBe(true)
  })

  it('gives an invalidation up when its signal aborts or the cache is closed, and says so', async () => {
    const server = await servers.start()
    server.isLinked = false
    const giveUp = new AbortController()
    const first = server.cache.invalidate(['production'], giveUp.signal)
    const second = server.cache.invalidate(['production'])
    await servers.pass(1_000)
    giveUp.abort()
    await expect(servers.ended(first)).rejects.toThrow(InvalidationAborted)
    void server.cache.close()
    await expect(servers.ended(second)).rejects.toThrow('The invalidation of production was given up')
  })

  it('aborts its fills and finds nothing once it is closed, however often that is', async () => {
    const { cache } = await servers.start()
    await servers.read(cache, 'a', filling('one'))
    let heard: AbortSignal | undefined
    const reading = cache.read('b', policy, (signal) => {
      heard = signal
      return filling('two')()
    })
    await servers.ended(reading)
    await servers.ended(cache.close())
    await servers.ended(cache.close())
    expect(heard?.aborted).toBe(true)
    expect(cache.find('a')).toBeUndefined()
  })

  it('is waited for no longer once it has left', async () => {
    const [server, other] = [await servers.start(), await servers.start()]
    await servers.ended(server.cache.close())
    const startedAt = servers.time.now
    await servers.ended(other.cache.invalidate(['production']))
    expect(servers.time.now - startedAt).toBeLessThan(40)
  })
})
