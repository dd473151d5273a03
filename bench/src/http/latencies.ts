import { apiContract, type PolicedRoute } from '@tieback/contracts'
import { type BenchOptions, type BenchResult, quantile, summarise } from '../harness.ts'
import type { MeasuredServer } from './measured-server.ts'

/** The longest that 95 of 100 requests may take for a reader to stay, ms. The contract's own target for each route is the goal. */
const p95MsMax = 500

const measured: readonly PolicedRoute[] = [apiContract.summary.readSummary, apiContract.nodes.listNodes]

/** Requests of one round. */
const requestsPerRound = 2_000

/** What clients wait for cached answers with everything on: the 95th of 100, over the rounds. */
export async function measureLatencies(
  server: MeasuredServer,
  { rounds, isQuick }: BenchOptions,
): Promise<BenchResult[]> {
  const results: BenchResult[] = []
  for (const { path, metadata } of measured) {
    await server.fetch(path)
    const p95s: number[] = []
    for (let round = 0; round < rounds; round += 1) {
      const latencies = await server.latenciesMs(isQuick ? 100 : requestsPerRound, { path })
      p95s.push(quantile(latencies, 0.95))
    }
    const metric = `cached \`${path}\`, P95 as the client sees it`
    results.push(summarise(p95s, { metric, unit: 'ms', better: 'lower', floor: p95MsMax, goal: metadata.slo.p95Ms }))
  }
  return results
}
