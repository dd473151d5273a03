import { type HourlyInput, type StorePool, writeHourly } from '@tieback/store'
import { type BenchOptions, type BenchResult, measureInterleaved, ratios, summarise } from '../harness.ts'
import { MeasuredServer } from '../http/measured-server.ts'
import { commit, createSeriesStore, seriesIds } from './series-store.ts'

const hours = 8_760
const from = '2025-01-01T00:00:00Z'
const to = '2026-01-01T00:00:00Z'

async function writeYear(pool: StorePool): Promise<void> {
  for (const signalId of seriesIds(4)) {
    const rows = Array.from({ length: hours }, (_, hour): HourlyInput => {
      const average = hour % 500 === 0 ? null : 100 + Math.sin(hour / 100) * 10 + Math.random()
      const goodShare = average === null ? 0 : hour % 50 === 0 ? 0.9 : 1
      const start = new Date(Date.parse(from) + hour * 3_600_000)
      return {
        signalId,
        hour: start,
        average,
        minimum: average,
        maximum: average,
        last: average,
        goodShare,
        count: 720,
      }
    })
    await commit(pool, (tx) => writeHourly(tx, rows))
  }
}

const queryOf = (signalId: string): string =>
  `select hour, average, good_share from fact_hourly_timeseries where signal_id = '${signalId}'
   and hour >= '${from}' and hour < '${to}' and known_from <= now() and known_to > now() order by hour`

/** Processor time of a year of hours answered by the real application, nothing of it kept from one request to the next. */
export async function measureHourlyAnswer({ rounds, isQuick }: BenchOptions): Promise<BenchResult[]> {
  const store = await createSeriesStore(4, writeYear)
  const [signalId = ''] = seriesIds(1)
  const env = { DATABASE_URL: store.url }
  const tieback = await MeasuredServer.start('tieback-server.ts', { ...env, BENCH_FEATURES: 'anew' })
  const raw = await MeasuredServer.start('../ingest/copy-server.ts', { ...env, BENCH_QUERY: queryOf(signalId) })
  try {
    const path = `/api/v1/signals/${signalId}/samples?from=${from}&to=${to}&maxPoints=10000`
    await compare(tieback, raw, path)
    const requests = isQuick ? 5 : 60
    const samples = await measureInterleaved(
      [
        { name: 'copy', measure: () => raw.cpuMicrosPerRequest(requests, { path: '/' }) },
        { name: 'answer', measure: () => tieback.cpuMicrosPerRequest(requests, { path }) },
      ],
      rounds,
    )
    const of = (name: string): readonly number[] => samples.get(name) ?? []
    const about = { better: 'lower', unit: '×', floor: 2, goal: 1.3 } as const
    const micros = { better: 'lower', unit: 'µs' } as const
    return [
      summarise(ratios(of('answer'), of('copy')), {
        metric: 'a year of hours through the API ÷ raw COPY OUT and decode, processor time',
        ...about,
      }),
      summarise(of('copy'), { metric: 'raw COPY OUT and decode, processor time', ...micros }),
      summarise(of('answer'), { metric: 'a year of hours through the API, processor time', ...micros }),
    ]
  } finally {
    await Promise.all([tieback.stop(), raw.stop()])
    await store.close()
  }
}

/** Throws where the two don't speak of the same rows. */
async function compare(tieback: MeasuredServer, raw: MeasuredServer, path: string): Promise<void> {
  const { body } = await tieback.fetch(path)
  // Safe: the answer was held to the contract.
  const { data } = JSON.parse(body.toString()) as { data: { resolution: string; samples: { at: string[] } } }
  const count = Number((await raw.fetch('/')).body.toString())
  if (data.resolution !== 'hourly' || data.samples.at.length !== hours || count !== hours)
    throw new Error(`${data.samples.at.length} ${data.resolution} samples beside ${count} rows, and not ${hours}`)
}
