import { SourceError } from '../source-error.ts'
import type { PiWebApiConfig } from './config.ts'
import { PiStatusError } from './pi-status-error.ts'

/** What the server behind one source takes in one call. Starts as configured, and is lowered for all once the server says so. */
export interface CallLimits {
  itemsPerCall: number
  urlBytesMax: number
}

/** Shortest address that is ever taken for too long: below it another fault must be behind the refusal. */
const urlBytesMin = 1_000

/** Shortest span of time that is asked for alone after timeouts. */
const spanMsMin = 60_000

export function createCallLimits({ itemsPerCall, urlBytesMax }: PiWebApiConfig): CallLimits {
  return { itemsPerCall, urlBytesMax }
}

/**
 * Takes the server's own limit over from its refusal of `total` values; the same call is then made again, smaller.
 *
 * throws  the error itself where it is another one; SourceError where even two values are too many
 */
function lowerItems(error: unknown, limits: CallLimits, total: number): void {
  if (!(error instanceof PiStatusError) || error.itemsMax === null) throw error
  // Another call has met the limit while this one was under way.
  if (limits.itemsPerCall < total) return
  // Some versions hold the limit against each stream, others against the whole call: a call within it suits both.
  const perCall =
    error.itemsMax < limits.itemsPerCall ? error.itemsMax : Math.floor(Math.min(total, limits.itemsPerCall) / 2)
  if (perCall < 2) {
    const message = `${error.message} It refuses even ${total} values.`
    throw new SourceError('bad_payload', error.sourceId, message, { cause: error })
  }
  limits.itemsPerCall = perCall
}

/** Length of the address of a call that was refused for it, surely or likely; null where another fault is behind the error. */
export function bytesTooMany(error: unknown): number | null {
  if (!(error instanceof PiStatusError) || error.urlBytes < urlBytesMin) return null
  // A web layer words it as it likes: 414, or 400 and 404 with a page of HTML.
  const isTooLong =
    error.status === 413 || error.status === 414 || ([400, 404].includes(error.status) && !error.isFromProduct)
  return isTooLong ? error.urlBytes : null
}

/** Bounds the addresses of later calls by what was accepted of one of so many bytes: its halves, which share what is before the ids. */
export function lowerUrlBytes(limits: CallLimits, bytesRefused: number): void {
  limits.urlBytesMax = Math.min(limits.urlBytesMax, Math.ceil(bytesRefused * 0.6))
}

/**
 * The span of time to ask for next, after a call for `total` values over a span was refused as too much.
 *
 * throws  the error itself where smaller pieces don't help
 */
export function shrinkSpan(
  error: unknown,
  limits: CallLimits,
  { spanMs, total }: { readonly spanMs: number; readonly total: number },
): number {
  // A timeout behind the server says nothing of how many values there are: only a shorter span helps.
  const isTimeout = error instanceof PiStatusError && error.status === 504
  if (!isTimeout) {
    lowerItems(error, limits, total)
    return spanMs
  }
  if (spanMs <= spanMsMin) throw error
  return Math.max(spanMsMin, Math.floor(spanMs / 2))
}
