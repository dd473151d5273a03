import type { SeriesReader, TimeRange } from '@tieback/adapters'
import { advanceSeries, resolveReadSeries, type SeriesMark } from '@tieback/store'
import type { Run } from './run.ts'
import { SampleWriter } from './sample-writer.ts'

/** Name of the stream of archived samples in marks. */
export const samplesStream = 'samples'

/** Series of one read: when it breaks off, those before it have their marks. Whole hundreds, as servers answer so many at a time. */
const seriesPerRead = 2_000

/** Some series of a source, and what is to be read of all of them. */
export interface SeriesSpan {
  readonly series: readonly SeriesMark[]
  readonly range: TimeRange
  /** Whether the marks move to the range's end; not where something before it is missing. */
  readonly movesMarks: boolean
}

interface SpanReading {
  readonly run: Run
  readonly reader: SeriesReader
  readonly span: SeriesSpan
  readonly isLive: boolean
  readonly signal: AbortSignal
}

export interface SpanResult {
  /** The newest sample's instant; null when there was none. */
  readonly newest: Date | null
  /** Ids of series that the source refused: their marks stand still, so that nothing of them is lost. */
  readonly refused: ReadonlySet<string>
}

const later = (a: Date | null, b: Date | null): Date | null => (a === null || (b !== null && b > a) ? b : a)

/** Reads archived samples of some series over one span, and moves their marks in the transaction of the last of them. Doing it again changes nothing. */
export async function readSpan(reading: SpanReading): Promise<SpanResult> {
  const { series } = reading.span
  const refused = new Set<string>()
  let newest: Date | null = null
  for (let start = 0; start < series.length; start += seriesPerRead) {
    const slice = series.slice(start, start + seriesPerRead)
    const result = await readSlice(reading, slice)
    newest = later(newest, result.newest)
    for (const id of result.refused) refused.add(id)
  }
  return { newest, refused }
}

async function readSlice(
  { run, reader, span: { range, movesMarks }, isLive, signal }: SpanReading,
  series: readonly SeriesMark[],
): Promise<SpanResult> {
  const bySourceKey = new Map(series.map((mark) => [mark.sourceKey, mark.signalId]))
  const writer = new SampleWriter(run, series, { isLive })
  const refused = new Set<string>()
  try {
    for await (const page of reader.readRecorded([...bySourceKey.keys()], range, signal)) {
      for (const { key } of page.refused) {
        // A refusal under a series' own name is about all of it; one of a single sample has its instant in its key.
        const signalId = bySourceKey.get(key)
        if (signalId !== undefined) refused.add(signalId)
      }
      await writer.take(await run.take(page))
    }
  } catch (error) {
    await writer.settle()
    throw error
  }
  const newestOf = writer.newest()
  let resolved = 0
  await writer.finish(async (tx) => {
    const read = series.filter(({ signalId }) => !refused.has(signalId))
    await advanceSeries(
      tx,
      samplesStream,
      read.flatMap(({ signalId, completeTo }) => {
        const mark = movesMarks ? range.end : completeTo
        return mark === null ? [] : [{ signalId, completeTo: mark, newestAt: newestOf.get(signalId) ?? null }]
      }),
    )
    resolved = await resolveReadSeries(
      tx,
      run.sourceId,
      read.map(({ sourceKey }) => sourceKey),
    )
  })
  if (resolved > 0) run.context.cache.invalidate(['sources'])
  const newest = [...newestOf.values()].reduce<Date | null>(later, null)
  return { newest, refused }
}
