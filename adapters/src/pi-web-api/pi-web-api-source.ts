import { readConcurrently } from '../http/read-concurrently.ts'
import { trustCaFile } from '../http/trust-ca-file.ts'
import type { Page, RefusedRow, SeriesReader, Source, TimeRange } from '../port.ts'
import { createPiClient, type PiClient } from './client.ts'
import { type PiWebApiConfig, PiWebApiSettings } from './config.ts'
import { discoverSignals } from './discover.ts'
import { readRecordedChunk } from './recorded.ts'
import { chunkStreams, resolveStreams, type Stream } from './streams.ts'
import { readSummaryChunk } from './summaries.ts'
import { SystemInfo } from './wire.ts'

/** The longest range of one read: a month, of which a five-minute tag has about 9 000 samples. */
const rangeMsMax = 31 * 86_400_000

/**
 * A PI Web API server behind the port: a historian, so it has signals and series and neither nodes nor production.
 *
 * throws  ZodError where a setting is wrong; Error where caFile can't be read. Nothing is sent before the first call
 */
export function createPiWebApiSource(settings: PiWebApiSettings): Source & { readonly series: SeriesReader } {
  const config = PiWebApiSettings.parse(settings)
  if (config.caFile !== undefined) trustCaFile(config.caFile)
  const client = createPiClient(config)
  // The server's own limit, once met, holds for every later read.
  const budget = { perCall: config.itemsPerCall }
  return {
    id: config.id,
    name: config.name,
    kind: 'pi-web-api',
    namespace: config.mapping.nodes.namespace,
    async check(signal) {
      const system = await client.get('/system', [], SystemInfo, signal)
      return { product: system.ProductTitle, version: system.ProductVersion ?? null }
    },
    discover: (signal) => discoverSignals(client, config, signal),
    series: {
      readRecorded: (tags, range, signal) =>
        readChunks(tags, range, { client, config }, signal, (streams, inner) =>
          readRecordedChunk(streams, range, { client, config, budget }, inner),
        ),
      readSummaries: (tags, range, stepS, signal) =>
        readChunks(tags, range, { client, config }, signal, (streams, inner) =>
          readSummaryChunk(streams, range, stepS, { client, config }, inner),
        ),
    },
    close: () => Promise.resolve(),
  }
}

async function* readChunks<Row>(
  tags: readonly string[],
  range: TimeRange,
  { client, config }: { client: PiClient; config: PiWebApiConfig },
  signal: AbortSignal,
  readChunk: (streams: readonly Stream[], inner: AbortSignal) => AsyncIterable<Page<Row>>,
): AsyncGenerator<Page<Row>> {
  if (range.end.getTime() - range.start.getTime() > rangeMsMax) throw new RangeError('a range is at most 31 days')
  signal.throwIfAborted()
  if (range.end <= range.start) return
  const streams: Stream[] = []
  const refused: RefusedRow[] = []
  for (const result of await resolveStreams(tags, client, config, signal)) {
    if ('refused' in result) refused.push(result.refused)
    else streams.push(result.stream)
  }
  if (refused.length > 0) yield { rows: [], refused, updatedTo: null }
  const readers = chunkStreams(streams, config).map((chunk) => (inner: AbortSignal) => readChunk(chunk, inner))
  yield* readConcurrently(readers, config.concurrency, signal)
}
