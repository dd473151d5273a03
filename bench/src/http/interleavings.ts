import { runInterleavings } from '@tieback/server/testing'
import { type BenchOptions, type BenchResult, summarise } from '../harness.ts'

/** What is played through in a full run, and in one that only shows that it runs. */
const interleavings = { full: 10_000, quick: 200 }

/** Reads that got what an acknowledged invalidation had made void, over interleavings of two processes with everything that can go wrong between them. */
export async function measureStaleReads({ isQuick }: BenchOptions): Promise<BenchResult[]> {
  const count = isQuick ? interleavings.quick : interleavings.full
  const { staleReads, reads } = await runInterleavings({ count, seed: 1 })
  const metric = `stale reads of ${reads.toLocaleString('en')}, over ${count.toLocaleString('en')} interleavings`
  return [summarise([staleReads], { metric, unit: 'reads', better: 'lower', floor: 0, goal: 0 })]
}
