import { SourceError } from '../source-error.ts'
import type { PiClient, PiRead } from './client.ts'
import type { PiWebApiConfig } from './config.ts'
import { findRule, isAttributeKey } from './mapping.ts'
import { isBatchRefusal } from './pi-status-error.ts'
import { refuseStream, type StateValues, type Stream, type StreamResult, urlBytesReserved } from './stream.ts'
import { pathWebId, pointPath } from './web-id.ts'
import { StreamIdentity } from './wire.ts'

/** Who the streams of one source are on the server. A WebID is only a note of that: the key is the tag, or the attribute's path. */
export interface StreamDirectory {
  /** Streams of keys, each once; without asking wherever the WebID can be made from the name. */
  resolve(sourceKeys: readonly string[], signal: AbortSignal): Promise<StreamResult<null>[]>
  /** The same streams after their WebIDs were not found: forgotten, and looked up by path once. */
  resolveAgain(streams: readonly Stream[], signal: AbortSignal): Promise<StreamResult<null>[]>
  /** Notes what a listing said. */
  learn(sourceKey: string, facts: { readonly webId: string | undefined; readonly isFuture: boolean | null }): void
  /** Whether the series holds forecasts, by the mapping, else by the server, which is asked once. */
  isFuture(stream: Stream, signal: AbortSignal): Promise<boolean>
}

/** How long a tag that its server doesn't know is not looked up again. */
const missingMs = 600_000

interface Entry {
  readonly stream: Stream
  /** What the server calls it, where it was asked; null: the WebID made of its path. */
  webId: string | null
  /** Whether the mapping says that it holds forecasts; then it does, whatever the server says. */
  readonly isForecast: boolean
  /** What the server says of it; null where it wasn't asked. */
  isFuture: boolean | null
  missingUntilMs: number
}

interface Directory {
  readonly client: PiClient
  readonly config: PiWebApiConfig
  readonly entries: Map<string, Entry>
  /** Cleared where the server, or a proxy before it, takes no batch. */
  takesBatches: boolean
}

export function createStreamDirectory(client: PiClient, config: PiWebApiConfig): StreamDirectory {
  const directory: Directory = { client, config, entries: new Map(), takesBatches: config.requestsPerBatch > 0 }
  return {
    async resolve(sourceKeys, signal) {
      const entries = [...new Set(sourceKeys)].map((key) => entryOf(directory, key))
      const lookUpUnknown = () =>
        lookUp(
          directory,
          entries.filter((entry) => needsAsking(directory, entry)),
          signal,
        )
      // Without batches there is less that needs asking.
      const refused = (await lookUpUnknown()) ?? (await lookUpUnknown())
      return entries.map((entry) => refused?.get(entry) ?? resolved(entry))
    },
    async resolveAgain(streams, signal) {
      const now = config.now().getTime()
      const entries = streams.map(({ tag }) => entryOf(directory, tag))
      const lost = entries.filter(({ missingUntilMs }) => missingUntilMs <= now)
      for (const entry of lost) Object.assign(entry, { webId: null, missingUntilMs: now + missingMs })
      const refused = (await lookUp(directory, lost, signal)) ?? (await lookUp(directory, lost, signal))
      return entries.map((entry) => refused?.get(entry) ?? resolved(entry))
    },
    learn(sourceKey, { webId, isFuture }) {
      const entry = entryOf(directory, sourceKey)
      entry.isFuture = isFuture
      // A listing proves that it is there, whatever a reading met before.
      entry.missingUntilMs = 0
      if (webId?.startsWith('I1') === true) entry.webId = webId
    },
    async isFuture(stream, signal) {
      const entry = entryOf(directory, stream.tag)
      if (entry.isForecast) return true
      if (entry.isFuture === null) await lookUp(directory, [entry], signal)
      return entry.isFuture === true
    },
  }
}

function entryOf({ entries, config }: Directory, sourceKey: string): Entry {
  const known = entries.get(sourceKey)
  if (known !== undefined) return known
  const isAttribute = isAttributeKey(sourceKey)
  const path = isAttribute ? sourceKey : pointPath(config.mapping.dataServer, sourceKey)
  const found = findRule(config.mapping, sourceKey)
  const states: StateValues = found?.rule.states ?? null
  const entry: Entry = {
    stream: { tag: sourceKey, path, webId: pathWebId(isAttribute ? 'attribute' : 'point', path) ?? '', states },
    webId: null,
    isForecast: found?.rule.future === true,
    isFuture: null,
    missingUntilMs: 0,
  }
  entries.set(sourceKey, entry)
  return entry
}

/** A path that makes too long a WebID for as many streams in one call as there may be; an id is short whatever the name. */
function needsAsking({ config, takesBatches }: Directory, { stream, webId }: Entry): boolean {
  if (webId !== null) return false
  const bytesEach = (config.urlBytesMax - urlBytesReserved) / config.idsPerCall - '&webId='.length
  return stream.webId === '' || (takesBatches && stream.webId.length > bytesEach)
}

function resolved({ stream, webId }: Entry): StreamResult<null> {
  return { stream: webId === null ? stream : { ...stream, webId }, answer: null }
}

/**
 * Asks for entries by their paths, many in one call, and notes what came; gives those that can't be read, refused. Null where
 * batches turn out not to be taken, and nothing was noted: the same is then asked one by one.
 */
async function lookUp(
  directory: Directory,
  entries: readonly Entry[],
  signal: AbortSignal,
): Promise<Map<Entry, StreamResult<null>> | null> {
  const refused = new Map<Entry, StreamResult<null>>()
  const size = directory.takesBatches ? directory.config.requestsPerBatch : 1
  for (let start = 0; start < entries.length; start += size) {
    const part = entries.slice(start, start + size)
    const answers = await askByPath(directory, part, signal)
    if (answers === null) return null
    for (const [index, answer] of answers.entries()) {
      const entry = part[index]
      const result = entry === undefined ? null : note(entry, answer)
      if (entry !== undefined && result !== null) refused.set(entry, result)
    }
  }
  return refused
}

async function askByPath(directory: Directory, entries: readonly Entry[], signal: AbortSignal) {
  const { client } = directory
  const reads = entries.map(identityRead)
  const [only] = reads
  if (only !== undefined && reads.length === 1) {
    return [await client.get(only, StreamIdentity, signal).catch(keepRefusal)]
  }
  try {
    return await client.getAll(reads, StreamIdentity, signal)
  } catch (error) {
    if (!isBatchRefusal(error)) throw error
    directory.takesBatches = false
    return null
  }
}

function keepRefusal(error: unknown): SourceError {
  if (error instanceof SourceError) return error
  throw error
}

function identityRead({ stream }: Entry): PiRead {
  const isAttribute = isAttributeKey(stream.tag)
  return {
    path: isAttribute ? '/attributes' : '/points',
    query: [
      ['path', stream.path],
      ['webIdType', 'IDOnly'],
      ['selectedFields', `WebId;${isAttribute ? '' : 'Future;'}WebException`],
    ],
  }
}

/** Keeps what was answered; what can't be read is a refusal, unless the server itself failed. */
function note(entry: Entry, answer: StreamIdentity | SourceError): StreamResult<null> | null {
  if (!(answer instanceof SourceError)) {
    entry.webId = answer.WebId
    entry.isFuture ??= answer.Future ?? false
    return null
  }
  if (answer.isRetryable || answer.code === 'unauthorized') throw answer
  return { stream: entry.stream, refused: refuseStream(entry.stream, answer.message) }
}
