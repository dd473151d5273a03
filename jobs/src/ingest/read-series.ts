import type { SeriesReader, TimeRange } from '@tieback/adapters'
import { type HourlyInput, listSeriesMarks, writeHourly } from '@tieback/store'
import type { IngestContext } from '../context.ts'
import type { Run } from './run.ts'

/** Name of the stream of hourly statistics in marks. */
export const hourlyStream = 'hourly'

const hourS = 3_600

interface SeriesReading {
  readonly run: Run
  readonly ids: ReadonlyMap<string, string>
  readonly reader: SeriesReader
  readonly range: TimeRange
  readonly signal: AbortSignal
}

/** Our id of each series of a source that is to be read, by the source's key; empty until it was discovered. */
export async function readSignalIds({ pool }: IngestContext, sourceId: string): Promise<ReadonlyMap<string, string>> {
  const series = await listSeriesMarks(pool, sourceId, hourlyStream)
  return new Map(series.map(({ sourceKey, signalId }) => [sourceKey, signalId]))
}

/**
 * Reads hourly statistics of series over whole hours, and gives the ids of those that the source refused.
 * A page is taken in as it comes: an abort loses little.
 */
export async function readHourly(reading: SeriesReading): Promise<ReadonlySet<string>> {
  const { run, ids, reader, range, signal } = reading
  const refused = new Set<string>()
  for await (const page of reader.readSummaries([...ids.keys()], range, hourS, signal)) {
    for (const { key } of page.refused) {
      const signalId = ids.get(key)
      if (signalId !== undefined) refused.add(signalId)
    }
    const rows = (await run.take(page)).flatMap(({ sourceKey, start, ...statistics }): HourlyInput[] => {
      const signalId = ids.get(sourceKey)
      return signalId === undefined ? [] : [{ signalId, hour: start, ...statistics }]
    })
    if (rows.length > 0) await run.write('samples', (tx) => writeHourly(tx, rows))
  }
  return refused
}
