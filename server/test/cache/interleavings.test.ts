import { describe, expect, it } from 'vitest'
import { runInterleavings } from './interleavings.ts'

describe('interleavings of two servers, a worker, outages, pauses and lost messages', () => {
  it('never serve what an acknowledged invalidation made void, never fail a read, and always end', async () => {
    const counts = await runInterleavings({ count: 1_000, seed: 1 })
    expect(counts).toMatchObject({
      interleavings: 1_000,
      staleReads: 0,
      failedReads: 0,
      unacknowledged: 0,
      faultySeeds: [],
    })
    // Enough has to happen for that to say something.
    expect(counts.reads).toBeGreaterThan(30_000)
    expect(counts.invalidations).toBeGreaterThan(5_000)
    expect(counts.served).toBeGreaterThan(10_000)
  })
})
