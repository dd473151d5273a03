import WebSocket from 'ws'
import { SourceError } from '../source-error.ts'
import type { PiWebApiConfig } from './config.ts'
import { createMessageQueue, type MessageQueue } from './message-queue.ts'
import type { Stream } from './stream.ts'

/** Messages that may wait for their reader before the connection is told to send no more. */
const messagesMax = 100

/** Largest message taken in. */
const messageBytesMax = 16_000_000

/** Statuses of an upgrade that say that there are no channels here, or not for these streams. */
const notOffered = new Set([200, 400, 404, 405, 426, 501])

/** Where a channel goes and as whom. */
export interface ChannelRequest {
  readonly config: PiWebApiConfig
  readonly streams: readonly Stream[]
  readonly headers: Readonly<Record<string, string>>
}

/**
 * Texts of the messages of one channel, as they arrive, until aborted.
 *
 * throws  SourceError `unavailable` where it breaks or falls silent, `not_found` where there are no channels,
 *         `unauthorized` where the credentials are refused; the signal's reason
 */
export async function* readChannel(request: ChannelRequest, signal: AbortSignal): AsyncGenerator<string> {
  signal.throwIfAborted()
  const { config } = request
  const socket = new WebSocket(channelAddress(request), {
    headers: { ...request.headers, 'x-requested-with': 'tieback' },
    handshakeTimeout: config.timeoutMs,
    maxPayload: messageBytesMax,
    followRedirects: false,
  })
  const queue = createMessageQueue(messagesMax, {
    pause: () => socket.pause(),
    resume: () => socket.resume(),
  })
  const stopWatching = watchSilence(socket, queue, config)
  listen(socket, queue, config)
  const abort = () => queue.fail(signal.reason)
  signal.addEventListener('abort', abort, { once: true })
  try {
    yield* queue
  } finally {
    signal.removeEventListener('abort', abort)
    stopWatching()
    socket.terminate()
  }
}

function channelAddress({ config, streams }: ChannelRequest): URL {
  const url = new URL(`${config.baseUrl.replace(/\/+$/, '')}/streamsets/channel`)
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:'
  for (const { webId } of streams) url.searchParams.append('webId', webId)
  url.searchParams.set('includeInitialValues', 'false')
  url.searchParams.set('heartbeatRate', String(config.channels.heartbeatRate))
  return url
}

function listen(socket: WebSocket, queue: MessageQueue, { id, baseUrl }: PiWebApiConfig): void {
  const fail = (code: 'unavailable' | 'not_found' | 'unauthorized', text: string, cause?: unknown) =>
    queue.fail(new SourceError(code, id, `The channel to ${baseUrl} ${text}`, { cause }))
  socket.on('message', (data: Buffer) => queue.add(data.toString('utf8')))
  socket.on('unexpected-response', (_request, response) => {
    const status = response.statusCode ?? 0
    response.destroy()
    if (status === 401 || status === 403) fail('unauthorized', `was refused with ${status}: check the credentials.`)
    else if (notOffered.has(status)) fail('not_found', `isn't offered (${status}).`)
    else fail('unavailable', `could not be opened (${status}).`)
  })
  socket.on('error', (error) => fail('unavailable', `failed: ${error.message}.`, error))
  socket.on('close', (code) => fail('unavailable', `was closed (${code}).`))
}

/** A connection that is dead without saying so sends nothing, not even heartbeats. */
function watchSilence(socket: WebSocket, queue: MessageQueue, { id, baseUrl, channels }: PiWebApiConfig): () => void {
  const silent = () =>
    queue.fail(
      new SourceError('unavailable', id, `The channel to ${baseUrl} said nothing for ${channels.silenceMsMax} ms.`),
    )
  const timer = setTimeout(silent, channels.silenceMsMax)
  socket.on('message', () => timer.refresh())
  return () => clearTimeout(timer)
}
