import type { z } from 'zod'
import { type Authorization, createAuthorization } from '../http/authorization.ts'
import { parseWire } from '../http/parse-wire.ts'
import { type GetRequest, type HttpAnswer, placeOf, sendGet } from '../http/send-get.ts'
import { type CallGuard, createCallGuard } from '../resilience/guard.ts'
import { SourceError } from '../source-error.ts'
import type { PiWebApiConfig } from './config.ts'
import { exceptionError, piStatusError } from './pi-status-error.ts'
import { BatchAnswers, Failed } from './wire.ts'

/** Names may repeat: `webId` and `summaryType` do. */
export type PiQuery = readonly (readonly [name: string, value: string])[]

export interface PiRead {
  readonly path: string
  readonly query: PiQuery
}

export interface PiClient {
  /**
   * The answer to one GET, parsed.
   *
   * isShrinkable  the same can be asked for in smaller pieces, so a timeout behind the server isn't tried again as it is
   * throws        SourceError; PiStatusError where a status came back
   */
  get<Schema extends z.ZodType>(
    read: PiRead & { readonly isShrinkable?: boolean },
    schema: Schema,
    signal: AbortSignal,
  ): Promise<z.output<Schema>>
  /**
   * What each of several GETs came to, in their order, asked for in one call.
   *
   * throws  SourceError where the batch failed as a whole
   */
  getAll<Schema extends z.ZodType>(
    reads: readonly PiRead[],
    schema: Schema,
    signal: AbortSignal,
  ): Promise<(z.output<Schema> | SourceError)[]>
  readonly guard: CallGuard
  readonly authorization: Authorization
}

/** Largest body taken in: 150 000 values of about 200 bytes, twice. */
const bodyBytesMax = 64_000_000

/** Shows that no web page of another site sent a request; the server wants it of a batch, and some gateways of all. */
const ownHeaders = { 'x-requested-with': 'tieback' }

/** Sends, bounds and sorts; nothing is sent when it is made. */
export function createPiClient(config: PiWebApiConfig): PiClient {
  const { id: sourceId, timeoutMs } = config
  const base = config.baseUrl.replace(/\/+$/, '')
  const guard = createCallGuard({ sourceId, timeoutMs, settings: config.resilience })
  const authorization = createAuthorization(config.auth, { sourceId, timeoutMs })
  const requestOf = (read: PiRead): GetRequest => {
    return { sourceId, url: addressOf(base, read), headers: ownHeaders, timeoutMs, bodyBytesMax }
  }
  const send = (request: GetRequest, isFinal: (answer: HttpAnswer) => boolean, signal: AbortSignal) =>
    guard.run(async (inner) => {
      const answer = await sendAuthorized(request, authorization, inner)
      if (!isFinal(answer)) throwFailure(request, answer)
      return answer
    }, signal)

  return {
    guard,
    authorization,
    async get(read, schema, signal) {
      const request = requestOf(read)
      const isFinal = ({ status }: HttpAnswer) => read.isShrinkable === true && status === 504
      const answer = await send(request, isFinal, signal)
      throwFailure(request, answer)
      return parseWire(schema, answer.body, sourceId, placeOf(request))
    },
    async getAll(reads, schema, signal) {
      const request = toBatch(requestOf({ path: '/batch', query: [] }), base, reads)
      const answer = await send(request, () => false, signal)
      const answers = parseWire(BatchAnswers, answer.body, sourceId, placeOf(request))
      return reads.map((read, index) => parseChild(answers[String(index)], schema, requestOf(read)))
    },
  }
}

/** One answer, asked for once more with fresh credentials where those at hand have run out. */
async function sendAuthorized(
  request: GetRequest,
  authorization: Authorization,
  signal: AbortSignal,
): Promise<HttpAnswer> {
  const credentials = await authorization.authorize(signal)
  const sendWith = (headers: Readonly<Record<string, string>>) =>
    sendGet({ ...request, headers: { ...request.headers, ...headers } }, signal)
  const answer = await sendWith(credentials)
  if (answer.status !== 401 || !authorization.refresh(credentials)) return answer
  return await sendWith(await authorization.authorize(signal))
}

/** The one POST there is: a list of GETs, which the server carries out for itself. */
function toBatch(request: GetRequest, base: string, reads: readonly PiRead[]): GetRequest {
  const parts = reads.map((read, index) => [String(index), { Method: 'GET', Resource: addressOf(base, read).href }])
  return {
    ...request,
    headers: { ...request.headers, 'content-type': 'application/json' },
    batch: JSON.stringify(Object.fromEntries(parts)),
  }
}

function addressOf(base: string, { path, query }: PiRead): URL {
  const url = new URL(`${base}${path}`)
  for (const [name, value] of query) url.searchParams.append(name, value)
  return url
}

/** A failure by status, or one that stands in a 200 in place of the answer. */
function throwFailure(request: GetRequest, answer: HttpAnswer): void {
  if (answer.status < 200 || answer.status > 299) throw piStatusError(request, answer)
  const failed = Failed.safeParse(answer.body)
  if (failed.success) throw exceptionError(request, failed.data.WebException)
}

/** Each part of a batch has a status of its own, whatever that of the whole says. */
function parseChild<Schema extends z.ZodType>(
  child: z.output<typeof BatchAnswers>[string] | undefined,
  schema: Schema,
  request: GetRequest,
): z.output<Schema> | SourceError {
  const place = placeOf(request)
  if (child === undefined) {
    return new SourceError('bad_payload', request.sourceId, `The batch has no answer for ${place}.`)
  }
  try {
    throwFailure(request, { status: child.Status, body: child.Content, retryAfterMs: null })
    return parseWire(schema, child.Content, request.sourceId, place)
  } catch (error) {
    if (error instanceof SourceError) return error
    throw error
  }
}
