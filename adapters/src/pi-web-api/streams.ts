import type { RefusedRow } from '../port.ts'
import { type PiClient, type PiQuery, PiStatusError } from './client.ts'
import type { PiWebApiConfig } from './config.ts'
import { pointPath, pointWebId } from './web-id.ts'
import { PointWebId, type WebException } from './wire.ts'

/** One tag as it is asked for. */
export interface Stream {
  readonly tag: string
  readonly webId: string
  readonly path: string
}

/** What every stream of a stream set may say of itself, beside its values. */
interface StreamAnswer {
  readonly WebId?: string | undefined
  readonly Name?: string | undefined
  readonly Path?: string | undefined
  readonly Errors?: readonly string[] | undefined
  readonly WebException?: WebException | null | undefined
}

export type StreamResult<Answer> =
  { readonly stream: Stream; readonly answer: Answer } | { readonly stream: Stream; readonly refused: RefusedRow }

/** Bytes of an address before its WebIDs: server, verb, times and selected fields. */
const urlBytesReserved = 900

/** The WebID of each tag, without asking wherever it can be made from the name. */
export async function resolveStreams(
  tags: readonly string[],
  client: PiClient,
  config: PiWebApiConfig,
  signal: AbortSignal,
): Promise<StreamResult<null>[]> {
  const server = config.mapping.dataServer
  const results: StreamResult<null>[] = []
  for (const tag of new Set(tags)) {
    const stream = { tag, webId: pointWebId(server, tag) ?? '', path: pointPath(server, tag) }
    results.push(stream.webId === '' ? await askWebId(stream, client, signal) : { stream, answer: null })
  }
  return results
}

async function askWebId(stream: Stream, client: PiClient, signal: AbortSignal): Promise<StreamResult<null>> {
  try {
    const query: PiQuery = [
      ['path', stream.path],
      ['selectedFields', 'WebId'],
    ]
    const { WebId } = await client.get('/points', query, PointWebId, signal)
    return { stream: { ...stream, webId: WebId }, answer: null }
  } catch (error) {
    if (isAboutOneStream(error)) return { stream, refused: refuseStream(stream, error.message) }
    throw error
  }
}

/** Streams in groups that one address can carry. */
export function chunkStreams(streams: readonly Stream[], config: PiWebApiConfig): Stream[][] {
  const chunks: Stream[][] = []
  let chunk: Stream[] = []
  let bytes = urlBytesReserved
  for (const stream of streams) {
    const length = stream.webId.length + '&webId='.length
    if (chunk.length > 0 && (chunk.length === config.idsPerCall || bytes + length > config.urlBytesMax)) {
      chunks.push(chunk)
      chunk = []
      bytes = urlBytesReserved
    }
    chunk.push(stream)
    bytes += length
  }
  return chunk.length > 0 ? [...chunks, chunk] : chunks
}

/**
 * What the server says of each stream. One that can't be read is refused and the others are given:
 * where the whole call fails for one of them, halves are asked until that one stands alone.
 */
export async function askStreams<Answer extends StreamAnswer>(
  streams: readonly Stream[],
  ask: (streams: readonly Stream[]) => Promise<readonly Answer[]>,
): Promise<StreamResult<Answer>[]> {
  try {
    return joinAnswers(streams, await ask(streams))
  } catch (error) {
    if (!isAboutOneStream(error)) throw error
    const [only] = streams
    if (only !== undefined && streams.length === 1)
      return [{ stream: only, refused: refuseStream(only, error.message) }]
    const middle = Math.ceil(streams.length / 2)
    return [...(await askStreams(streams.slice(0, middle), ask)), ...(await askStreams(streams.slice(middle), ask))]
  }
}

export function refuseStream(
  stream: Stream,
  message: string,
  reason: RefusedRow['reason'] = 'unmapped-signal',
): RefusedRow {
  return { dataset: 'streams', key: stream.tag, reason, message: `${stream.tag}: ${message}`, row: { tag: stream.tag } }
}

function isAboutOneStream(error: unknown): error is PiStatusError {
  return error instanceof PiStatusError && error.itemsMax === null && [400, 404, 409].includes(error.status)
}

/** The server may answer in another order, and with WebIDs of another kind than were sent: the path decides then. */
function joinAnswers<Answer extends StreamAnswer>(
  streams: readonly Stream[],
  answers: readonly Answer[],
): StreamResult<Answer>[] {
  const byKey = new Map<string, Answer>()
  for (const answer of answers) {
    for (const key of [answer.WebId, answer.Path?.toUpperCase(), answer.Name?.toUpperCase()]) {
      if (key !== undefined && key !== '') byKey.set(key, answer)
    }
  }
  return streams.map((stream) => {
    const answer =
      byKey.get(stream.webId) ?? byKey.get(stream.path.toUpperCase()) ?? byKey.get(stream.tag.toUpperCase())
    if (answer === undefined) return { stream, refused: refuseStream(stream, 'the server left it out of its answer.') }
    const errors = answer.WebException?.Errors ?? answer.Errors ?? []
    if (answer.WebException || errors.length > 0) {
      return { stream, refused: refuseStream(stream, errors.join(' ').slice(0, 300) || 'the server failed on it.') }
    }
    return { stream, answer }
  })
}
