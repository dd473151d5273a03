import { createPiWebApiSource, parsePiMapping, type Source } from '@tieback/adapters'
import { discoverSource, type IngestContext, registerSource, type SourceSchedule } from '@tieback/jobs'
import { createStorePool, listSeriesMarks, type SeriesMark, type StorePool } from '@tieback/store'
import type { BenchOptions } from '../harness.ts'
import { MeasuredServer } from '../http/measured-server.ts'
import { createSeriesStore } from '../ingest/series-store.ts'

/** Tags of a large site, and of a smoke run. */
export const tagsOf = ({ isQuick }: Pick<BenchOptions, 'isQuick'>): number => (isQuick ? 1_000 : 10_000)

/** Seconds from one scan to the next. */
export const periodS = 5

/** What a call to a historian takes before its first byte. */
const latencyMs = 40

export const sourceId = 'pi'

const every: SourceSchedule = { discoverS: 3_600, productionS: 3_600, hourlyS: 3_600, samplesS: periodS }

const mapping = parsePiMapping(`
dataServer: TBSIM
nodes: { namespace: field, keyKind: object-id }
tags:
  - { match: '^SYN-', node: W1, quantity: wellhead_pressure, name: Pressure, unit: bar, gauge: true, interpolation: linear, expectedPeriod: 5s }
`)

const silent = { info: () => undefined, warn: () => undefined, error: () => undefined }

/** What may be other than usual about the source. */
export interface SourceVariant {
  readonly idsPerCall?: number
  readonly channelsMax?: number
}

/** The real adapter on a historian's address. */
export function createBenchSource(
  baseUrl: string,
  { channelsMax = 0, ...limits }: SourceVariant = {},
): ReturnType<typeof createPiWebApiSource> {
  return createPiWebApiSource({ id: sourceId, name: 'PI', baseUrl, mapping, channels: { channelsMax }, ...limits })
}

/** What jobs of this one source stand on. */
export function createBenchContext(pool: StorePool, source: Source): IngestContext {
  return {
    pool,
    sources: new Map([[source.id, { source, every }]]),
    clock: { now: () => new Date() },
    log: silent,
    cache: { invalidate: () => undefined },
    stopping: new AbortController().signal,
    settings: { dailyHistoryDays: 1, hourlyHistoryDays: 1, sampleKeepDays: 2 },
  }
}

export const openBenchPool = (url: string): StorePool =>
  createStorePool(url, { applicationName: 'tieback-bench', max: 8, onError: () => undefined })

/** A historian that has archived since some time, and a store that knows its series and has no sample of them. */
export interface HistorianSite {
  readonly historian: MeasuredServer
  readonly baseUrl: string
  readonly storeUrl: string
  readonly pool: StorePool
  readonly source: ReturnType<typeof createPiWebApiSource>
  readonly context: IngestContext
  readonly series: readonly SeriesMark[]
  close(): Promise<void>
}

/** `rawSeries` further series of the store are of no source that is read. */
export async function startHistorianSite({
  since,
  tags,
  rawSeries = 0,
}: {
  readonly since: Date
  readonly tags: number
  readonly rawSeries?: number
}): Promise<HistorianSite> {
  const store = await createSeriesStore(rawSeries)
  const historian = await MeasuredServer.start('../adapters/historian-process.ts', {
    BENCH_TAGS: String(tags),
    BENCH_PERIOD_S: String(periodS),
    BENCH_SINCE: since.toISOString(),
    BENCH_LATENCY_MS: String(latencyMs),
  })
  const baseUrl = `${historian.origin}/piwebapi`
  const pool = openBenchPool(store.url)
  const source = createBenchSource(baseUrl)
  const context = createBenchContext(pool, source)
  await registerSource(context, { source, every })
  await discoverSource(context, sourceId, new AbortController().signal)
  await pool.query('vacuum analyze')
  return {
    ...{ historian, baseUrl, storeUrl: store.url, pool, source, context },
    series: await listSeriesMarks(pool, sourceId, 'samples'),
    close: async () => {
      await pool.end()
      await historian.stop()
      await store.close()
    },
  }
}
