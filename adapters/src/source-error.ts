/** The closed list of ways a source can fail; retry, HTTP status, log level and alarm all follow from it. */
export type SourceErrorCode = 'unavailable' | 'rate_limited' | 'unauthorized' | 'not_found' | 'bad_payload'

/** Whether trying the same call again can help. */
const retryable: Record<SourceErrorCode, boolean> = {
  unavailable: true,
  rate_limited: true,
  unauthorized: false,
  not_found: false,
  bad_payload: false,
}

/** A source's failure, sorted. The message says what to do and carries no secret. */
export class SourceError extends Error {
  override readonly name = 'SourceError'
  readonly code: SourceErrorCode
  readonly sourceId: string
  /** Only with `rate_limited` or `unavailable`: the wait that the source asked for. */
  readonly retryAfterMs: number | null

  constructor(
    code: SourceErrorCode,
    sourceId: string,
    message: string,
    options: { cause?: unknown; retryAfterMs?: number } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.code = code
    this.sourceId = sourceId
    this.retryAfterMs = options.retryAfterMs ?? null
  }

  get isRetryable(): boolean {
    return retryable[this.code]
  }
}
