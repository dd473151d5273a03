import { type GetRequest, type HttpAnswer, placeOf, statusError } from '../http/send-get.ts'
import { SourceError, type SourceErrorCode } from '../source-error.ts'
import { ErrorBody, type WebException } from './wire.ts'

/** An answer other than 2xx, with the status and the limit that a caller may act on. */
export class PiStatusError extends SourceError {
  readonly status: number
  /** The limit that a 400 for too many values names. */
  readonly itemsMax: number | null
  /** Whether the product itself said so; else it was the web layer or a proxy, which know nothing of tags. */
  readonly isFromProduct: boolean
  readonly urlBytes: number

  constructor(error: SourceError, facts: Pick<PiStatusError, 'status' | 'itemsMax' | 'isFromProduct' | 'urlBytes'>) {
    super(
      error.code,
      error.sourceId,
      error.message,
      error.retryAfterMs === null ? {} : { retryAfterMs: error.retryAfterMs },
    )
    this.status = facts.status
    this.itemsMax = facts.itemsMax
    this.isFromProduct = facts.isFromProduct
    this.urlBytes = facts.urlBytes
  }
}

/** The failure that an answer stands for. Of its text only the limit of values is ever acted on. */
export function piStatusError(request: GetRequest, answer: HttpAnswer): PiStatusError {
  const body = ErrorBody.safeParse(answer.body)
  const detail = body.success ? (body.data.Errors?.join(' ') ?? body.data.Message ?? null) : null
  const limit =
    answer.status === 400 ? /greater than the maximum allowed \((\d+)\)/i.exec(detail ?? '')?.[1] : undefined
  return new PiStatusError(statusError(request, answer, detail), {
    status: answer.status,
    itemsMax: limit === undefined ? null : Number.parseInt(limit, 10),
    isFromProduct: body.success && body.data.Errors !== undefined,
    urlBytes: request.url.href.length,
  })
}

/** An unhandled error of the server although HTTP says 200. */
export function exceptionError(request: GetRequest, exception: WebException): SourceError {
  const status = exception.StatusCode ?? 500
  const code: SourceErrorCode =
    status >= 500 ? 'unavailable' : status === 401 || status === 403 ? 'unauthorized' : 'bad_payload'
  return new SourceError(
    code,
    request.sourceId,
    `${placeOf(request)} failed inside: ${exception.Errors.join(' ').slice(0, 300)}`,
  )
}

/** Whether the server, or a proxy before it, takes no batch at all: what was to be in it can then be asked one by one. */
export function isBatchRefusal(error: unknown): boolean {
  return error instanceof PiStatusError && error.status !== 401 && !error.isRetryable
}
