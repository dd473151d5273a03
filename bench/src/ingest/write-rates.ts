import { createStorePool, type SampleInput, type StorePool, writeSamples } from '@tieback/store'
import pg from 'pg'
import { type BenchOptions, type BenchResult, measureInterleaved, ratios, summarise } from '../harness.ts'
import { copyRowsIn } from './raw-copy.ts'
import { commit, createSeriesStore, seriesIds } from './series-store.ts'

const series = 100
const samplesOfSeries = 100
const periodMs = 5_000
const dayMs = 86_400_000
const start = Date.UTC(2026, 0, 1)

/** Pages of new samples, each later than all before: a hundred series at five seconds, ten thousand samples a page, as an adapter hands them over. */
function* pagesOf(ids: readonly string[]): Generator<SampleInput[], never> {
  for (let page = 0; ; page += 1) {
    const from = start + page * samplesOfSeries * periodMs
    yield ids.flatMap((signalId) =>
      Array.from({ length: samplesOfSeries }, (_, index): SampleInput => {
        const value = 100 + Math.sin((page * samplesOfSeries + index) / 500) + Math.random()
        return { signalId, at: new Date(from + index * periodMs), value, quality: 'good', reason: null }
      }),
    )
  }
}

/** Makes the days that are going to be written to, for whoever writes without asking for them. */
async function makeDays(pool: StorePool, signalId: string, days: number): Promise<void> {
  const instants = Array.from({ length: days }, (_, day) => new Date(start - 1 + (day + 1) * dayMs))
  await commit(pool, (tx) =>
    writeSamples(
      tx,
      instants.map((at) => ({ signalId, at, value: 0, quality: 'good', reason: null })),
    ),
  )
}

/** Rows a second of `write` over these pages; rows were made before, and aren't counted. */
async function rate(pages: readonly SampleInput[][], write: (rows: SampleInput[]) => Promise<void>): Promise<number> {
  const startedAt = performance.now()
  for (const page of pages) await write(page)
  return (pages.length * series * samplesOfSeries * 1_000) / (performance.now() - startedAt)
}

/** What idempotent writing costs beside a loop that only copies, page by page in transactions of the same size. */
export async function measureWriteRates(options: BenchOptions): Promise<BenchResult[]> {
  const store = await createSeriesStore(series + 1)
  const pool = createStorePool(store.url, { applicationName: 'bench', max: 2, onError: () => undefined })
  const raw = new pg.Client({ connectionString: store.url })
  await raw.connect()
  try {
    const ids = seriesIds(series + 1)
    await makeDays(pool, ids.pop() as string, 10)
    const pages = pagesOf(ids)
    const take = (): SampleInput[][] => Array.from({ length: options.isQuick ? 1 : 5 }, () => pages.next().value)
    const write = async (rows: SampleInput[], expected: number): Promise<void> => {
      const { written } = await commit(pool, (tx) => writeSamples(tx, rows))
      if (written !== expected) throw new Error(`${written} samples were written, not ${expected}`)
    }
    let last: SampleInput[][] = []
    const samples = await measureInterleaved(
      [
        { name: 'copy', measure: () => rate(take(), (rows) => copyRowsIn(raw, rows)) },
        { name: 'fresh', measure: () => rate((last = take()), (rows) => write(rows, rows.length)) },
        { name: 'replay', measure: () => rate(last, (rows) => write(rows, 0)) },
      ],
      options.rounds,
    )
    const of = (name: string): readonly number[] => samples.get(name) ?? []
    const ratio = (metric: string, name: string, marks: { floor: number; goal: number }) =>
      summarise(ratios(of(name), of('copy')), { metric, unit: '×', better: 'higher', ...marks })
    const speed = (metric: string, name: string) => summarise(of(name), { metric, unit: 'rows/s', better: 'higher' })
    return [
      ratio('idempotent ingest, fresh rows ÷ raw COPY', 'fresh', { floor: 0.6, goal: 0.85 }),
      ratio('full replay, no row version written ÷ raw COPY', 'replay', { floor: 0.5, goal: 0.8 }),
      speed('raw COPY', 'copy'),
      speed('idempotent ingest, fresh rows', 'fresh'),
      speed('full replay', 'replay'),
    ]
  } finally {
    await raw.end()
    await pool.end()
    await store.close()
  }
}
