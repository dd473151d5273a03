import { type CallLimits, bytesTooMany, lowerUrlBytes } from './call-limits.ts'
import type { PiQuery } from './client.ts'
import type { PiWebApiConfig } from './config.ts'
import { PiStatusError } from './pi-status-error.ts'
import { refuseStream, type Stream, type StreamResult, urlBytesReserved } from './stream.ts'
import type { StreamDirectory } from './stream-directory.ts'
import type { WebException } from './wire.ts'

/** What every stream of a stream set may say of itself, beside its values. */
interface StreamAnswer {
  readonly WebId?: string | undefined
  readonly Name?: string | undefined
  readonly Path?: string | undefined
  readonly Errors?: readonly string[] | undefined
  readonly WebException?: WebException | null | undefined
}

/** What it takes to ask for streams, besides the question. */
export interface Asking {
  readonly directory: StreamDirectory
  readonly limits: CallLimits
  readonly signal: AbortSignal
}

/** Streams in groups that one address can carry. */
export function chunkStreams(streams: readonly Stream[], limits: CallLimits, config: PiWebApiConfig): Stream[][] {
  const chunks: Stream[][] = []
  for (let start = 0; start < streams.length;) {
    const count = countWithin(streams.slice(start, start + config.idsPerCall), limits)
    chunks.push(streams.slice(start, start + count))
    start += count
  }
  return chunks
}

/** The part of a question that names its streams. Answers name them by the kind of WebID that they were asked by, where all are of one. */
export function streamsQuery(streams: readonly Stream[]): PiQuery {
  const isById = streams.every(({ webId }) => webId.startsWith('I1'))
  return [...streams.map(({ webId }) => ['webId', webId] as const), ['webIdType', isById ? 'IDOnly' : 'PathOnly']]
}

/** How many of the streams, from the first on, one address can carry; one at least. */
export function countWithin(streams: readonly Stream[], { urlBytesMax }: CallLimits): number {
  let bytes = urlBytesReserved
  const tooLong = streams.findIndex(({ webId }) => {
    bytes += webId.length + '&webId='.length
    return bytes > urlBytesMax
  })
  return tooLong === -1 ? streams.length : Math.max(1, tooLong)
}

/**
 * What the server says of each stream. One that can't be read is refused and the others are given: one that isn't found is
 * looked up by its path once, and where the whole call fails, halves are asked until the one it fails for stands alone.
 */
export async function askStreams<Answer extends StreamAnswer>(
  streams: readonly Stream[],
  ask: (streams: readonly Stream[]) => Promise<readonly Answer[]>,
  asking: Asking,
): Promise<StreamResult<Answer>[]> {
  const results = await askOrHalve(streams, ask, asking)
  const refused = results.flatMap((result) => ('refused' in result ? [result.stream] : []))
  if (refused.length === 0) return results
  const found = await findAgain(refused, asking)
  if (found.size === 0) return results
  const again = await askOrHalve([...found.values()], ask, asking)
  const byTag = new Map(again.map((result) => [result.stream.tag, result]))
  // The stream that was asked for stays the one that the caller knows.
  return results.map((result) => {
    const second = byTag.get(result.stream.tag)
    return second === undefined ? result : { ...second, stream: result.stream }
  })
}

/** Those of the streams that the server knows by path under another WebID than the one it was asked by. */
async function findAgain(streams: readonly Stream[], { directory, signal }: Asking): Promise<Map<string, Stream>> {
  const found = await directory.resolveAgain(streams, signal)
  const before = new Map(streams.map((stream) => [stream.tag, stream.webId]))
  return new Map(
    found.flatMap((result) =>
      'refused' in result || before.get(result.stream.tag) === result.stream.webId
        ? []
        : [[result.stream.tag, result.stream] as const],
    ),
  )
}

async function askOrHalve<Answer extends StreamAnswer>(
  streams: readonly Stream[],
  ask: (streams: readonly Stream[]) => Promise<readonly Answer[]>,
  asking: Asking,
): Promise<StreamResult<Answer>[]> {
  try {
    return joinAnswers(streams, await ask(streams))
  } catch (error) {
    const [only] = streams
    const bytesRefused = bytesTooMany(error)
    if (bytesRefused === null && !isAboutOneStream(error)) throw error
    if (only !== undefined && streams.length === 1) {
      if (!isAboutOneStream(error)) throw error
      return [{ stream: only, refused: refuseStream(only, error.message) }]
    }
    const middle = Math.ceil(streams.length / 2)
    const first = await askOrHalve(streams.slice(0, middle), ask, asking)
    const second = await askOrHalve(streams.slice(middle), ask, asking)
    // Only now is it sure that the length was what was wrong.
    if (bytesRefused !== null) lowerUrlBytes(asking.limits, bytesRefused)
    return [...first, ...second]
  }
}

function isAboutOneStream(error: unknown): error is PiStatusError {
  return (
    error instanceof PiStatusError &&
    error.isFromProduct &&
    error.itemsMax === null &&
    [400, 404, 409, 501].includes(error.status)
  )
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
