import type { CacheTag } from '@tieback/contracts'
import type {
  EntryClaim,
  Move,
  MoveReceipt,
  Position,
  SharedTier,
  Snapshot,
  TierListener,
  Tokens,
} from '../../src/platform/cache/shared-tier.ts'

/** How a process reaches the tier: each question and each word goes through here. */
export interface TierWire {
  /** Carries a question there and its answer back; rejects where either is lost. */
  ask<Answer>(answer: () => Answer): Promise<Answer>
  /** Carries a word from the tier to the process, once, or never. */
  tell(word: () => void): void
}

interface VirtualTierOptions {
  readonly now: () => number
  readonly epochYoungMs: number
  readonly forgetAfterMs: number
}

/** What the Redis tier keeps in Redis, in plain objects, with the network between it and each process left to the test. */
export class VirtualTier {
  private readonly options: VirtualTierOptions
  private epoch = ''
  private epochs = 0
  private begun = -Infinity
  private count = 0
  private tokens = new Map<CacheTag, string>()
  private members = new Map<string, { epoch: string; count: number; seen: number }>()
  private entries = new Map<string, { bytes: Buffer; until: number }>()
  private claims = new Map<string, { holder: string; until: number }>()
  private readonly listeners = new Map<TierListener, TierWire>()

  constructor(options: VirtualTierOptions) {
    this.options = options
    this.begin()
    this.begun = -Infinity
  }

  /** Forgets everything, as a Redis without a snapshot does when it starts again. */
  forgetAll(): void {
    this.begin()
    this.tokens.clear()
    this.entries.clear()
    this.claims.clear()
  }

  /** Tells every listener that it may have missed something. */
  announceReturn(): void {
    for (const [listener, wire] of this.listeners) wire.tell(() => listener.onListening())
  }

  connect(wire: TierWire): SharedTier {
    let own: TierListener | null = null
    return {
      move: (tokens) => wire.ask(() => this.move(tokens)),
      join: (memberId, applied) => wire.ask(() => this.join(memberId, applied)),
      acknowledge: (memberId, applied) => wire.ask(() => this.acknowledge(memberId, applied)),
      countSilent: (position) => wire.ask(() => this.countSilent(position)),
      leave: (memberId) => wire.ask(() => void this.members.delete(memberId)),
      listen: (listener) => {
        own = listener
        this.listeners.set(listener, wire)
        wire.tell(() => listener.onListening())
      },
      entries: {
        claim: (key, holder) => wire.ask(() => this.claim(key, holder)),
        put: (key, holder, bytes, keepMs) =>
          wire.ask(() => {
            this.entries.set(key, { bytes, until: this.options.now() + keepMs })
            this.release(key, holder)
          }),
        release: (key, holder) => wire.ask(() => this.release(key, holder)),
      },
      close: () => {
        if (own !== null) this.listeners.delete(own)
        return Promise.resolve()
      },
    }
  }

  private begin(): void {
    this.epochs += 1
    this.epoch = `epoch ${this.epochs}`
    this.begun = this.options.now()
    this.count = 0
    this.members.clear()
  }

  private move(tokens: Tokens): MoveReceipt {
    for (const [tag, token] of tokens) this.tokens.set(tag, token)
    this.count += 1
    const move: Move = { epoch: this.epoch, count: this.count, tokens }
    for (const [listener, wire] of this.listeners) wire.tell(() => listener.onMove(move))
    return {
      epoch: this.epoch,
      count: this.count,
      isEpochYoung: this.options.now() - this.begun < this.options.epochYoungMs,
    }
  }

  private join(memberId: string, applied: Position | null): Snapshot {
    const now = this.options.now()
    for (const [id, { seen }] of this.members) {
      if (now - seen > this.options.forgetAfterMs) this.members.delete(id)
    }
    this.members.set(memberId, { epoch: applied?.epoch ?? '', count: applied?.count ?? 0, seen: now })
    return { epoch: this.epoch, count: this.count, tokens: new Map(this.tokens) }
  }

  private acknowledge(memberId: string, applied: Position): void {
    const member = this.members.get(memberId)
    if (member === undefined || applied.epoch !== this.epoch) return
    if (member.epoch !== this.epoch || member.count < applied.count) Object.assign(member, applied)
  }

  private countSilent(position: Position): number | null {
    if (position.epoch !== this.epoch) return null
    const silent = [...this.members.values()].filter(
      ({ epoch, count }) => epoch !== this.epoch || count < position.count,
    )
    return silent.length
  }

  private claim(key: string, holder: string): EntryClaim {
    const now = this.options.now()
    const entry = this.entries.get(key)
    if (entry !== undefined && now < entry.until) return { kind: 'entry', bytes: entry.bytes }
    const claim = this.claims.get(key)
    if (claim !== undefined && now < claim.until) return { kind: 'taken' }
    this.claims.set(key, { holder, until: now + 10_000 })
    return { kind: 'mine' }
  }

  private release(key: string, holder: string): void {
    if (this.claims.get(key)?.holder === holder) this.claims.delete(key)
  }
}
