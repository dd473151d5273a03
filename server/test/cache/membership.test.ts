import { describe, expect, it } from 'vitest'
import { cacheTiming, type CacheWorld } from '../../src/platform/cache/cache-timing.ts'
import { Generations } from '../../src/platform/cache/generations.ts'
import { Membership } from '../../src/platform/cache/membership.ts'
import { VirtualTier } from './virtual-tier.ts'
import { VirtualTime } from './virtual-time.ts'

/** A member whose questions take `travelMs`, on a clock that only the test moves. */
async function startMember(travelMs: number) {
  const time = new VirtualTime()
  const tier = new VirtualTier({ now: () => time.now, epochYoungMs: 0, forgetAfterMs: 600_000 })
  const world: CacheWorld = {
    monotonic: () => time.now,
    now: () => time.now,
    random: () => 'member',
    wait: (ms) => new Promise((resolve) => time.after(ms, resolve)),
  }
  let isLinked = true
  const wire = {
    ask: <Answer>(answer: () => Answer): Promise<Answer> =>
      new Promise((resolve, reject) => {
        time.after(travelMs, () => (isLinked ? resolve(answer()) : reject(new Error('no answer'))))
      }),
    tell: () => undefined,
  }
  const membership = new Membership({
    tier: tier.connect(wire),
    generations: new Generations(),
    timing: cacheTiming,
    world,
    watcher: { onLost: () => undefined, onFound: () => undefined },
  })
  void membership.start()
  await time.runUntil(travelMs + 1)
  isLinked = false
  return { membership, time }
}

describe('Membership', () => {
  it('counts its lease from before it asked, however long the answer took', async () => {
    const { membership } = await startMember(2_000)
    expect(membership.isAttached(cacheTiming.leaseMs - 1)).toBe(true)
    expect(membership.isAttached(cacheTiming.leaseMs)).toBe(false)
  })

  it('serves everything while its lease holds, then the last seconds, and in the end nothing that was there before', async () => {
    const { membership } = await startMember(10)
    const { leaseMs, detachedFreshMs, detachedMsMax } = cacheTiming
    expect(membership.servableSince(leaseMs - 1)).toBe(-Infinity)
    expect(membership.servableSince(leaseMs + 1)).toBe(leaseMs + 1 - detachedFreshMs)
    expect(membership.servableSince(detachedMsMax - 1)).toBe(detachedMsMax - 1 - detachedFreshMs)
    expect(membership.servableSince(detachedMsMax)).toBe(Infinity)
  })
})
