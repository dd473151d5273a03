import type { CachePolicy, CacheTag } from '@tieback/contracts'
import type { CachedAnswer, FilledAnswer } from '../../src/platform/cache/cached-answer.ts'
import { type CacheTiming, type CacheWorld, forgetAfterMs } from '../../src/platform/cache/cache-timing.ts'
import { createInvalidator } from '../../src/platform/cache/invalidator.ts'
import { TieredCache } from '../../src/platform/cache/tiered-cache.ts'
import { createDice, VirtualTime } from './virtual-time.ts'
import { VirtualTier, type TierWire } from './virtual-tier.ts'

/** A tenth of the real spans: as many things happen in a tenth of the time. */
const timing: CacheTiming = {
  leaseMs: 300,
  renewEveryMs: 100,
  detachedFreshMs: 500,
  detachedMsMax: 2_000,
  fillWaitMsMax: 200,
  retryMs: 100,
}

/** How long things go wrong in one interleaving, ms, and what then is left for every invalidation to come through. */
const trouble = { lastsMs: 4_000, steps: 60, endsWithinMs: 15_000 }

/** Longest wait of a process for an answer of the tier, ms. */
const askMsMax = 50

const policies: ReadonlyMap<string, CachePolicy> = new Map([
  ['one', { freshS: 1, staleS: 2, tags: ['production'] }],
  ['two', { freshS: 2, staleS: 1, tags: ['production', 'deferment'] }],
  ['three', { freshS: 0.2, staleS: 5, tags: ['samples'] }],
])
const tags: readonly CacheTag[] = ['production', 'deferment', 'samples']

/** The store is away: a fill may say so, and then its caller may hear it. */
class StoreAway extends Error {
  override readonly name = 'StoreAway'
}

export interface InterleavingCounts {
  interleavings: number
  reads: number
  /** Reads that began after an acknowledged invalidation and got bytes of a fill that began before its commit. */
  staleReads: number
  /** Reads that failed although their fill did not. */
  failedReads: number
  invalidations: number
  /** Invalidations that nobody acknowledged although everything was well again. */
  unacknowledged: number
  fills: number
  /** Reads that no fill of their own was needed for. */
  served: number
  /** The seeds of the interleavings that went wrong. */
  readonly faultySeeds: number[]
}

/** One process: its way to the tier, its pauses, its clocks. */
class VirtualProcess {
  isLinked = true
  private pausedUntil = 0
  private readonly time: VirtualTime
  private readonly dice: () => number
  private readonly isTierUp: () => boolean
  private readonly skewMs: number
  private readonly name: string
  private words = 0

  constructor(name: string, time: VirtualTime, dice: () => number, isTierUp: () => boolean) {
    this.name = name
    this.time = time
    this.dice = dice
    this.isTierUp = isTierUp
    this.skewMs = (dice() - 0.5) * 100
  }

  pause(ms: number): void {
    this.pausedUntil = Math.max(this.pausedUntil, this.time.now + ms)
  }

  /** Something for this process to do: at once, or as soon as it runs again. */
  deliver(happen: () => void): void {
    const pauseMs = this.pausedUntil - this.time.now
    if (pauseMs <= 0) happen()
    else this.time.after(pauseMs + this.dice(), () => this.deliver(happen))
  }

  readonly world: CacheWorld = {
    monotonic: () => this.time.now + this.skewMs * 7,
    now: () => 1_750_000_000_000 + this.time.now + this.skewMs,
    random: () => `${this.name}${(this.words += 1)}`,
    wait: (ms, signal) =>
      new Promise((resolve) => {
        if (signal?.aborted === true) return resolve()
        signal?.addEventListener('abort', () => resolve(), { once: true })
        // As real timers: never less than a millisecond.
        this.time.after(Math.max(1, ms), () => this.deliver(resolve))
      }),
  }

  readonly wire: TierWire = {
    ask: (answer) =>
      new Promise((resolve, reject) => {
        this.time.after(this.canReach() ? askMsMax : this.travelMs(), () => {
          this.deliver(() => reject(new Error('the tier does not answer')))
        })
        this.time.after(this.travelMs(), () => {
          if (!this.canReach()) return
          const given = answer()
          this.time.after(this.travelMs(), () => {
            if (this.canReach()) this.deliver(() => resolve(given))
          })
        })
      }),
    tell: (word) => {
      if (!this.canReach() || this.dice() < 0.05) return
      this.time.after(this.travelMs(), () => {
        if (this.canReach()) this.deliver(word)
      })
    },
  }

  private canReach(): boolean {
    return this.isLinked && this.isTierUp()
  }

  /** Mostly quick; now and then so slow that whoever waits has given up. */
  private travelMs(): number {
    return this.dice() < 0.1 ? this.dice() * 80 : this.dice() * 8
  }
}

/** Two processes that serve, one that only invalidates, and a tier between them, all on one clock. */
class Interleaving {
  private readonly dice: () => number
  private readonly time = new VirtualTime()
  private readonly counts: InterleavingCounts
  private readonly tier: VirtualTier
  private readonly processes: readonly VirtualProcess[]
  private readonly caches: readonly TieredCache[]
  private readonly closing = new AbortController()
  private isTierUp = true
  private isStoreUp = true
  /** Everything that matters gets a number, in the order in which it came. */
  private order = 0
  private readonly acknowledged = new Map<CacheTag, number>()
  private underWay = 0

  constructor(seed: number, counts: InterleavingCounts) {
    this.dice = createDice(seed)
    this.counts = counts
    const { time, dice } = this
    this.tier = new VirtualTier({
      now: () => time.now,
      epochYoungMs: forgetAfterMs(timing),
      forgetAfterMs: forgetAfterMs(timing),
    })
    this.processes = ['a', 'b', 'w'].map((name) => new VirtualProcess(name, time, dice, () => this.isTierUp))
    this.caches = this.processes.slice(0, 2).map(
      ({ wire, world }) =>
        new TieredCache({
          tier: this.tier.connect(wire),
          memoryBytesMax: 1_000_000,
          isOutage: (error) => error instanceof StoreAway,
          watcher: { onLost: () => undefined, onFound: () => undefined },
          timing,
          world,
        }),
    )
  }

  async run(): Promise<void> {
    for (const cache of this.caches) void cache.start()
    for (let step = 0; step < trouble.steps; step += 1) {
      this.time.after(this.dice() * trouble.lastsMs, () => this.step(this.dice()))
    }
    await this.time.runUntil(trouble.lastsMs)
    this.mendAll()
    await this.time.runUntil(trouble.lastsMs + trouble.endsWithinMs, () => this.underWay === 0)
    this.counts.unacknowledged += this.underWay
    this.closing.abort()
    for (const cache of this.caches) void cache.close()
    await this.time.runUntil(trouble.lastsMs + 3 * trouble.endsWithinMs)
  }

  private step(kind: number): void {
    if (kind < 0.62) this.read()
    else if (kind < 0.8) this.write()
    else if (kind < 0.86) this.breakLink(this.pickProcess(), this.spanMs())
    else if (kind < 0.9) this.breakTier(this.dice() < 0.5, this.spanMs())
    else if (kind < 0.97) this.pickProcess().pause(this.spanMs())
    else this.breakStore(this.spanMs())
  }

  /** Up to three leases, mostly less. */
  private spanMs(): number {
    return this.dice() * this.dice() * 1_200
  }

  private pickProcess(): VirtualProcess {
    const process = this.processes[Math.floor(this.dice() * this.processes.length)]
    if (process === undefined) throw new Error('there are processes')
    return process
  }

  private breakLink(process: VirtualProcess, ms: number): void {
    process.isLinked = false
    this.time.after(ms, () => {
      process.isLinked = true
      if (this.dice() < 0.7) this.tier.announceReturn()
    })
  }

  private breakTier(loses: boolean, ms: number): void {
    this.isTierUp = false
    // Not everybody is back as soon as the tier is: who isn't has heard nothing of what was forgotten.
    if (this.dice() < 0.5) this.breakLink(this.pickProcess(), ms + this.spanMs())
    this.time.after(ms, () => {
      if (loses) this.tier.forgetAll()
      this.isTierUp = true
      this.tier.announceReturn()
    })
  }

  private breakStore(ms: number): void {
    this.isStoreUp = false
    this.time.after(ms, () => {
      this.isStoreUp = true
    })
  }

  private mendAll(): void {
    this.isTierUp = true
    this.isStoreUp = true
    for (const process of this.processes) process.isLinked = true
  }

  /** Commits a change, and invalidates what it made void from some process. */
  private write(): void {
    const written = tags.filter(() => this.dice() < 0.4)
    const commit = (this.order += 1)
    const process = this.pickProcess()
    if (written.length === 0) return
    this.counts.invalidations += 1
    this.underWay += 1
    process.deliver(() => {
      void this.invalidate(process, written).then(() => {
        this.underWay -= 1
        if (this.closing.signal.aborted) return
        for (const tag of written) {
          this.acknowledged.set(tag, Math.max(commit, this.acknowledged.get(tag) ?? 0))
        }
      })
    })
  }

  private async invalidate(process: VirtualProcess, written: readonly CacheTag[]): Promise<void> {
    const { signal } = this.closing
    const cache = this.caches[this.processes.indexOf(process)]
    const { wire, world } = process
    const done =
      cache === undefined
        ? createInvalidator({ tier: this.tier.connect(wire), timing, world }).invalidate(written, { signal })
        : cache.invalidate(written, signal)
    await done.catch(() => undefined)
  }

  private read(): void {
    const index = Math.floor(this.dice() * this.caches.length)
    const [process, cache] = [this.processes[index], this.caches[index]]
    const [key, policy] = [...policies][Math.floor(this.dice() * policies.size)] ?? []
    if (process === undefined || cache === undefined || key === undefined || policy === undefined) return
    process.deliver(() => {
      const required = Math.max(...policy.tags.map((tag) => this.acknowledged.get(tag) ?? 0))
      this.counts.reads += 1
      const found = cache.find(key) ?? cache.findStale(key)
      const answered = found ?? cache.read(key, policy, () => this.fill(process)).then(({ answer }) => answer)
      void Promise.resolve(answered).then(
        (answer) => this.judge(answer, required),
        (error: unknown) => {
          if (!(error instanceof StoreAway)) this.counts.failedReads += 1
        },
      )
    })
  }

  private judge(answer: CachedAnswer, required: number): void {
    const began = Number(answer.identity.toString('utf8'))
    if (began < required) this.counts.staleReads += 1
  }

  /** An answer that is the number of its own beginning: the least that the store may have been when it was read. */
  private fill(process: VirtualProcess): Promise<FilledAnswer> {
    const began = (this.order += 1)
    const takesMs = this.dice() < 0.2 ? this.dice() * 700 : this.dice() * 40
    this.counts.fills += 1
    return new Promise((resolve, reject) => {
      this.time.after(takesMs, () => {
        const isStoreUp = this.isStoreUp
        process.deliver(() => {
          if (isStoreUp) resolve({ contentType: 'text/plain', body: Buffer.from(String(began)) })
          else reject(new StoreAway())
        })
      })
    })
  }
}

/** Lets processes, messages, outages and pauses come in every order that the seeds give, and counts what went wrong. */
export async function runInterleavings({ count, seed }: { count: number; seed: number }): Promise<InterleavingCounts> {
  const counts: InterleavingCounts = {
    interleavings: 0,
    reads: 0,
    staleReads: 0,
    failedReads: 0,
    invalidations: 0,
    unacknowledged: 0,
    fills: 0,
    served: 0,
    faultySeeds: [],
  }
  const faultsOf = () => counts.staleReads + counts.failedReads + counts.unacknowledged
  for (let index = 0; index < count; index += 1) {
    const before = faultsOf()
    await new Interleaving(seed + index, counts).run()
    counts.interleavings += 1
    if (faultsOf() > before) counts.faultySeeds.push(seed + index)
  }
  counts.served = counts.reads - counts.fills
  return counts
}
