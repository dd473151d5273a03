import { catchUpSamples, startCatchUp } from '@tieback/jobs'
import { advanceSeries, readLeastMark } from '@tieback/store'
import pg from 'pg'
import { type BenchOptions, type BenchResult, measureInterleaved, ratios, summarise } from '../harness.ts'
import { commit, seriesIds } from '../ingest/series-store.ts'
import { type HistorianSite, sourceId } from './historian-site.ts'
import { copySpan, listWebIds, type RawStream } from './raw-loop.ts'

/** Rows of a round at least; a round goes on where the one before it stopped. */
const rowsPerRound = { full: 600_000, quick: 50_000 }

/** What a round of either came to. */
interface Round {
  readonly rows: number
  readonly seconds: number
  readonly ownMicros: number
  readonly historianMicros: number
}

interface Span {
  readonly from: Date
  readonly to: Date
}

async function measureRound({ historian }: HistorianSite, work: () => Promise<number>): Promise<Round> {
  const historianBefore = await historian.cpuMicros()
  const ownBefore = process.cpuUsage()
  const startedAt = performance.now()
  const rows = await work()
  const seconds = (performance.now() - startedAt) / 1_000
  const { user, system } = process.cpuUsage(ownBefore)
  return { rows, seconds, ownMicros: user + system, historianMicros: (await historian.cpuMicros()) - historianBefore }
}

async function leastMark({ pool }: HistorianSite): Promise<Date> {
  const mark = await readLeastMark(pool, sourceId, 'samples')
  if (mark === null) throw new Error('no series was ever read')
  return mark
}

/** Ours: the job that reads what was missed, chunk by chunk, with its marks, runs and knowledge. */
async function createCatchUp(site: HistorianSite, since: Date): Promise<(rowsMin: number) => Promise<number>> {
  const { pool, context, series } = site
  // As if each series had been read up to where its archive begins.
  const marks = series.map(({ signalId }) => ({ signalId, completeTo: since, newestAt: null }))
  await commit(pool, (tx) => advanceSeries(tx, 'samples', marks))
  const state = startCatchUp()
  const { signal } = new AbortController()
  const countWritten = async (): Promise<number> => {
    const { rows } = await pool.query<{ written: number }>(
      `select coalesce(sum(written_count), 0)::int as written from ingest_run where job = 'catch-up-samples'`,
    )
    return rows[0]?.written ?? 0
  }
  return async (rowsMin) => {
    const before = await countWritten()
    let written = 0
    while (written < rowsMin) {
      if (!(await catchUpSamples(context, sourceId, state, signal))) throw new Error('the archive was too short')
      written = (await countWritten()) - before
    }
    return written
  }
}

async function createRawStreams({ baseUrl, series }: HistorianSite): Promise<RawStream[]> {
  const ids = seriesIds(series.length)
  return (await listWebIds(baseUrl)).map((webId, index) => ({ webId, signalId: ids[index] ?? '' }))
}

/** How many samples a second come from the historian into Postgres, beside a loop that checks nothing and remembers nothing. */
export async function measureSustained(
  site: HistorianSite,
  since: Date,
  { rounds, isQuick }: BenchOptions,
): Promise<BenchResult[]> {
  const raw = new pg.Client({ connectionString: site.storeUrl })
  await raw.connect()
  try {
    const catchUp = await createCatchUp(site, since)
    const streams = await createRawStreams(site)
    const found = new Map<string, Round[]>([
      ['ours', []],
      ['raw', []],
    ])
    let span: Span = { from: since, to: since }
    const measure = async (name: string, work: () => Promise<number>): Promise<number> => {
      const round = await measureRound(site, work)
      found.get(name)?.push(round)
      return round.rows / round.seconds
    }
    const rates = await measureInterleaved(
      [
        {
          name: 'ours',
          measure: async () => {
            const from = await leastMark(site)
            const rate = await measure('ours', () => catchUp(isQuick ? rowsPerRound.quick : rowsPerRound.full))
            span = { from, to: await leastMark(site) }
            return rate
          },
        },
        { name: 'raw', measure: () => measure('raw', () => copySpan(raw, site.baseUrl, streams, span)) },
      ],
      rounds,
    )
    refuseDifferences(found)
    return toResults(rates, found, rounds)
  } finally {
    await raw.end()
  }
}

/** Throws where the two didn't write as many rows of the same span. */
function refuseDifferences(found: ReadonlyMap<string, readonly Round[]>): void {
  const raw = found.get('raw') ?? []
  for (const [round, { rows }] of (found.get('ours') ?? []).entries()) {
    if (raw[round]?.rows !== rows) throw new Error(`${rows} rows beside ${String(raw[round]?.rows)} of the raw loop`)
  }
}

function toResults(
  rates: ReadonlyMap<string, readonly number[]>,
  found: ReadonlyMap<string, readonly Round[]>,
  rounds: number,
): BenchResult[] {
  const of = (name: string): readonly number[] => rates.get(name) ?? []
  const each = (name: string, figure: (round: Round) => number) => (found.get(name) ?? []).slice(-rounds).map(figure)
  const micros = (metric: string, samples: readonly number[]) =>
    summarise(samples, { metric: `processor time of an event: ${metric}`, unit: 'µs', better: 'lower' })
  return [
    summarise(of('ours'), {
      ...{ metric: 'PI → Postgres sustained, validated', unit: 'events/s', better: 'higher' },
      ...{ floor: 50_000, goal: 160_000 },
    }),
    summarise(ratios(of('ours'), of('raw')), {
      ...{ metric: 'the same ÷ raw parse and COPY', unit: '×', better: 'higher', floor: 0.4, goal: 0.65 },
    }),
    summarise(of('raw'), { metric: 'raw parse and COPY', unit: 'events/s', better: 'higher' }),
    micros(
      'Tieback’s process',
      each('ours', ({ ownMicros, rows }) => ownMicros / rows),
    ),
    micros(
      'the raw loop’s process',
      each('raw', ({ ownMicros, rows }) => ownMicros / rows),
    ),
    micros(
      'the simulator, for Tieback',
      each('ours', ({ historianMicros, rows }) => historianMicros / rows),
    ),
    summarise(
      each('ours', ({ historianMicros, seconds }) => historianMicros / seconds / 10_000),
      { metric: 'share of a core that the simulator took meanwhile', unit: '%', better: 'lower' },
    ),
  ]
}
