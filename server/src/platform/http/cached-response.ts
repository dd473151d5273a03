import type { CachedAnswer, CacheOutcome } from '../cache/cached-answer.ts'
import { acceptedEncodings, type Encoding, isKnownToClient } from './conditional.ts'

/**
 * A browser keeps an answer, and asks each time whether it still holds. With a `max-age` it would go on showing
 * what an acknowledged invalidation has made void here.
 */
const cacheControl = 'private, no-cache'

/** What decides which bytes a request gets, besides its address. */
export interface Conditions {
  readonly acceptEncoding: string | undefined
  readonly ifNoneMatch: string | undefined
}

/** How a cached answer goes to one client: encoded, or as the word that it has it already. */
export type Rendering = Encoding | 'not-modified'

function bodyOf(answer: CachedAnswer, encoding: Encoding): Buffer | null {
  if (encoding === 'br') return answer.brotli
  return encoding === 'gzip' ? answer.gzip : answer.identity
}

/** What a client gets of an answer: the first encoding it takes that there is, or a 304. */
export function chooseRendering(answer: CachedAnswer, { acceptEncoding, ifNoneMatch }: Conditions): Rendering {
  if (isKnownToClient(ifNoneMatch, answer.etag)) return 'not-modified'
  // Who refuses all there is gets it as it is: RFC 9110, 12.5.3, allows it, and it is of more use than a 406.
  return acceptedEncodings(acceptEncoding).find((encoding) => bodyOf(answer, encoding) !== null) ?? 'identity'
}

/** Status, headers in lower case, and the bytes; none with a 304. */
export interface WireAnswer {
  readonly status: 200 | 304
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer | null
}

const serverTimingOf = (outcome: CacheOutcome, fillMs: number | null): string =>
  `cache;desc=${outcome}${fillMs === null ? '' : `, fill;dur=${fillMs.toFixed(1)}`}`

/** An answer as it goes over the wire. `fillMs` is told where this request had to wait for it. */
export function render(
  answer: CachedAnswer,
  rendering: Rendering,
  { outcome, fillMs = null }: { readonly outcome: CacheOutcome; readonly fillMs?: number | null },
): WireAnswer {
  const validators = {
    etag: answer.etag,
    'cache-control': cacheControl,
    vary: 'accept-encoding',
    'server-timing': serverTimingOf(outcome, fillMs),
  }
  if (rendering === 'not-modified') return { status: 304, headers: validators, body: null }
  const body = bodyOf(answer, rendering) ?? answer.identity
  return {
    status: 200,
    headers: {
      'content-type': answer.contentType,
      ...(rendering === 'identity' ? {} : { 'content-encoding': rendering }),
      'content-length': String(body.byteLength),
      ...validators,
    },
    body,
  }
}
