import { setTimeout as wait } from 'node:timers/promises'
import { createStorePool } from '@tieback/store'
import { type BenchOptions, type BenchResult, summarise } from '../harness.ts'
import type { MeasuredServer } from './measured-server.ts'
import { runOpenLoop } from './open-loop.ts'

/** How long whoever needs the table waits for it, and how long it is free in between, ms. */
const heldMs = 5_000
const freeMs = 500

/** Takes a table that every summary is made of away for five seconds, again and again, until it is stopped. */
function holdUpFills(databaseUrl: string): { stop(): Promise<void> } {
  const pool = createStorePool(databaseUrl, { applicationName: 'tieback-bench-lock', max: 1, onError: () => undefined })
  const stopping = new AbortController()
  const rest = (ms: number) => wait(ms, undefined, { signal: stopping.signal }).catch(() => undefined)
  const hold = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      const client = await pool.connect()
      await client.query('begin; lock table fact_daily_production in access exclusive mode')
      await rest(heldMs)
      await client.query('rollback')
      client.release()
      await rest(freeMs)
    }
  }
  const holding = hold()
  return {
    stop: async () => {
      stopping.abort()
      await holding
      await pool.end()
    },
  }
}

/** What clients wait at 2,000 requests a second, sent when they are due, while fills take five seconds. */
export async function measureSlowUpstream(
  server: MeasuredServer,
  databaseUrl: string,
  { seconds, isQuick }: BenchOptions,
): Promise<BenchResult[]> {
  const path = '/api/v1/summary'
  await server.fetch(path)
  const slowness = holdUpFills(databaseUrl)
  const result = await runOpenLoop({ url: `${server.origin}${path}`, perSecond: isQuick ? 500 : 2_000, seconds })
  await slowness.stop()
  const { sent, failed, outcomes, p50Ms, p99Ms, maxMs } = result
  const stale = outcomes['stale'] ?? 0
  if (failed > 0) console.error(`${failed} of ${sent} requests failed`)
  const row = (metric: string, value: number, about: Partial<BenchResult> & Pick<BenchResult, 'unit'>) =>
    summarise([value], { metric, better: 'lower', ...about })
  const during = `while fills take ${heldMs / 1_000} s, ${sent / seconds} requests a second`
  return [
    row(`P99 ${during}`, p99Ms, { unit: 'ms', floor: 20, goal: 8 }),
    row(`P50 ${during}`, p50Ms, { unit: 'ms' }),
    row(`longest ${during}`, maxMs, { unit: 'ms' }),
    row(`failed ${during}`, failed, { unit: 'requests', floor: 0, goal: 0 }),
    row(`answered stale ${during}`, (stale / sent) * 100, { unit: '%', better: 'higher' }),
  ]
}
