import type { SeriesReader, TimeRange } from '@tieback/adapters'
import { type HourlyInput, listSignals, type SampleInput, writeHourly, writeSamples } from '@tieback/store'
import type { IngestContext } from '../context.ts'
import { knownNow } from './known-now.ts'
import type { Run } from './run-record.ts'

const hourS = 3_600

interface SeriesReading {
  readonly run: Run
  readonly ids: ReadonlyMap<string, string>
  readonly reader: SeriesReader
  readonly range: TimeRange
  readonly signal: AbortSignal
}

/** Our id of each series of a source by the source's key; empty until it was discovered. */
export async function readSignalIds({ pool }: IngestContext, sourceId: string): Promise<ReadonlyMap<string, string>> {
  const signals = await listSignals(pool, { sourceId, asOf: await knownNow(pool) })
  return new Map(signals.map((signal) => [signal.sourceKey, signal.id]))
}

/** Reads hourly statistics of every series of a source over whole hours. A page is taken in as it comes: an abort loses little. */
export async function readHourly(reading: SeriesReading): Promise<void> {
  const { run, ids, reader, range, signal } = reading
  for await (const page of reader.readSummaries([...ids.keys()], range, hourS, signal)) {
    const rows = (await run.take(page)).flatMap(({ sourceKey, start, ...statistics }): HourlyInput[] => {
      const signalId = ids.get(sourceKey)
      return signalId === undefined ? [] : [{ signalId, hour: start, ...statistics }]
    })
    if (rows.length > 0) await run.write('samples', (tx) => writeHourly(tx, rows))
  }
}

/** Reads archived samples of every series of a source. Gives the newest sample's instant, null when there was none. */
export async function readSamples(reading: SeriesReading): Promise<Date | null> {
  const { run, ids, reader, range, signal } = reading
  let newest: Date | null = null
  for await (const page of reader.readRecorded([...ids.keys()], range, signal)) {
    const rows = (await run.take(page)).flatMap(({ sourceKey, ...sample }): SampleInput[] => {
      const signalId = ids.get(sourceKey)
      return signalId === undefined ? [] : [{ signalId, ...sample }]
    })
    for (const { at } of rows) if (newest === null || at > newest) newest = at
    if (rows.length > 0) await run.write('samples', (tx) => writeSamples(tx, rows))
  }
  return newest
}
