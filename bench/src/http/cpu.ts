import { type BenchOptions, type BenchResult, measureInterleaved, ratios, summarise } from '../harness.ts'
import type { Load, MeasuredServer } from './measured-server.ts'
import type { MeasuredAnswer, MeasuredServers } from './measured-servers.ts'

/** Requests of one round. Short rounds, and many of them: what else the machine does then hits neighbours alike. */
const requestsPerRound = { quick: 2_500, slow: 300, anew: 25 }

const common = { 'accept-encoding': 'identity' }
const asBrowsers = { 'accept-encoding': 'gzip, deflate, br, zstd' }

/** Processor time of each server per request, round by round, µs. */
async function sampleCpu(
  servers: MeasuredServers,
  { path, etag }: MeasuredAnswer,
  { rounds, isQuick }: BenchOptions,
): Promise<(name: string) => readonly number[]> {
  const { bare, bareOptimized, fastify, tsRest, tsRestCompressing, cached, full, anew } = servers
  const { quick, slow } = requestsPerRound
  const contender = (name: string, server: MeasuredServer, requests: number, load: Partial<Load> = {}) => ({
    name,
    measure: () =>
      server.cpuMicrosPerRequest(isQuick ? Math.ceil(requests / 20) : requests, { path, headers: common, ...load }),
  })
  const samples = await measureInterleaved(
    [
      // Beside those that are compared with it.
      contender('bare', bare, quick),
      contender('cached', cached, quick),
      contender('304', cached, quick, { headers: { ...common, 'if-none-match': etag }, status: 304 }),
      contender('bare, optimized', bareOptimized, quick),
      contender('full', full, quick),
      contender('fastify', fastify, quick),
      contender('ts-rest', tsRest, slow),
      contender('cached for a browser', cached, quick, { headers: asBrowsers }),
      contender('ts-rest for a browser', tsRestCompressing, slow, { headers: asBrowsers }),
      contender('anew', anew, requestsPerRound.anew),
    ],
    rounds,
  )
  return (name) => samples.get(name) ?? []
}

/** What `/summary` of one portfolio costs out of memory, and what others take for the same bytes. */
export async function measureCpu(
  portfolio: string,
  servers: MeasuredServers,
  answer: MeasuredAnswer,
  options: BenchOptions,
): Promise<BenchResult[]> {
  const of = await sampleCpu(servers, answer, options)
  const about = `${portfolio}, ${(answer.body.byteLength / 1_000).toFixed(0)} kB`
  const ratio = (
    metric: string,
    [above, below]: readonly [above: string, below: string],
    marks: Partial<Pick<BenchResult, 'floor' | 'goal' | 'better'>> = {},
  ) => summarise(ratios(of(above), of(below)), { metric: `${about}: ${metric}`, unit: '×', better: 'lower', ...marks })
  const micros = (metric: string, name: string) =>
    summarise(of(name), { metric: `${about}: ${metric}, processor time`, unit: 'µs', better: 'lower' })
  const speedUp = { floor: 8, goal: 12, better: 'higher' } as const
  return [
    ratio('cached ÷ bare `node:http`', ['cached', 'bare'], { floor: 1.25, goal: 1.1 }),
    ratio('cached ÷ bare with the same option as ours', ['cached', 'bare, optimized']),
    ratio('cached as 304 ÷ bare 200', ['304', 'bare'], { floor: 0.95, goal: 0.88 }),
    ratio('cached, everything on ÷ bare', ['full', 'bare'], { floor: 3, goal: 2 }),
    ratio('ts-rest, checked on each request ÷ cached', ['ts-rest', 'cached'], speedUp),
    ratio('the same for a browser, compressed ÷ cached', ['ts-rest for a browser', 'cached for a browser'], speedUp),
    ratio('bare Fastify ÷ bare', ['fastify', 'bare']),
    ratio('answered anew ÷ bare', ['anew', 'bare']),
    micros('bare', 'bare'),
    micros('cached', 'cached'),
    micros('ts-rest, checked on each request', 'ts-rest'),
    micros('answered anew', 'anew'),
  ]
}
