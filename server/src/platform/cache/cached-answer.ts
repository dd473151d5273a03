import type { CachePolicy, CacheTag } from '@tieback/contracts'

/** An answer as it goes over the wire: checked against the contract, serialised and compressed once. */
export interface CachedAnswer {
  readonly contentType: string
  readonly identity: Buffer
  /** Null where compressing costs more than it saves. */
  readonly gzip: Buffer | null
  readonly brotli: Buffer | null
  /** Weak, since one tag stands for all encodings of the same content. */
  readonly etag: string
  /** Milliseconds since the epoch, as are the next two. */
  readonly filledAt: number
  readonly freshUntil: number
  readonly staleUntil: number
  /** The generation of each of its tags when the fill began; the answer is void as soon as one has moved. */
  readonly generations: ReadonlyMap<CacheTag, string>
}

/**
 * Up to this a body is also kept as text once it has been sent, bytes: Node copies a head and a body that is text into one
 * piece without asking for memory, while a buffer is a piece of its own, and dearer. Beyond, copying is what is dearer.
 */
export const bodyAsTextMax = 12 * 1_024

/** What a fill gives: the checked bytes before they are compressed and tagged. */
export interface FilledAnswer {
  readonly contentType: string
  readonly body: Buffer
}

/** `hit` fresh from memory · `stale` served while a new one is made · `shared` filled by another process · `miss` filled for this request. */
export type CacheOutcome = 'hit' | 'stale' | 'shared' | 'miss'

export interface CacheReading {
  readonly answer: CachedAnswer
  readonly outcome: CacheOutcome
}

/**
 * Answers by key, in memory and, where there is Redis, shared by the cluster.
 * After an acknowledged invalidation no reader gets bytes whose fill began before it.
 */
export interface ResponseCache {
  /** What memory holds and may still be served as fresh, without waiting; the path of nearly every request. */
  find(key: string): CachedAnswer | undefined
  /**
   * What memory holds past its time and `read` would serve as stale without doing anything: a new one is being made
   * already, or has just failed to be. Undefined otherwise: somebody has to call `read`, which starts it.
   */
  findStale(key: string): CachedAnswer | undefined
  /**
   * The answer of a key: from memory, from the cluster, or filled; a stale one at once while it is filled anew behind.
   *
   * fill    called at most once per key at a time among all processes that share entries, except that nobody who asks
   *         after an invalidation waits for a fill that began before it; its signal aborts when the cache closes
   * throws  what the fill throws; nothing is stored then, and what was stale goes on being served where the store is away
   */
  read(key: string, policy: CachePolicy, fill: (signal: AbortSignal) => Promise<FilledAnswer>): Promise<CacheReading>
  /**
   * Makes every answer with one of these tags void: here at once, everywhere else when this resolves.
   * While the shared tier can't be reached it goes on trying, until the signal aborts or the cache closes.
   *
   * throws  InvalidationAborted
   */
  invalidate(tags: readonly CacheTag[], signal?: AbortSignal): Promise<void>
  /** Safe to call twice. */
  close(): Promise<void>
}
