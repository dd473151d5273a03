import { type BenchOptions, type BenchResult, measureInterleaved, ratios, summarise } from '../harness.ts'
import type { Load, MeasuredServer } from './measured-server.ts'

const path = '/api/v1/summary'

interface Servers {
  readonly bare: MeasuredServer
  readonly fastify: MeasuredServer
  readonly tsRest: MeasuredServer
  /** The same with a compressor, as whoever serves browsers has it. */
  readonly tsRestCompressing: MeasuredServer
  readonly cached: MeasuredServer
  readonly full: MeasuredServer
  readonly anew: MeasuredServer
}

/** What every server must answer with: figures of different bytes can't be compared. */
async function checkBodies(servers: readonly MeasuredServer[], body: Buffer): Promise<void> {
  for (const server of servers) {
    if (!(await server.fetch(path)).body.equals(body)) throw new Error('the servers do not answer with the same bytes')
  }
}

/** Requests of one round. Short rounds, and many of them: what else the machine does then hits neighbours alike. */
const requestsPerRound = { quick: 5_000, slow: 600, anew: 25 }

/** Processor time of each server per request, and what ours takes of the others'. */
export async function measureCpu(
  servers: Servers,
  summary: { readonly body: Buffer; readonly etag: string },
  { rounds, isQuick }: BenchOptions,
): Promise<BenchResult[]> {
  const { bare, fastify, tsRest, tsRestCompressing, cached, full, anew } = servers
  await checkBodies([bare, fastify, tsRest, cached, full], summary.body)
  const common = { 'accept-encoding': 'identity' }
  const asBrowsers = { 'accept-encoding': 'gzip, deflate, br, zstd' }
  const contender = (name: string, server: MeasuredServer, requests: number, load: Partial<Load> = {}) => ({
    name,
    measure: () =>
      server.cpuMicrosPerRequest(isQuick ? Math.ceil(requests / 20) : requests, { path, headers: common, ...load }),
  })
  const { quick, slow } = requestsPerRound
  const samples = await measureInterleaved(
    [
      contender('bare', bare, quick),
      contender('fastify', fastify, quick),
      contender('cached', cached, quick),
      contender('304', cached, quick, { headers: { ...common, 'if-none-match': summary.etag }, status: 304 }),
      contender('full', full, quick),
      contender('ts-rest', tsRest, slow),
      contender('cached for a browser', cached, quick, { headers: asBrowsers }),
      contender('ts-rest for a browser', tsRestCompressing, slow, { headers: asBrowsers }),
      contender('anew', anew, requestsPerRound.anew),
    ],
    rounds,
  )
  const of = (name: string): readonly number[] => samples.get(name) ?? []
  const ratio = (
    metric: string,
    above: string,
    below: string,
    marks: Partial<Pick<BenchResult, 'floor' | 'goal' | 'better'>>,
  ) => summarise(ratios(of(above), of(below)), { metric, unit: '×', better: 'lower', ...marks })
  const micros = (metric: string, name: string) => summarise(of(name), { metric, unit: 'µs', better: 'lower' })
  return [
    ratio('cached `/summary` ÷ bare `node:http`', 'cached', 'bare', { floor: 1.25, goal: 1.1 }),
    ratio('cached `/summary` as 304 ÷ bare 200', '304', 'bare', { floor: 0.95, goal: 0.88 }),
    ratio('cached `/summary` with everything on ÷ bare', 'full', 'bare', { floor: 3, goal: 2 }),
    ratio('ts-rest, checked on each request ÷ cached', 'ts-rest', 'cached', { floor: 8, goal: 12, better: 'higher' }),
    ratio('the same for a browser, compressed ÷ cached', 'ts-rest for a browser', 'cached for a browser', {
      floor: 8,
      goal: 12,
      better: 'higher',
    }),
    ratio('bare Fastify ÷ bare `node:http`', 'fastify', 'bare', {}),
    ratio('`/summary` answered anew ÷ bare', 'anew', 'bare', {}),
    micros('bare `node:http`, processor time a request', 'bare'),
    micros('cached `/summary`, processor time a request', 'cached'),
    micros('ts-rest, checked on each request, processor time', 'ts-rest'),
    micros('ts-rest, checked and compressed on each request, processor time', 'ts-rest for a browser'),
    micros('`/summary` answered anew, processor time', 'anew'),
  ]
}
