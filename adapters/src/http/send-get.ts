import { SourceError } from '../source-error.ts'

export interface GetRequest {
  readonly sourceId: string
  readonly url: URL
  readonly headers: Readonly<Record<string, string>>
  /** Longest wait for the whole answer, body included. */
  readonly timeoutMs: number
  /** Largest body taken in, counted after decompression. */
  readonly bodyBytesMax: number
  /** JSON that lists reads, for the one vendor whose batch of GETs is itself a POST; nothing that writes is ever sent so. */
  readonly batch?: string
}

export interface HttpAnswer {
  readonly status: number
  /** The parsed JSON; null where an error answer held something else. */
  readonly body: unknown
  readonly retryAfterMs: number | null
  /** First line of an error answer that is plain text, as where a database's own words come through. */
  readonly plainText?: string
}

/** Failures of TLS trust: waiting doesn't mend them, a certificate does, so the message says so. */
const trustFailures = new Set([
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'CERT_HAS_EXPIRED',
  'ERR_TLS_CERT_ALTNAME_INVALID',
])

/**
 * Sends one GET, the only verb an adapter has, and gives the answer whatever its status.
 *
 * throws  SourceError `unavailable` where no answer came in time, `unauthorized` where a login page came instead,
 *         `bad_payload` where a 2xx body isn't JSON or is too large; the signal's own reason where the caller gave up
 */
export async function sendGet(request: GetRequest, signal: AbortSignal): Promise<HttpAnswer> {
  try {
    const { batch } = request
    const response = await fetch(request.url, {
      headers: { accept: 'application/json', ...request.headers },
      ...(batch === undefined ? {} : { method: 'POST', body: batch }),
      // A redirect would carry the credentials to a host that nobody configured.
      redirect: 'manual',
      signal: AbortSignal.any([signal, AbortSignal.timeout(request.timeoutMs)]),
    })
    const text = await readBounded(response, request)
    const body = parseBody(response, text, request)
    const plain = response.ok || body !== null ? null : firstLineOf(text)
    const answer = { status: response.status, body, retryAfterMs: retryAfterMs(response) }
    return plain === null ? answer : { ...answer, plainText: plain }
  } catch (error) {
    signal.throwIfAborted()
    throw error instanceof SourceError ? error : unreachable(request, error)
  }
}

/** The failure that an answer's status stands for. `detail` is the vendor's own explanation. */
export function statusError(request: GetRequest, answer: HttpAnswer, detail: string | null): SourceError {
  const text = `${placeOf(request)} answered ${answer.status}${detail === null ? '' : `: ${detail.slice(0, 300)}`}`
  const wait = answer.retryAfterMs === null ? {} : { retryAfterMs: answer.retryAfterMs }
  const { status } = answer
  if (status === 401 || status === 403) {
    return new SourceError(
      'unauthorized',
      request.sourceId,
      `${text.replace(/\.$/, '')}. Check the credentials and their rights.`,
    )
  }
  if (status === 404) return new SourceError('not_found', request.sourceId, text)
  if (status === 429) return new SourceError('rate_limited', request.sourceId, text, wait)
  if (status === 408 || (status >= 500 && status !== 501)) {
    return new SourceError('unavailable', request.sourceId, text, wait)
  }
  return new SourceError('bad_payload', request.sourceId, text)
}

/** Where a request went, without its query, which may be long, and never with credentials. */
export function placeOf(request: GetRequest): string {
  return `${request.url.origin}${request.url.pathname}`
}

async function readBounded(response: Response, request: GetRequest): Promise<string> {
  if (response.body === null) return ''
  const decoder = new TextDecoder()
  let bytes = 0
  let text = ''
  // Safe: the body of a fetch is bytes; its type leaves the kind of chunk open.
  for await (const chunk of response.body as AsyncIterable<Uint8Array>) {
    bytes += chunk.byteLength
    if (bytes > request.bodyBytesMax) {
      throw new SourceError(
        'bad_payload',
        request.sourceId,
        `${placeOf(request)} sent more than ${request.bodyBytesMax} bytes; ask for less at a time.`,
      )
    }
    text += decoder.decode(chunk, { stream: true })
  }
  return text + decoder.decode()
}

function parseBody(response: Response, text: string, request: GetRequest): unknown {
  if (!response.ok) return isRedirect(response) ? refuseLogin(request, 'a redirect') : parseOrNull(text)
  const isHtml = (response.headers.get('content-type') ?? '').includes('html') || /^\s*<(!doctype|html)/i.test(text)
  // An expired session answers 200 with a login page at many sites.
  if (isHtml) return refuseLogin(request, 'a web page')
  try {
    return JSON.parse(text) as unknown
  } catch (cause) {
    throw new SourceError('bad_payload', request.sourceId, `${placeOf(request)} sent a body that isn't JSON.`, {
      cause,
    })
  }
}

/** Null where it is a page, whatever its type says: what a proxy shows to people explains nothing. */
function firstLineOf(text: string): string | null {
  const [line = ''] = text.trim().split(/[\r\n]/, 1)
  return line === '' || line.startsWith('<') ? null : line
}

function isRedirect(response: Response): boolean {
  return response.status >= 300 && response.status < 400
}

function refuseLogin(request: GetRequest, what: string): never {
  throw new SourceError(
    'unauthorized',
    request.sourceId,
    `${placeOf(request)} answered with ${what} where JSON was due, as for a login. Check the address and the credentials.`,
  )
}

function parseOrNull(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return null
  }
}

function retryAfterMs(response: Response): number | null {
  const header = response.headers.get('retry-after')
  if (header === null) return null
  if (/^\d+$/.test(header.trim())) return Number(header) * 1000
  const at = Date.parse(header)
  return Number.isNaN(at) ? null : Math.max(0, at - Date.now())
}

function unreachable(request: GetRequest, cause: unknown): SourceError {
  if (cause instanceof DOMException && cause.name === 'TimeoutError') {
    return new SourceError(
      'unavailable',
      request.sourceId,
      `${placeOf(request)} gave no answer in ${request.timeoutMs} ms.`,
      { cause },
    )
  }
  const code = codeOf(cause)
  const advice =
    code !== null && trustFailures.has(code) ? ' Its certificate is not trusted: give its authority as caFile.' : ''
  return new SourceError(
    'unavailable',
    request.sourceId,
    `${request.url.origin} can't be reached${code === null ? '' : ` (${code})`}.${advice}`,
    { cause },
  )
}

function codeOf(error: unknown): string | null {
  const inner = error instanceof Error && error.cause instanceof Error ? error.cause : error
  return inner instanceof Error && 'code' in inner && typeof inner.code === 'string' ? inner.code : null
}
