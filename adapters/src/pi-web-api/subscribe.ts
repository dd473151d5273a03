import { parseWire } from '../http/parse-wire.ts'
import { readConcurrently } from '../http/read-concurrently.ts'
import type { Page, Sample } from '../port.ts'
import { SourceError } from '../source-error.ts'
import { readChannel } from './channel.ts'
import { type SamplePage, refuseAhead } from './refuse-ahead.ts'
import type { ReadTools, SourceTools } from './read-tools.ts'
import { toSample } from './sample.ts'
import { refuseStream, type Stream } from './stream.ts'
import { chunkStreams } from './streams.ts'
import { instantAfter, ticksSince } from './timestamp.ts'
import { ChannelMessage, type RecordedStream } from './wire.ts'

/** Samples of the streams as they arrive over as many channels as their addresses need. */
export async function* followStreams(
  streams: readonly Stream[],
  tools: SourceTools,
  signal: AbortSignal,
): AsyncGenerator<Page<Sample>> {
  const { config, limits } = tools
  const chunks = chunkStreams(streams, limits, config)
  const { channelsMax } = config.channels
  if (chunks.length > channelsMax) {
    const text = `${streams.length} series need ${chunks.length} channels and at most ${channelsMax} are opened: poll instead.`
    throw new SourceError('not_found', config.id, text)
  }
  const readers = chunks.map((chunk) => (inner: AbortSignal) => followChunk(chunk, { ...tools, signal: inner }))
  yield* readConcurrently(readers, chunks.length, signal)
}

async function* followChunk(streams: readonly Stream[], tools: ReadTools): AsyncGenerator<Page<Sample>> {
  const { config } = tools
  const find = finderOf(streams)
  for await (const text of openChannel(streams, tools)) {
    const message = parseWire(ChannelMessage, parseJson(text, config.id), config.id, 'a message of the channel')
    const page: SamplePage = { rows: [], refused: [], lastMs: -Infinity }
    for (const item of message.Items) {
      const stream = find(item)
      if (stream !== undefined) take(stream, item, page)
    }
    // A heartbeat has nothing in it: that it came is all it says.
    if (page.rows.length > 0 || page.refused.length > 0) {
      yield { ...(await refuseAhead(page, streams, tools)), updatedTo: null }
    }
  }
}

/** One channel, opened once more with fresh credentials where those at hand have run out. */
async function* openChannel(streams: readonly Stream[], { client, config, signal }: ReadTools): AsyncGenerator<string> {
  const headers = await client.authorization.authorize(signal)
  try {
    yield* readChannel({ config, streams, headers }, signal)
  } catch (error) {
    const isRefused = error instanceof SourceError && error.code === 'unauthorized'
    if (!isRefused || !client.authorization.refresh(headers)) throw error
    yield* readChannel({ config, streams, headers: await client.authorization.authorize(signal) }, signal)
  }
}

/** The stream that a part of a message is about. The server may name it by another kind of WebID than was sent. */
function finderOf(streams: readonly Stream[]): (item: RecordedStream) => Stream | undefined {
  const byKey = new Map(
    streams.flatMap((stream) => [
      [stream.webId, stream],
      [stream.path.toUpperCase(), stream],
    ]),
  )
  return ({ WebId = '', Path = '' }) => byKey.get(WebId) ?? byKey.get(Path.toUpperCase())
}

function take(stream: Stream, { Items = [], Errors, WebException }: RecordedStream, page: SamplePage): void {
  const errors = WebException?.Errors ?? Errors ?? []
  if (errors.length > 0) page.refused.push(refuseStream(stream, errors.join(' ').slice(0, 300)))
  for (const item of Items) {
    const ticks = ticksSince(0, item.Timestamp)
    if (Number.isNaN(ticks)) {
      page.refused.push(refuseStream(stream, `${JSON.stringify(item.Timestamp)} is not a timestamp`, 'wrong-shape'))
      continue
    }
    const at = instantAfter(0, ticks)
    page.rows.push(toSample(stream, at, item))
    page.lastMs = Math.max(page.lastMs, at.getTime())
  }
}

function parseJson(text: string, sourceId: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch (cause) {
    throw new SourceError('bad_payload', sourceId, 'The channel sent a message that is not JSON.', { cause })
  }
}
