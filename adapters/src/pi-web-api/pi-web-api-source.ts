import { readConcurrently } from '../http/read-concurrently.ts'
import { trustCaFile } from '../http/trust-ca-file.ts'
import type { Page, RefusedRow, Sample, SeriesReader, Source, TimeRange } from '../port.ts'
import { createCallLimits } from './call-limits.ts'
import { createPiClient } from './client.ts'
import { PiWebApiSettings } from './config.ts'
import { discoverSignals } from './discover.ts'
import { readInterpolatedChunk, readPlotChunk } from './interpolated.ts'
import { readLatestChunk } from './latest.ts'
import type { ReadTools, SourceTools } from './read-tools.ts'
import { readRecordedChunk } from './recorded.ts'
import type { Stream } from './stream.ts'
import { createStreamDirectory } from './stream-directory.ts'
import { chunkStreams } from './streams.ts'
import { followStreams } from './subscribe.ts'
import { readSummaryChunk } from './summaries.ts'
import { createWireShapes } from './wire-shapes.ts'
import { SystemInfo } from './wire.ts'

/** The longest range of one read: a month, of which a five-minute tag has about 9 000 samples. */
const rangeMsMax = 31 * 86_400_000

/**
 * A PI Web API server behind the port: a historian, so it has signals and series and neither nodes nor production.
 *
 * throws  ZodError where a setting is wrong; Error where caFile can't be read. Nothing is sent before the first call
 */
export function createPiWebApiSource(settings: PiWebApiSettings): Source & { readonly series: Required<SeriesReader> } {
  const config = PiWebApiSettings.parse(settings)
  if (config.caFile !== undefined) trustCaFile(config.caFile)
  const client = createPiClient(config)
  const directory = createStreamDirectory(client, config)
  const tools = { client, config, directory, limits: createCallLimits(config), shapes: createWireShapes() }
  return {
    id: config.id,
    name: config.name,
    kind: 'pi-web-api',
    namespace: config.mapping.nodes.namespace,
    async check(signal) {
      const query = [['selectedFields', 'ProductTitle;ProductVersion;WebException']] as const
      const system = await client.get({ path: '/system', query }, SystemInfo, signal)
      return { product: system.ProductTitle, version: system.ProductVersion ?? null }
    },
    discover: (signal) => discoverSignals({ ...tools, signal }),
    series: createSeriesReader(tools),
    limits: client.guard.limits,
    readCalls: () => client.guard.readCalls(),
    quietUntil: (now) => client.guard.quietUntil(now),
    takeWireShapes: () => tools.shapes.take(),
    close: () => Promise.resolve(),
  }
}

function createSeriesReader(tools: SourceTools): Required<SeriesReader> {
  return {
    readRecorded: (keys, range, signal) =>
      readRange(keys, range, tools, signal, (streams, inner) => readRecordedChunk(streams, range, inner)),
    readSummaries: (keys, range, stepS, signal) =>
      readRange(keys, range, tools, signal, (streams, inner) => readSummaryChunk(streams, range, stepS, inner)),
    readInterpolated: (keys, range, stepS, signal) =>
      readRange(keys, range, tools, signal, (streams, inner) => readInterpolatedChunk(streams, range, stepS, inner)),
    readPlot: (keys, range, intervals, signal) =>
      readRange(keys, range, tools, signal, (streams, inner) => readPlotChunk(streams, range, intervals, inner)),
    readLatest: (keys, signal) => readChunks(keys, tools, signal, readLatestChunk),
    subscribe: (keys, signal) => subscribe(keys, tools, signal),
  }
}

async function* readRange<Row>(
  keys: readonly string[],
  range: TimeRange,
  tools: SourceTools,
  signal: AbortSignal,
  readChunk: ReadChunk<Row>,
): AsyncGenerator<Page<Row>> {
  if (range.end.getTime() - range.start.getTime() > rangeMsMax) throw new RangeError('a range is at most 31 days')
  signal.throwIfAborted()
  if (range.end > range.start) yield* readChunks(keys, tools, signal, readChunk)
}

type ReadChunk<Row> = (streams: readonly Stream[], tools: ReadTools) => AsyncIterable<Page<Row>>

async function* readChunks<Row>(
  keys: readonly string[],
  tools: SourceTools,
  signal: AbortSignal,
  readChunk: ReadChunk<Row>,
): AsyncGenerator<Page<Row>> {
  const { streams, refused } = await resolveStreams(keys, tools, signal)
  if (refused.length > 0) yield { rows: [], refused, updatedTo: null }
  const { limits, config } = tools
  const readers = chunkStreams(streams, limits, config).map(
    (chunk) => (inner: AbortSignal) => readChunk(chunk, { ...tools, signal: inner }),
  )
  yield* readConcurrently(readers, config.resilience.concurrency, signal)
}

async function* subscribe(
  keys: readonly string[],
  tools: SourceTools,
  signal: AbortSignal,
): AsyncGenerator<Page<Sample>> {
  const { streams, refused } = await resolveStreams(keys, tools, signal)
  if (refused.length > 0) yield { rows: [], refused, updatedTo: null }
  yield* followStreams(streams, tools, signal)
}

async function resolveStreams(keys: readonly string[], { directory }: SourceTools, signal: AbortSignal) {
  signal.throwIfAborted()
  const streams: Stream[] = []
  const refused: RefusedRow[] = []
  for (const result of await directory.resolve(keys, signal)) {
    if ('refused' in result) refused.push(result.refused)
    else streams.push(result.stream)
  }
  return { streams, refused }
}
