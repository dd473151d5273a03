import type { Page, Sample, Source, TimeRange } from '@tieback/adapters'
import { createStorePool } from '@tieback/store'
import {
  catchUpSamples,
  discoverSource,
  type IngestContext,
  ingestSamples,
  registerSource,
  startCatchUp,
} from '../src/index.ts'

/** What the parent asks for, as the last argument. */
interface Request {
  readonly databaseUrl: string
  readonly series: number
  readonly sinceMs: number
}

/** What the parent is told, several times a second. */
export interface Report {
  readonly heapMb: number
  readonly rssMb: number
}

/** Or that a job failed, which is tried again. */
export interface Failure {
  readonly failure: string
}

export const sourceId = 'pressure'

/** Samples of one page, as a historian sends them. */
const rowsPerPage = 5_000

/** The value of a series at a second. */
export const valueAt = (series: number, second: number): number => (series * 7 + second * 13) % 1_000

const keyOf = (series: number): string => `S${series}`

/** A historian that stores a number of each series every second of real time, and never runs short of answers. */
function createHistorian({ series, sinceMs }: Request): Source {
  const node = { namespace: sourceId, keyKind: 'object-id', value: 'W1' } as const
  const well = {
    kind: 'well',
    code: null,
    parentObjectId: null,
    wellType: null,
    validFrom: null,
    validTo: null,
  } as const
  return {
    id: sourceId,
    name: sourceId,
    kind: 'pi-web-api',
    namespace: sourceId,
    check: () => Promise.resolve({ product: 'endless', version: null }),
    discover: () =>
      Promise.resolve({
        calendar: null,
        nodes: [{ ...well, objectId: 'W1', name: 'W1', attributes: {} }],
        signals: Array.from({ length: series }, (_, index) => ({
          sourceKey: keyOf(index),
          node,
          name: keyOf(index),
          quantity: 'wellhead_pressure' as const,
          unit: 'bar' as const,
          reference: null,
          basis: 'gauge' as const,
          interpolation: 'linear' as const,
          expectedPeriodS: 1,
        })),
        refused: [],
      }),
    series: {
      readRecorded: (sourceKeys, range) => readRecorded(sourceKeys, range, sinceMs),
      readSummaries: () => readRecorded([], { start: new Date(0), end: new Date(0) }, sinceMs) as never,
    },
    close: () => Promise.resolve(),
  }
}

async function* readRecorded(
  sourceKeys: readonly string[],
  { start, end }: TimeRange,
  sinceMs: number,
): AsyncGenerator<Page<Sample>> {
  const first = Math.ceil(Math.max(start.getTime(), sinceMs) / 1_000)
  const last = Math.min(end.getTime(), Date.now())
  let rows: Sample[] = []
  for (const sourceKey of sourceKeys) {
    const series = Number(sourceKey.slice(1))
    for (let second = first; second * 1_000 < last; second += 1) {
      const at = new Date(second * 1_000)
      rows.push({ sourceKey, at, value: valueAt(series, second), quality: 'good', reason: null })
      if (rows.length < rowsPerPage) continue
      yield { rows, refused: [], updatedTo: null }
      rows = []
      // As an answer that comes over the network leaves room for others.
      await new Promise((resolve) => setImmediate(resolve))
    }
  }
  yield { rows, refused: [], updatedTo: null }
}

function report(): void {
  // What could be let go of is no growth.
  globalThis.gc?.()
  const { heapUsed, rss } = process.memoryUsage()
  const told: Report = { heapMb: heapUsed / 2 ** 20, rssMb: rss / 2 ** 20 }
  process.send?.(told)
}

async function main(request: Request): Promise<void> {
  const pool = createStorePool(request.databaseUrl, {
    applicationName: 'tieback test',
    max: 8,
    onError: () => undefined,
  })
  const stopping = new AbortController()
  const source = createHistorian(request)
  const every = { discoverS: 600, productionS: 60, hourlyS: 60, samplesS: 1 }
  const context: IngestContext = {
    pool,
    sources: new Map([[sourceId, { source, every }]]),
    clock: { now: () => new Date() },
    log: { info: () => undefined, warn: () => undefined, error: () => undefined },
    cache: { invalidate: () => undefined },
    settings: { dailyHistoryDays: 1, hourlyHistoryDays: 1, sampleKeepDays: 7 },
    stopping: stopping.signal,
  }
  await registerSource(context, { source, every })
  await discoverSource(context, sourceId, stopping.signal)
  process.once('message', () => stopping.abort(new Error('the test has ended')))
  const timer = setInterval(report, 250)
  const chunk = startCatchUp()
  // As a worker does: the live front again and again, and what is missing behind it beside that.
  const live = repeat(stopping.signal, () => ingestSamples(context, sourceId, stopping.signal))
  const behind = repeat(stopping.signal, () => catchUpSamples(context, sourceId, chunk, stopping.signal))
  await Promise.all([live, behind])
  clearInterval(timer)
  await pool.end()
  process.disconnect()
}

/** Does a piece of work again soon after it ended, well or not, until it is stopped: as the queue would. */
async function repeat(signal: AbortSignal, work: () => Promise<unknown>): Promise<void> {
  while (!signal.aborted) {
    await work().catch((error: unknown) => {
      if (!signal.aborted) process.send?.({ failure: String(error) })
    })
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
}

const [, , text] = process.argv
if (text !== undefined && process.send !== undefined) await main(JSON.parse(text) as Request)
