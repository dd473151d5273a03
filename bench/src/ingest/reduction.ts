import { reduceLine } from '@tieback/domain'
import {
  createStorePool,
  packSampleDays,
  readSampleArrays,
  type SampleInput,
  type SeriesQuery,
  type StorePool,
  writeSamples,
} from '@tieback/store'
import pg from 'pg'
import { type BenchOptions, type BenchResult, measureInterleaved, ratios, summarise } from '../harness.ts'
import { copyRowsOut } from './raw-copy.ts'
import { commit, createSeriesStore, seriesIds } from './series-store.ts'

const points = 200_000
const pointsKept = 2_000
const periodMs = 5_000
const start = Date.UTC(2026, 0, 1)
/** Samples of one series in one page. */
const pageLength = 2_000

/** Places of the lowest, of the highest, and of the edges of gaps: what a reduction may never lose. */
const lowest = 54_321
const highest = 123_456
const gaps = [20_000, 77_777, 150_000].map((first) => ({ first, end: first + 250 }))

function sampleAt(signalId: string, index: number): SampleInput {
  const at = new Date(start + index * periodMs)
  if (gaps.some(({ first, end }) => index >= first && index < end))
    return { signalId, at, value: null, quality: 'bad', reason: 'Bad Input' }
  const extreme = index === lowest ? -1_000 : index === highest ? 1_000 : 0
  return {
    signalId,
    at,
    value: 100 + Math.sin(index / 500) * 10 + Math.random() + extreme,
    quality: 'good',
    reason: null,
  }
}

/** Some series side by side, in pages by time, as they would have come. */
async function writeSeries(pool: StorePool): Promise<void> {
  for (let first = 0; first < points; first += pageLength) {
    const rows = seriesIds(3).flatMap((id) =>
      Array.from({ length: pageLength }, (_, index) => sampleAt(id, first + index)),
    )
    await commit(pool, (tx) => writeSamples(tx, rows))
  }
}

/** What the application does for a line of `pointsKept` points, up to where it is sent. */
async function readReduced(pool: StorePool, query: SeriesQuery): Promise<number[]> {
  const { at, value } = await readSampleArrays(pool, query)
  return reduceLine(at, value, pointsKept)
}

function refuseLosses(kept: readonly number[]): void {
  const edges = gaps.flatMap(({ first, end }) => [first - 1, first, end])
  const lost = [lowest, highest, ...edges, 0, points - 1].filter((index) => !kept.includes(index))
  if (lost.length > 0 || kept.length > pointsKept) throw new Error(`lost: ${lost.join(', ')}; kept ${kept.length}`)
}

async function wallMs(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now()
  await work()
  return performance.now() - startedAt
}

/** How long two thousand points of two hundred thousand take, beside bringing all of them over. */
export async function measureReduction({ rounds, isQuick }: BenchOptions): Promise<BenchResult[]> {
  const store = await createSeriesStore(3, writeSeries)
  const pool = createStorePool(store.url, { applicationName: 'bench', max: 2, onError: () => undefined })
  const raw = new pg.Client({ connectionString: store.url })
  await raw.connect()
  try {
    const [, signalId = ''] = seriesIds(2)
    const query = { signalId, from: new Date(start), to: new Date(start + points * periodMs), asOf: new Date() }
    const copy = `select at, value, quality from sample where signal_id = '${signalId}'
      and at >= '${query.from.toISOString()}' and at < '${query.to.toISOString()}'
      and known_from <= now() and known_to > now() order by at, ordinal`
    const measure = async () => {
      refuseLosses(await readReduced(pool, query))
      const samples = await measureInterleaved(
        [
          { name: 'copy', measure: () => wallMs(() => copyRowsOut(raw, copy)) },
          { name: 'reduced', measure: () => wallMs(() => readReduced(pool, query)) },
        ],
        isQuick ? rounds : rounds * 2,
      )
      return { copied: samples.get('copy') ?? [], reduced: samples.get('reduced') ?? [] }
    }
    const loose = await measure()
    // As the job does that tidies the samples: all days but the last, which has only begun.
    const days = await packSampleDays(pool, query)
    if (days === 0) throw new Error('no day was packed')
    await pool.query('vacuum analyze sample_day')
    const packed = await measure()
    const ratio = (metric: string, { copied, reduced }: typeof packed, goal: number | null) =>
      summarise(ratios(reduced, copied), { metric, unit: '×', better: 'lower', floor: 1.25, goal })
    const wall = (metric: string, samples: readonly number[]) =>
      summarise(samples, { metric, unit: 'ms', better: 'lower' })
    return [
      ratio('200,000 points reduced to 2,000, past days packed ÷ raw COPY OUT of them', packed, 0.35),
      ratio('the same, no day packed', loose, null),
      wall('raw COPY OUT of 200,000 points', packed.copied),
      wall('200,000 points reduced to 2,000, past days packed', packed.reduced),
      wall('the same, no day packed', loose.reduced),
    ]
  } finally {
    await raw.end()
    await pool.end()
    await store.close()
  }
}
