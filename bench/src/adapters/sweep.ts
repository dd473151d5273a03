import type { SeriesReader } from '@tieback/adapters'
import { type BenchOptions, type BenchResult, measureInterleaved, ratios, summarise } from '../harness.ts'
import { createBenchSource, type HistorianSite, periodS } from './historian-site.ts'

/** Most calls of a sweep: one for each hundred tags, and a twentieth more. */
const callsMax = (tags: number): number => Math.floor(Math.ceil(tags / 100) * 1.05)

/** Tags that are read one at a time: four calls are under way, so they take ten milliseconds each. */
const fewTags = { full: 500, quick: 40 }

/** Samples of one scan of these series. */
async function readScan(reader: SeriesReader, keys: readonly string[]): Promise<number> {
  const end = new Date(Date.now() - periodS * 1_000)
  const range = { start: new Date(end.getTime() - periodS * 1_000), end }
  let samples = 0
  for await (const page of reader.readRecorded(keys, range, new AbortController().signal)) samples += page.rows.length
  if (samples !== keys.length) throw new Error(`${samples} samples of ${keys.length} series`)
  return samples
}

/** Calls that one scan of every series takes, and what a hundred series in a call save beside one. */
export async function measureSweep(
  { baseUrl, series }: HistorianSite,
  { rounds, isQuick }: BenchOptions,
): Promise<BenchResult[]> {
  const keys = series.map(({ sourceKey }) => sourceKey)
  const together = createBenchSource(baseUrl)
  const alone = createBenchSource(baseUrl, { idsPerCall: 1 })
  await readScan(together.series, keys)
  const callsOfAll = together.readCalls?.().calls ?? Number.NaN
  const few = keys.slice(0, isQuick ? fewTags.quick : fewTags.full)
  const calls = { together: [] as number[], alone: [] as number[] }
  const contender = (name: keyof typeof calls, source: typeof together) => ({
    name,
    measure: async () => {
      const before = source.readCalls?.().calls ?? Number.NaN
      const startedAt = performance.now()
      await readScan(source.series, few)
      const seconds = (performance.now() - startedAt) / 1_000
      calls[name].push((source.readCalls?.().calls ?? Number.NaN) - before)
      return seconds
    },
  })
  const wall = await measureInterleaved([contender('together', together), contender('alone', alone)], rounds)
  const of = (name: keyof typeof calls): readonly number[] => wall.get(name) ?? []
  const about = `a scan of ${few.length} tags, stream sets ÷ one tag in a call`
  return [
    summarise([callsOfAll], {
      ...{ metric: `calls of a sweep of ${keys.length.toLocaleString('en')} tags`, unit: 'calls', better: 'lower' },
      ...{ floor: callsMax(keys.length), goal: callsMax(keys.length) },
    }),
    summarise(ratios(calls.together, calls.alone), { metric: `${about}: calls`, unit: '×', better: 'lower' }),
    summarise(ratios(of('together'), of('alone')), { metric: `${about}: wall`, unit: '×', better: 'lower' }),
  ]
}
