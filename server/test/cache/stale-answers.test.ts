import { beforeEach, describe, expect, it } from 'vitest'
import { cacheTiming } from '../../src/platform/cache/cache-timing.ts'
import { failing, filling, find, findStale, heldFill, policy, StoreAway, VirtualServers } from './virtual-servers.ts'

describe('A stale answer', () => {
  let servers: VirtualServers
  beforeEach(() => {
    servers = new VirtualServers()
  })

  it('serves what is stale at once and fills it anew behind', async () => {
    const { cache } = await servers.start()
    await servers.read(cache, 'a', filling('one'))
    await servers.pass(11_000)
    const refill = heldFill()
    expect(await servers.read(cache, 'a', refill.fill)).toBe('one stale')
    expect(await servers.read(cache, 'a', refill.fill)).toBe('one stale')
    await servers.pass(50)
    expect(refill.state.calls).toBe(1)
    refill.end('two')
    await servers.pass(50)
    expect(find(cache, 'a')).toBe('two')
  })

  it('finds what is stale for as long as it is filled anew, and no longer', async () => {
    const { cache } = await servers.start()
    await servers.read(cache, 'a', filling('one'))
    expect(findStale(cache, 'a')).toBeUndefined()
    await servers.pass(11_000)
    expect(findStale(cache, 'a')).toBeUndefined()
    const refill = heldFill()
    expect(await servers.read(cache, 'a', refill.fill)).toBe('one stale')
    await servers.pass(5_000)
    expect([find(cache, 'a'), findStale(cache, 'a')]).toEqual([undefined, 'one'])
    refill.end('two')
    await servers.pass(50)
    expect([find(cache, 'a'), findStale(cache, 'a')]).toEqual(['two', undefined])
  })

  it('does not find what is stale once the stale time is over as well, whatever is under way', async () => {
    const { cache } = await servers.start()
    await servers.read(cache, 'a', filling('one'))
    await servers.pass(11_000)
    expect(await servers.read(cache, 'a', heldFill().fill)).toBe('one stale')
    await servers.pass(58_000)
    expect(findStale(cache, 'a')).toBe('one')
    await servers.pass(2_000)
    expect(findStale(cache, 'a')).toBeUndefined()
  })

  it('does not find what is stale once it has been invalidated, whatever is under way', async () => {
    const { cache } = await servers.start()
    await servers.read(cache, 'a', filling('one'))
    await servers.pass(11_000)
    const refill = heldFill()
    expect(await servers.read(cache, 'a', refill.fill)).toBe('one stale')
    await servers.pass(50)
    await servers.ended(cache.invalidate(['production']))
    expect(findStale(cache, 'a')).toBeUndefined()
    refill.end('two')
    await servers.pass(50)
    expect([find(cache, 'a'), findStale(cache, 'a')]).toEqual([undefined, undefined])
  })

  it('does not find what is stale once the lease is over, whatever is under way', async () => {
    const server = await servers.start()
    await servers.read(server.cache, 'a', filling('one'))
    await servers.pass(11_000)
    expect(await servers.read(server.cache, 'a', heldFill().fill)).toBe('one stale')
    server.isLinked = false
    await servers.pass(6_000)
    expect(findStale(server.cache, 'a')).toBeUndefined()
  })

  it('waits for a fill once the stale time is over as well', async () => {
    const { cache } = await servers.start()
    await servers.read(cache, 'a', filling('one'))
    await servers.pass(71_000)
    expect(await servers.read(cache, 'a', filling('two'))).toBe('two miss')
  })

  it('goes on serving what is stale while the store is away, trying again now and then', async () => {
    const { cache } = await servers.start()
    await servers.read(cache, 'a', filling('one'))
    await servers.pass(11_000)
    let tries = 0
    const away = () => {
      tries += 1
      return Promise.reject(new StoreAway())
    }
    for (let index = 0; index < 20; index += 1) {
      expect(await servers.read(cache, 'a', away)).toBe('one stale')
      await servers.pass(250)
    }
    expect(tries).toBeGreaterThan(2)
    expect(tries).toBeLessThan(8)
    await servers.pass(60_000)
    await expect(servers.ended(cache.read('a', policy, away))).rejects.toThrow(StoreAway)
  })

  it('finds what is stale between two tries of a refill, and asks for the next when it is due', async () => {
    const { cache } = await servers.start()
    await servers.read(cache, 'a', filling('one'))
    await servers.pass(11_000)
    expect(await servers.read(cache, 'a', failing(new StoreAway()))).toBe('one stale')
    await servers.pass(50)
    expect(findStale(cache, 'a')).toBe('one')
    await servers.pass(cacheTiming.retryMs)
    expect(findStale(cache, 'a')).toBeUndefined()
  })

  it('drops what is stale when its refill says that the answer is another one now', async () => {
    const { cache } = await servers.start()
    await servers.read(cache, 'a', filling('one'))
    await servers.pass(11_000)
    expect(await servers.read(cache, 'a', failing(new Error('no such node')))).toBe('one stale')
    await servers.pass(50)
    await expect(servers.ended(cache.read('a', policy, failing(new Error('no such node'))))).rejects.toThrow(
      'no such node',
    )
  })
})
