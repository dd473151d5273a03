import { hasRedisServer, startRedisServer, startTestDatabase } from '@tieback/store/testing'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createPostgresTier } from '../../src/platform/cache/postgres-tier.ts'
import { createRedisTier } from '../../src/platform/cache/redis-tier.ts'
import type { Move, SharedTier } from '../../src/platform/cache/shared-tier.ts'

const forgetAfterMs = 60_000

/** Where a tier is kept for one test. */
interface Place {
  createTier(options?: { forgetAfterMs: number }): SharedTier
  /** Starts the server behind it again, in which everything may be lost. */
  restart: (() => Promise<void>) | null
  dispose(): Promise<void>
}

async function openRedis(): Promise<Place> {
  let server = await startRedisServer()
  const { url } = server
  return {
    createTier: (options = { forgetAfterMs }) => createRedisTier(url, options),
    restart: async () => {
      await server.stop()
      server = await startRedisServer(Number(new URL(url).port))
    },
    dispose: () => server.stop(),
  }
}

async function openPostgres(): Promise<Place> {
  const database = await startTestDatabase()
  return {
    createTier: (options = { forgetAfterMs }) => createPostgresTier(database.url, options),
    restart: null,
    dispose: () => database.dispose(),
  }
}

const places = [
  { name: 'Redis', open: openRedis, isThere: hasRedisServer() },
  { name: 'Postgres', open: openPostgres, isThere: true },
]

describe.each(places)('the shared tier in $name', ({ open, isThere }) => {
  let place: Place
  let tiers: SharedTier[]

  beforeEach(async ({ skip }) => {
    tiers = []
    skip(!isThere, 'there is no redis-server on this machine')
    place = await open()
  })
  afterEach(async () => {
    await Promise.all(tiers.map((tier) => tier.close()))
    await place.dispose()
  })

  function createTier(options?: { forgetAfterMs: number }): SharedTier {
    const tier = place.createTier(options)
    tiers.push(tier)
    return tier
  }

  /** A process that listens, with what it heard. */
  async function listen(tier: SharedTier): Promise<Move[]> {
    const moves: Move[] = []
    let isListening = false
    tier.listen({ onMove: (move) => moves.push(move), onListening: () => (isListening = true) })
    await vi.waitFor(() => expect(isListening).toBe(true), { timeout: 10_000 })
    // The word that it listens may be that of the other connection of the two.
    await vi.waitFor(
      async () => {
        await tier.move(new Map([['alerts', crypto.randomUUID()]]))
        expect(moves.length).toBeGreaterThan(0)
      },
      { timeout: 10_000, interval: 50 },
    )
    return moves
  }

  it('has no generations at first, and those of the last moves from then on', async () => {
    const tier = createTier()
    expect((await tier.join('a', null)).tokens).toEqual(new Map())
    await tier.move(new Map([['nodes', 'n1']]))
    await tier.move(
      new Map([
        ['nodes', 'n2'],
        ['samples', 's1'],
      ]),
    )
    const { tokens } = await createTier().join('b', null)
    expect(tokens).toEqual(
      new Map([
        ['nodes', 'n2'],
        ['samples', 's1'],
      ]),
    )
  })

  it('puts moves into one order, which joins are part of', async () => {
    const tier = createTier()
    const before = await tier.join('a', null)
    const first = await tier.move(new Map([['nodes', 'n1']]))
    const second = await tier.move(new Map([['nodes', 'n2']]))
    expect([first.count, second.count]).toEqual([before.count + 1, before.count + 2])
    expect(await tier.join('a', before)).toMatchObject({ epoch: second.epoch, count: second.count })
  })

  it('gives moves that are made at once a place each', async () => {
    const [one, other] = [createTier(), createTier()]
    const moves = await Promise.all(
      Array.from({ length: 20 }, (_, index) => (index % 2 === 0 ? one : other).move(new Map([['nodes', `n${index}`]]))),
    )
    expect(new Set(moves.map(({ count }) => count)).size).toBe(20)
  })

  it('tells every listener of every move, with its place', async () => {
    const [mover, one, other] = [createTier(), createTier(), createTier()]
    const heard = [await listen(one), await listen(other)]
    const { epoch, count } = await mover.move(new Map([['production', 'p1']]))
    const told = { epoch, count, tokens: new Map([['production', 'p1']]) }
    for (const moves of heard) await vi.waitFor(() => expect(moves).toContainEqual(told))
  })

  it('counts the members that have not applied a move until each says so', async () => {
    const tier = createTier()
    const position = await tier.join('a', null)
    await tier.acknowledge('a', position)
    await tier.join('b', position)
    const move = await tier.move(new Map([['nodes', 'n1']]))
    expect(await tier.countSilent(position)).toBe(0)
    expect(await tier.countSilent(move)).toBe(2)
    await tier.acknowledge('a', move)
    expect(await tier.countSilent(move)).toBe(1)
    await tier.join('b', move)
    expect(await tier.countSilent(move)).toBe(0)
  })

  it('takes a member that joins as silent until it says what it has applied', async () => {
    const tier = createTier()
    const move = await tier.move(new Map([['nodes', 'n1']]))
    const snapshot = await tier.join('a', null)
    expect(await tier.countSilent(move)).toBe(1)
    await tier.acknowledge('a', snapshot)
    expect(await tier.countSilent(move)).toBe(0)
  })

  it('never takes an acknowledgement back', async () => {
    const tier = createTier()
    const old = await tier.join('a', null)
    const move = await tier.move(new Map([['nodes', 'n1']]))
    await tier.acknowledge('a', move)
    await tier.acknowledge('a', old)
    expect(await tier.countSilent(move)).toBe(0)
  })

  it('does not wait for a member that left, nor for one that was silent for too long', async () => {
    const tier = createTier({ forgetAfterMs: 50 })
    await tier.join('a', null)
    await tier.join('b', null)
    await tier.leave('a')
    const move = await tier.move(new Map([['nodes', 'n1']]))
    expect(await tier.countSilent(move)).toBe(1)
    await vi.waitFor(async () => {
      await tier.join('c', move)
      expect(await tier.countSilent(move)).toBe(0)
    })
  })

  it('knows nothing of the moves of another epoch', async () => {
    expect(await createTier().countSilent({ epoch: 'another', count: 1 })).toBeNull()
  })

  it('lets go in bounded time, and twice', async () => {
    const tier = createTier()
    await listen(tier)
    await tier.close()
    await tier.close()
    await expect(tier.join('a', null)).rejects.toThrow()
  })

  it('begins another epoch when its server comes back empty, says that it is young, and tells its listeners', async ({
    skip,
  }) => {
    const { restart } = place
    if (restart === null) return skip('the database outlives its server')
    const tier = createTier()
    const before = await tier.move(new Map([['nodes', 'n1']]))
    let timesBack = 0
    tier.listen({ onMove: () => undefined, onListening: () => (timesBack += 1) })
    await vi.waitFor(() => expect(timesBack).toBeGreaterThan(0))
    const timesBefore = timesBack
    await restart()
    await vi.waitFor(() => expect(timesBack).toBeGreaterThan(timesBefore), { timeout: 10_000 })
    const after = await vi.waitFor(() => tier.move(new Map([['nodes', 'n2']])), { timeout: 10_000 })
    expect(after.epoch).not.toBe(before.epoch)
    expect(after.isEpochYoung).toBe(true)
    expect(await tier.countSilent(before)).toBeNull()
  })

  it('fails while its server is away, and nothing waits in it', async ({ skip }) => {
    const { restart } = place
    if (restart === null) return skip('the server of the test run stays')
    const tier = createTier()
    await tier.join('a', null)
    await place.dispose()
    await expect(tier.join('a', null)).rejects.toThrow()
    const asked = await Promise.allSettled(Array.from({ length: 50 }, () => tier.join('a', null)))
    expect(new Set(asked.map(({ status }) => status))).toEqual(new Set(['rejected']))
  })

  it('keeps entries for their time, for one claim at a time', async ({ skip }) => {
    const tier = createTier()
    const { entries } = tier
    if (entries === undefined) return skip('this tier shares no entries')
    await tier.join('a', null)
    expect(await entries.claim('k', 'a')).toEqual({ kind: 'mine' })
    expect(await entries.claim('k', 'b')).toEqual({ kind: 'taken' })
    await entries.release('k', 'b')
    expect(await entries.claim('k', 'b')).toEqual({ kind: 'taken' })
    await entries.release('k', 'a')
    expect(await entries.claim('k', 'b')).toEqual({ kind: 'mine' })
    const bytes = Buffer.from([0, 255, 10, 13, 128])
    await entries.put('k', 'b', bytes, 60_000)
    expect(await entries.claim('k', 'a')).toEqual({ kind: 'entry', bytes })
    await entries.put('short', 'a', bytes, 20)
    await vi.waitFor(async () => expect((await entries.claim('short', 'a')).kind).toBe('mine'))
  })
})
