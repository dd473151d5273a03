import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { readLeastMark, type StorePool } from '@tieback/store'
import { type BenchOptions, type BenchResult, quantile, summarise } from '../harness.ts'
import { type HistorianSite, periodS, sourceId, startHistorianSite, tagsOf } from './historian-site.ts'

/** How long ago the archive begins: what is there before, the worker reads first. */
const historyMs = 120_000

/** Least marks this near to now say that the worker keeps up, ms; and how long it may take to come there. */
const keepsUpMs = 20_000
const keepsUpWithinMs = 300_000

/** Between looks at what has become readable: as much too late each may be seen, ms. */
const lookEveryMs = 50

/** Once the worker keeps up: what was left over from its start is through by then. */
const settleMs = 20_000

/** How samples come. */
export interface Arrival {
  readonly name: string
  readonly channelsMax: number
}

async function waitUntil(what: string, limitMs: number, isSo: () => Promise<boolean>): Promise<void> {
  const until = Date.now() + limitMs
  while (!(await isSo())) {
    if (Date.now() > until) throw new Error(`${what}: not within ${limitMs / 1_000} s`)
    await wait(250)
  }
}

interface Watching {
  /** When what became known at an instant was first seen by a reader, ms since 1970, by that instant. */
  readonly seenAt: ReadonlyMap<number, number>
  stop(): Promise<void>
}

/** Looks at the store as a reader does, and notes when each commit was there for it. */
function watchCommits(pool: StorePool): Watching {
  const seenAt = new Map<number, number>()
  const stopping = new AbortController()
  const watch = async (): Promise<void> => {
    let last = new Date(0)
    while (!stopping.signal.aborted) {
      const { rows } = await pool.query<{ known_at: Date }>(
        'select known_at from knowledge_commit where known_at > $1 order by known_at',
        [last],
      )
      const now = Date.now()
      for (const { known_at: knownAt } of rows) seenAt.set(knownAt.getTime(), now)
      last = rows.at(-1)?.known_at ?? last
      await wait(lookEveryMs, undefined, { signal: stopping.signal }).catch(() => undefined)
    }
  }
  const watching = watch()
  return {
    seenAt,
    stop: async () => {
      stopping.abort()
      await watching
    },
  }
}

/** Ages that samples had when a reader could see them, s. Throws where one is missing. */
async function readAges(
  { pool, series }: HistorianSite,
  { from, to }: { readonly from: Date; readonly to: Date },
  { seenAt }: Watching,
): Promise<number[]> {
  const expected = ((to.getTime() - from.getTime()) / 1_000 / periodS) * series.length
  const read = async () => {
    const { rows } = await pool.query<{ at: Date; known_from: Date }>(
      'select at, known_from from sample where at >= $1 and at < $2',
      [from, to],
    )
    return rows
  }
  let rows = await read()
  await waitUntil(`${expected} samples`, keepsUpWithinMs, async () => (rows = await read()).length >= expected)
  const isSeen = () => rows.every(({ known_from: knownFrom }) => seenAt.has(knownFrom.getTime()))
  // The look that found the last samples may have come before the one that is told of their commit.
  await waitUntil('the commits of all samples are seen', lookEveryMs * 100, () => Promise.resolve(isSeen()))
  return rows.map(
    ({ at, known_from: knownFrom }) => ((seenAt.get(knownFrom.getTime()) ?? Number.NaN) - at.getTime()) / 1_000,
  )
}

async function measureAges(site: HistorianSite, seconds: number): Promise<number[]> {
  const { pool } = site
  const isKeepingUp = async (): Promise<boolean> =>
    Date.now() - ((await readLeastMark(pool, sourceId, 'samples'))?.getTime() ?? 0) < keepsUpMs
  await waitUntil('the worker keeps up', keepsUpWithinMs, isKeepingUp)
  await wait(settleMs)
  const watching = watchCommits(pool)
  const from = new Date()
  const to = new Date(from.getTime() + Math.ceil(seconds / periodS) * periodS * 1_000)
  await wait(to.getTime() - from.getTime())
  try {
    return await readAges(site, { from, to }, watching)
  } finally {
    await watching.stop()
  }
}

/** How old samples of ten thousand tags at five-second scans are when a reader of the store can see them, with a worker beside it. */
export async function measureFreshness({ name, channelsMax }: Arrival, options: BenchOptions): Promise<BenchResult[]> {
  const tags = tagsOf(options)
  const site = await startHistorianSite({ since: new Date(Date.now() - historyMs), tags })
  const worker = fork(join(import.meta.dirname, 'ingest-worker.ts'), {
    env: {
      ...process.env,
      DATABASE_URL: site.storeUrl,
      BENCH_PI_URL: site.baseUrl,
      BENCH_CHANNELS_MAX: String(channelsMax),
    },
  })
  try {
    const ages = await measureAges(site, options.seconds)
    const about = `${ages.length.toLocaleString('en')} samples of ${tags.toLocaleString('en')} tags every ${periodS} s, ${name}: from their own instant to readable`
    const row = (share: number, marks: Partial<Pick<BenchResult, 'floor' | 'goal'>> = {}) =>
      summarise([quantile(ages, share)], {
        ...{ metric: `${about}, P${share * 100}`, unit: 's', better: 'lower' },
        ...marks,
      })
    return [row(0.5), row(0.95), row(0.99, { floor: 30, goal: 7 })]
  } finally {
    const exited = once(worker, 'exit')
    worker.disconnect()
    await exited
    await site.close()
  }
}
