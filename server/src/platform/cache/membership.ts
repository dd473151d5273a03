import type { CacheTiming, CacheWorld } from './cache-timing.ts'
import type { Generations } from './generations.ts'
import type { Move, Position, SharedTier } from './shared-tier.ts'

/** Hears when the shared tier is lost and when it answers again, once each. */
export interface TierWatcher {
  onLost(error: Error): void
  onFound(): void
}

interface MembershipParts {
  readonly tier: SharedTier
  readonly generations: Generations
  readonly timing: CacheTiming
  readonly world: CacheWorld
  readonly watcher: TierWatcher
}

const toError = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)))

/**
 * This process as one of those that serve from memory. It renews a lease; each renewal brings all generations, so that a
 * lease that holds says: every move up to a lease ago has been applied here. Whoever moves a generation waits that long
 * for a process that says nothing.
 */
export class Membership {
  readonly id: string
  private readonly parts: MembershipParts
  private readonly stopped = new AbortController()
  private renewal = new AbortController()
  private isNudged = false
  private leaseUntil = -Infinity
  private joinedAt = -Infinity
  private reachable = false
  private running: Promise<void> = Promise.resolve()

  constructor(parts: MembershipParts) {
    this.parts = parts
    this.id = parts.world.random()
  }

  /** Whether the shared tier answered when it was last asked. */
  get isReachable(): boolean {
    return this.reachable
  }

  /** Listens, joins, and goes on renewing. Resolves after the first try to join, however that ended. */
  async start(): Promise<void> {
    this.parts.tier.listen({ onMove: (move) => this.hear(move), onListening: () => this.nudge() })
    await this.renew()
    this.running = this.keepRenewing()
  }

  /** Whether the lease holds at this instant of the monotonic clock. */
  isAttached(nowMs: number): boolean {
    return nowMs < this.leaseUntil
  }

  /**
   * Instant of the monotonic clock after which a fill must have begun here to be served: none while the lease holds,
   * the last few seconds without one, and now when the other processes may have forgotten this one.
   */
  servableSince(nowMs: number): number {
    if (nowMs < this.leaseUntil) return -Infinity
    const { detachedFreshMs, detachedMsMax } = this.parts.timing
    return nowMs < this.joinedAt + detachedMsMax ? nowMs - detachedFreshMs : Infinity
  }

  /** Notes that the shared tier failed to answer: it is left alone until the next renewal. */
  lose(error: unknown): void {
    if (this.reachable && !this.isStopped()) this.parts.watcher.onLost(toError(error))
    this.reachable = false
  }

  /** Serves nothing from now on, and says so to the others. Safe to call twice. */
  async stop(): Promise<void> {
    if (this.isStopped()) return
    this.stopped.abort()
    this.leaseUntil = -Infinity
    this.joinedAt = -Infinity
    this.nudge()
    await this.running
    await this.parts.tier.leave(this.id).catch(() => undefined)
  }

  private isStopped(): boolean {
    return this.stopped.signal.aborted
  }

  private nudge(): void {
    this.isNudged = true
    this.renewal.abort()
  }

  private hear(move: Move): void {
    const { generations } = this.parts
    if (!generations.applyMove(move)) this.nudge()
    else if (generations.position !== null) this.acknowledge(generations.position)
  }

  private acknowledge(position: Position): void {
    // A lost word costs no more than a delay: the next renewal says it again.
    this.parts.tier.acknowledge(this.id, position).catch((error: unknown) => this.lose(error))
  }

  private async keepRenewing(): Promise<void> {
    const { timing, world } = this.parts
    while (!this.isStopped()) {
      if (!this.isNudged) {
        this.renewal = new AbortController()
        await world.wait(timing.renewEveryMs, this.renewal.signal)
      }
      this.isNudged = false
      await this.renew()
    }
  }

  private async renew(): Promise<void> {
    const { tier, generations, timing, world, watcher } = this.parts
    if (this.isStopped()) return
    // The lease counts from before the question: what moves after it is waited for, for as long as that lease lasts.
    const askedAt = world.monotonic()
    const told = generations.position
    try {
      const snapshot = await tier.join(this.id, told)
      if (this.isStopped()) return
      generations.applySnapshot(snapshot)
      this.joinedAt = askedAt
      this.leaseUntil = askedAt + timing.leaseMs
      if (!this.reachable) watcher.onFound()
      this.reachable = true
    } catch (error) {
      this.lose(error)
      return
    }
    const { position } = generations
    if (position !== null && (position.epoch !== told?.epoch || position.count !== told.count))
      this.acknowledge(position)
  }
}
