import type { z } from 'zod'
import { authorizationHeaders } from '../http/authorization.ts'
import { parseWire } from '../http/parse-wire.ts'
import { type GetRequest, type HttpAnswer, placeOf, sendGet, statusError } from '../http/send-get.ts'
import { SourceError, type SourceErrorCode } from '../source-error.ts'
import type { PiWebApiConfig } from './config.ts'
import { ErrorBody, Failed, type WebException } from './wire.ts'

/** Names may repeat: `webId` and `summaryType` do. */
export type PiQuery = readonly (readonly [name: string, value: string])[]

/** An answer other than 2xx, with the status and the limit that a caller may act on. */
export class PiStatusError extends SourceError {
  readonly status: number
  /** The limit that a 400 for too many values names. */
  readonly itemsMax: number | null

  constructor(error: SourceError, status: number, itemsMax: number | null) {
    super(
      error.code,
      error.sourceId,
      error.message,
      error.retryAfterMs === null ? {} : { retryAfterMs: error.retryAfterMs },
    )
    this.status = status
    this.itemsMax = itemsMax
  }
}

export interface PiClient {
  /**
   * The answer to one GET, parsed.
   *
   * throws  SourceError; PiStatusError where a status came back
   */
  get<Schema extends z.ZodType>(
    path: string,
    query: PiQuery,
    schema: Schema,
    signal: AbortSignal,
  ): Promise<z.output<Schema>>
}

/** Largest body taken in: 150 000 values of about 200 bytes, twice. */
const bodyBytesMax = 64_000_000

/** Sends, bounds and sorts; nothing is sent when it is made. */
export function createPiClient(config: PiWebApiConfig): PiClient {
  const base = config.baseUrl.replace(/\/+$/, '')
  // No verb but GET is sent; the header is for gateways that want it of every call.
  const headers = { ...authorizationHeaders(config.auth), 'x-requested-with': 'tieback' }
  return {
    async get(path, query, schema, signal) {
      const url = new URL(`${base}${path}`)
      for (const [name, value] of query) url.searchParams.append(name, value)
      const request: GetRequest = { sourceId: config.id, url, headers, timeoutMs: config.timeoutMs, bodyBytesMax }
      const answer = await sendGet(request, signal)
      if (answer.status < 200 || answer.status > 299) throw piStatusError(request, answer)
      const failed = Failed.safeParse(answer.body)
      if (failed.success) throw exceptionError(request, failed.data.WebException)
      return parseWire(schema, answer.body, config.id, placeOf(request))
    },
  }
}

function piStatusError(request: GetRequest, answer: HttpAnswer): PiStatusError {
  const body = ErrorBody.safeParse(answer.body)
  const detail = body.success ? (body.data.Errors?.join(' ') ?? body.data.Message ?? null) : null
  const limit =
    answer.status === 400 ? /greater than the maximum allowed \((\d+)\)/i.exec(detail ?? '')?.[1] : undefined
  return new PiStatusError(
    statusError(request, answer, detail),
    answer.status,
    limit === undefined ? null : Number.parseInt(limit, 10),
  )
}

/** An unhandled error of the server although HTTP says 200. */
function exceptionError(request: GetRequest, exception: WebException): SourceError {
  const status = exception.StatusCode ?? 500
  const code: SourceErrorCode =
    status >= 500 ? 'unavailable' : status === 401 || status === 403 ? 'unauthorized' : 'bad_payload'
  return new SourceError(
    code,
    request.sourceId,
    `${placeOf(request)} failed inside: ${exception.Errors.join(' ').slice(0, 300)}`,
  )
}
