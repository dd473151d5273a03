import { createHash } from 'node:crypto'
import type { CachePolicy, CacheTag } from '@tieback/contracts'
import { LRUCache } from 'lru-cache'
import { type AnswerTimes, encodeAnswer, memoryOf, packAnswer, unpackAnswer } from './answer-bytes.ts'
import type { CachedAnswer, CacheReading, FilledAnswer, ResponseCache } from './cached-answer.ts'
import { type CacheTiming, type CacheWorld, cacheTiming, systemWorld } from './cache-timing.ts'
import { type GenerationMark, Generations } from './generations.ts'
import { createInvalidator, type Invalidator } from './invalidator.ts'
import { Membership, type TierWatcher } from './membership.ts'
import type { SharedEntries, SharedTier } from './shared-tier.ts'

/** What an entry takes beside its encodings and its key: its objects, about, bytes. */
const entryOverheadBytes = 600

/** Between looks at an entry that another process fills, ms. */
const claimLookMs = 25

export interface TieredCacheParts {
  readonly tier: SharedTier
  /** Most that entries may take in memory. */
  readonly memoryBytesMax: number
  /** Whether a failed fill says that something it needs is away: what is stale goes on being served then. */
  readonly isOutage: (error: unknown) => boolean
  readonly watcher: TierWatcher
  readonly timing?: CacheTiming
  readonly world?: CacheWorld
}

type Fill = (signal: AbortSignal) => Promise<FilledAnswer>

/** An answer in memory. Spans are by the monotonic clock: hands of the other one may be set. */
interface Entry {
  readonly answer: CachedAnswer
  readonly mark: GenerationMark
  /** When its fill began here, ms; never where another process filled it, whose clock isn't ours. */
  readonly bornAt: number
  readonly freshUntil: number
  readonly staleUntil: number
  /** When a refill may be tried, ms: later than now after one that failed. */
  retryAt: number
}

/** One way to an answer that is under way, and those who may join it. */
interface Flight {
  readonly mark: GenerationMark
  readonly startedAt: number
  readonly reading: Promise<CacheReading>
  /** The flight after this one, for callers who may join none that began before they asked. */
  following: Promise<CacheReading> | null
}

/** A key that this process holds the right to fill for the cluster. */
interface HeldClaim {
  readonly entries: SharedEntries
  readonly key: string
}

/** The cache in two tiers: entries in this process's memory, generations and (where it has them) entries in the shared one. */
export class TieredCache implements ResponseCache {
  private readonly tier: SharedTier
  private readonly timing: CacheTiming
  private readonly world: CacheWorld
  private readonly isOutage: TieredCacheParts['isOutage']
  private readonly generations = new Generations()
  private readonly membership: Membership
  private readonly invalidator: Invalidator
  private readonly entries: LRUCache<string, Entry>
  private readonly flights = new Map<string, Flight>()
  private readonly closing = new AbortController()

  constructor({
    tier,
    memoryBytesMax,
    isOutage,
    watcher,
    timing = cacheTiming,
    world = systemWorld,
  }: TieredCacheParts) {
    this.tier = tier
    this.timing = timing
    this.world = world
    this.isOutage = isOutage
    const { generations } = this
    this.membership = new Membership({ tier, generations, timing, world, watcher })
    this.invalidator = createInvalidator({ tier, timing, world })
    this.entries = new LRUCache({
      maxSize: memoryBytesMax,
      sizeCalculation: ({ answer }, key) => memoryOf(answer) + key.length * 2 + entryOverheadBytes,
    })
  }

  /** Bytes that entries take in memory. */
  get memoryBytes(): number {
    return this.entries.calculatedSize
  }

  /** Joins the others. Resolves after the first try, whether the shared tier answered or not. */
  async start(): Promise<void> {
    await this.membership.start()
  }

  find(key: string): CachedAnswer | undefined {
    const nowMs = this.world.monotonic()
    const entry = this.findServable(key, nowMs)
    return entry !== undefined && nowMs < entry.freshUntil ? entry.answer : undefined
  }

  findStale(key: string): CachedAnswer | undefined {
    const nowMs = this.world.monotonic()
    const entry = this.findServable(key, nowMs)
    if (entry === undefined || nowMs < entry.freshUntil || nowMs >= entry.staleUntil) return undefined
    // A flight of this key began after the entry it is to replace: where that one may be served, it may be waited for.
    return this.flights.has(key) || nowMs < entry.retryAt ? entry.answer : undefined
  }

  async read(key: string, policy: CachePolicy, fill: Fill): Promise<CacheReading> {
    const nowMs = this.world.monotonic()
    const entry = this.findServable(key, nowMs)
    if (entry === undefined || nowMs >= entry.staleUntil) return await this.fly(key, policy, fill, nowMs)
    if (nowMs < entry.freshUntil) return { answer: entry.answer, outcome: 'hit' }
    if (nowMs >= entry.retryAt) this.refresh(key, policy, fill, entry)
    return { answer: entry.answer, outcome: 'stale' }
  }

  async invalidate(tags: readonly CacheTag[], signal?: AbortSignal): Promise<void> {
    const { closing, generations } = this
    await this.invalidator.invalidate(tags, {
      signal: signal === undefined ? closing.signal : AbortSignal.any([closing.signal, signal]),
      beforeTry: (tokens) => generations.moveAhead(tokens),
    })
  }

  async close(): Promise<void> {
    if (this.closing.signal.aborted) return
    this.closing.abort(new Error('the cache is closed'))
    this.entries.clear()
    await this.membership.stop()
    await this.tier.close()
  }

  private findServable(key: string, nowMs: number): Entry | undefined {
    const entry = this.entries.get(key)
    if (entry === undefined) return undefined
    if (!entry.mark.isCurrent()) {
      this.entries.delete(key)
      return undefined
    }
    return entry.bornAt >= this.membership.servableSince(nowMs) ? entry : undefined
  }

  /** Joins the flight of a key where the caller may have what it brings, else starts one. */
  private fly(key: string, policy: CachePolicy, fill: Fill, nowMs: number): Promise<CacheReading> {
    const flight = this.flights.get(key)
    if (flight === undefined || !flight.mark.isCurrent()) return this.depart(key, policy, fill, nowMs)
    const since = this.membership.servableSince(nowMs)
    if (flight.startedAt >= since) return flight.reading
    if (since < Infinity) return this.depart(key, policy, fill, nowMs)
    // Nobody outside may know of this process any more: only what began after the caller asked is surely new enough.
    flight.following ??= flight.reading
      .catch(() => undefined)
      .then(() => this.depart(key, policy, fill, this.world.monotonic()))
    return flight.following
  }

  private depart(key: string, policy: CachePolicy, fill: Fill, startedAt: number): Promise<CacheReading> {
    const mark = this.generations.mark(policy.tags)
    const reading = this.obtain(key, policy, fill).finally(() => {
      if (this.flights.get(key) === flight) this.flights.delete(key)
    })
    const flight: Flight = { mark, startedAt, reading, following: null }
    this.flights.set(key, flight)
    return reading
  }

  /** Fills a stale entry anew, behind those who are served with it. */
  private refresh(key: string, policy: CachePolicy, fill: Fill, entry: Entry): void {
    this.fly(key, policy, fill, this.world.monotonic()).catch((error: unknown) => {
      if (this.isOutage(error)) entry.retryAt = this.world.monotonic() + this.timing.retryMs
      // It said that the answer is another one now, which the next caller shall hear.
      else if (this.entries.peek(key) === entry) this.entries.delete(key)
    })
  }

  private async obtain(key: string, policy: CachePolicy, fill: Fill): Promise<CacheReading> {
    const { entries } = this.tier
    const claim = entries === undefined ? null : await this.claim(entries, key, policy)
    if (claim !== null && 'outcome' in claim) return claim
    return { answer: await this.fill(key, policy, fill, claim), outcome: 'miss' }
  }

  /** What another process has filled, or the right to fill for all; null where the shared tier doesn't help. */
  private async claim(
    entries: SharedEntries,
    key: string,
    policy: CachePolicy,
  ): Promise<CacheReading | HeldClaim | null> {
    const mark = this.generations.mark(policy.tags)
    const sharedKey = this.sharedKeyOf(key, mark)
    const until = this.world.monotonic() + this.timing.fillWaitMsMax
    while (this.canShare(mark)) {
      const claim = await entries.claim(sharedKey, this.membership.id).catch((error: unknown) => {
        this.membership.lose(error)
        return null
      })
      if (claim?.kind === 'mine') return { entries, key: sharedKey }
      if (claim?.kind === 'entry') return this.accept(key, policy, claim.bytes, mark)
      if (claim === null || this.world.monotonic() >= until) return null
      await this.world.wait(claimLookMs, this.closing.signal)
    }
    return null
  }

  /** Whether what the shared tier holds under a mark may be served here now. */
  private canShare(mark: GenerationMark): boolean {
    const { membership } = this
    return membership.isReachable && membership.isAttached(this.world.monotonic()) && mark.isCurrent()
  }

  private accept(key: string, policy: CachePolicy, bytes: Buffer, mark: GenerationMark): CacheReading | null {
    if (!this.canShare(mark)) return null
    const unpacked = unpackAnswer(bytes)
    // Of another version of the program, perhaps. It is filled here then, and the shared one lapses.
    if (unpacked === null) return null
    const answer = { ...unpacked, generations: mark.tokens }
    this.keep(key, policy, answer, mark, -Infinity)
    return { answer, outcome: 'shared' }
  }

  private async fill(key: string, policy: CachePolicy, fill: Fill, claim: HeldClaim | null): Promise<CachedAnswer> {
    const mark = this.generations.mark(policy.tags)
    const bornAt = this.world.monotonic()
    const times = timesOf(policy, this.world.now())
    try {
      const answer = { ...(await encodeAnswer(await fill(this.closing.signal))), ...times, generations: mark.tokens }
      if (mark.isCurrent()) this.keep(key, policy, answer, mark, bornAt)
      if (claim !== null) this.share(claim, answer, mark)
      return answer
    } catch (error) {
      if (claim !== null) this.giveBack(claim)
      throw error
    }
  }

  private keep(key: string, policy: CachePolicy, answer: CachedAnswer, mark: GenerationMark, bornAt: number): void {
    if (this.closing.signal.aborted) return
    // What is left of its time by the wall clocks, and never more than all of it: another machine's clock may be ahead.
    const nowMs = this.world.monotonic()
    const freshMs = Math.min(answer.freshUntil - this.world.now(), policy.freshS * 1_000)
    const freshUntil = nowMs + freshMs
    this.entries.set(key, {
      answer,
      mark,
      bornAt,
      freshUntil,
      staleUntil: freshUntil + policy.staleS * 1_000,
      retryAt: 0,
    })
  }

  private share(claim: HeldClaim, answer: CachedAnswer, mark: GenerationMark): void {
    const keepMs = answer.freshUntil - this.world.now()
    // A fill that was overtaken belongs to nobody who asks from now on.
    if (!mark.isCurrent() || keepMs < 1) return this.giveBack(claim)
    const { entries, key } = claim
    entries
      .put(key, this.membership.id, packAnswer(answer), keepMs)
      .catch((error: unknown) => this.membership.lose(error))
  }

  private giveBack({ entries, key }: HeldClaim): void {
    entries.release(key, this.membership.id).catch((error: unknown) => this.membership.lose(error))
  }

  /** The generations are part of the key: an entry of old ones is never found, and can't take the place of a newer one. */
  private sharedKeyOf(key: string, { tokens }: GenerationMark): string {
    const named = JSON.stringify([this.generations.position?.epoch, key, [...tokens]])
    return createHash('sha256').update(named).digest('base64url')
  }
}

function timesOf({ freshS, staleS }: CachePolicy, filledAt: number): AnswerTimes {
  const freshUntil = filledAt + freshS * 1_000
  return { filledAt, freshUntil, staleUntil: freshUntil + staleS * 1_000 }
}
