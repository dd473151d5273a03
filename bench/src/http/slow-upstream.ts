import { setTimeout as wait } from 'node:timers/promises'
import { createStorePool } from '@tieback/store'
import { type BenchOptions, type BenchResult, quantile, summarise } from '../harness.ts'
import type { MeasuredServer } from './measured-server.ts'
import { runOpenLoop } from './open-loop.ts'

/** How long whoever needs the table waits for it, and how long it is free in between, ms. */
const heldMs = 5_000
const freeMs = 500

/** Between two questions that memory has no answer to, ms. */
const unheardOfEveryMs = 50

interface Running<Result> {
  /** Resolves with what came of it. */
  stop(): Promise<Result>
}

/** Takes a table that every summary is made of away for five seconds, again and again, until it is stopped; gives how often. */
function holdUpFills(databaseUrl: string): Running<number> {
  const pool = createStorePool(databaseUrl, { applicationName: 'tieback-bench-lock', max: 1, onError: () => undefined })
  const stopping = new AbortController()
  const rest = (ms: number) => wait(ms, undefined, { signal: stopping.signal }).catch(() => undefined)
  const hold = async (): Promise<number> => {
    let times = 0
    for (; !stopping.signal.aborted; times += 1) {
      const client = await pool.connect()
      await client.query('begin; lock table fact_daily_production in access exclusive mode')
      await rest(heldMs)
      await client.query('rollback')
      client.release()
      await rest(freeMs)
    }
    return times
  }
  const holding = hold()
  return {
    stop: async () => {
      stopping.abort()
      const times = await holding
      await pool.end()
      return times
    },
  }
}

/** Asks again and again for what memory can't have, and what doesn't need that table; gives how long each took, ms. */
function askTheUnheardOf(server: MeasuredServer): Running<readonly number[]> {
  const stopping = new AbortController()
  const ask = async (): Promise<readonly number[]> => {
    const latencies: number[] = []
    const before = Date.now()
    while (!stopping.signal.aborted) {
      const askedAt = performance.now()
      const asOf = new Date(before - latencies.length).toISOString()
      if ((await server.fetch(`/api/v1/sources?asOf=${asOf}`)).outcome !== 'miss') throw new Error('it was heard of')
      latencies.push(performance.now() - askedAt)
      await wait(unheardOfEveryMs)
    }
    return latencies
  }
  const asking = ask()
  return {
    stop: async () => {
      stopping.abort()
      return await asking
    },
  }
}

/** What clients wait at 2,000 requests a second, sent when they are due, while fills take five seconds. */
export async function measureSlowUpstream(
  { server, bare }: { readonly server: MeasuredServer; readonly bare: MeasuredServer },
  databaseUrl: string,
  { seconds, isQuick }: BenchOptions,
): Promise<BenchResult[]> {
  const path = '/api/v1/summary'
  const load = { perSecond: isQuick ? 500 : 2_000, seconds }
  // What the machine and the load by themselves make clients wait.
  const ofMachine = await runOpenLoop({
    ...load,
    url: `${bare.origin}${path}`,
    headers: bare.headers,
    seconds: Math.ceil(seconds / 4),
  })
  await server.fetch(path)
  const slowness = holdUpFills(databaseUrl)
  const unheardOf = askTheUnheardOf(server)
  const result = await runOpenLoop({ ...load, url: `${server.origin}${path}`, headers: server.headers })
  const misses = await unheardOf.stop()
  const times = await slowness.stop()
  const { sent, failed, outcomes, p50Ms, p99Ms, maxMs } = result
  if (failed > 0) console.error(`${failed} of ${sent} requests failed`)
  const row = (metric: string, value: number, about: Partial<BenchResult> & Pick<BenchResult, 'unit'>) =>
    summarise([value], {
      metric: `${sent / seconds} requests a second, fills taking ${heldMs / 1_000} s: ${metric}`,
      better: 'lower',
      ...about,
    })
  const share = (outcome: string): number => ((outcomes[outcome] ?? 0) / sent) * 100
  return [
    row('P99', p99Ms, { unit: 'ms', floor: 20, goal: 8 }),
    row('P99 of a bare `node:http`, nothing held up', ofMachine.p99Ms, { unit: 'ms' }),
    row('P50', p50Ms, { unit: 'ms' }),
    row('longest', maxMs, { unit: 'ms' }),
    row('failed', failed, { unit: 'requests', floor: 0, goal: 0 }),
    row('answered fresh', share('hit'), { unit: '%', better: 'higher' }),
    row('answered stale', share('stale'), { unit: '%', better: 'higher' }),
    row('times that fills were held up', times, { unit: 'times', better: 'higher' }),
    row(`P99 of ${misses.length} other answers made meanwhile`, quantile(misses, 0.99), { unit: 'ms' }),
  ]
}
