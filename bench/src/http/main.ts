import { type BenchOptions, type BenchResult, parseBenchOptions, publish } from '../harness.ts'
import { measureCpu } from './cpu.ts'
import { createFilledStore, type Filling } from './filled-store.ts'
import { measureStaleReads } from './interleavings.ts'
import { measureLatencies } from './latencies.ts'
import { startServers } from './measured-servers.ts'
import { fillWithNorwegianShelf, hasNorwegianShelf } from './norwegian-shelf.ts'
import { fillWithSimulatedField } from './simulated-field.ts'
import { measureSlowUpstream } from './slow-upstream.ts'

/** What is measured on one portfolio; on the live one also what its clients wait. */
async function measurePortfolio(
  name: string,
  { fill, isLive }: { readonly fill: Filling; readonly isLive: boolean },
  options: BenchOptions,
): Promise<BenchResult[]> {
  const store = await createFilledStore(fill)
  try {
    const { servers, answer } = await startServers(store.url)
    const { full, bare, ...others } = servers
    const results = await measureCpu(name, servers, answer, options)
    await Promise.all(Object.values(others).map((server) => server.stop()))
    if (isLive) {
      results.push(...(await measureLatencies(full, options)))
      results.push(...(await measureSlowUpstream({ server: full, bare }, store.url, options)))
    }
    await Promise.all([full.stop(), bare.stop()])
    return results
  } finally {
    await store.close()
  }
}

const options = parseBenchOptions({ rounds: 25, seconds: 60 })
const results = await measurePortfolio('simulated field', { fill: fillWithSimulatedField, isLive: true }, options)
if (hasNorwegianShelf()) {
  const shelf = { fill: fillWithNorwegianShelf, isLive: false }
  results.push(...(await measurePortfolio('fields of the Norwegian shelf', shelf, options)))
} else {
  console.error('Left out: the fields of the Norwegian shelf (no data in ../shared/data/sodir)')
}
results.push(...(await measureStaleReads(options)))
await publish({ bench: 'http', rounds: options.rounds, results }, options)
