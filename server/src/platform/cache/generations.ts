import type { CacheTag } from '@tieback/contracts'
import type { Move, Position, Snapshot, Tokens } from './shared-tier.ts'

/** One tag as this process knows it. */
interface Slot {
  /** What the tag is called in the shared tier now. */
  token: string
  /** How often the tag moved in the eyes of this process: only grows, so that nothing becomes valid again here. */
  moves: number
}

/** What some tags were when a fill began. */
export class GenerationMark {
  readonly tokens: ReadonlyMap<CacheTag, string>
  private readonly slots: readonly Slot[]
  private readonly moves: readonly number[]

  constructor(tags: readonly CacheTag[], slots: readonly Slot[]) {
    this.slots = slots
    this.moves = slots.map(({ moves }) => moves)
    this.tokens = new Map(tags.map((tag, index) => [tag, slots[index]?.token ?? '']))
  }

  /** Whether none of the tags has moved since. Allocates nothing: asked for nearly each request. */
  isCurrent(): boolean {
    const { slots, moves } = this
    for (let index = 0; index < slots.length; index += 1) {
      if (slots[index]?.moves !== moves[index]) return false
    }
    return true
  }
}

/** The generations as this process knows them, and up to which move it does. */
export class Generations {
  private readonly slots = new Map<CacheTag, Slot>()
  private tokens: Tokens = new Map()
  private applied: Position | null = null

  /** Up to where every move has been applied here; null before the first snapshot. */
  get position(): Position | null {
    return this.applied
  }

  mark(tags: readonly CacheTag[]): GenerationMark {
    return new GenerationMark(
      tags,
      tags.map((tag) => this.slotOf(tag)),
    )
  }

  /** Makes tags void here at once, ahead of the shared tier. */
  moveAhead(tokens: Tokens): void {
    for (const [tag, token] of tokens) this.setToken(tag, token)
  }

  /** Takes all generations over. One that a move has overtaken says nothing new. */
  applySnapshot(snapshot: Snapshot): void {
    const { applied } = this
    const isSameEpoch = applied?.epoch === snapshot.epoch
    if (isSameEpoch && snapshot.count < applied.count) return
    if (!isSameEpoch) this.voidAll()
    this.tokens = snapshot.tokens
    for (const tag of this.slots.keys()) this.setToken(tag, snapshot.tokens.get(tag) ?? '')
    this.applied = { epoch: snapshot.epoch, count: snapshot.count }
  }

  /** Applies one move; false where others before it were missed, so that a snapshot is needed. */
  applyMove(move: Move): boolean {
    const { applied } = this
    if (applied?.epoch !== move.epoch) {
      this.voidAll()
      return false
    }
    if (move.count <= applied.count) return true
    this.moveAhead(move.tokens)
    if (move.count > applied.count + 1) return false
    this.applied = { epoch: move.epoch, count: move.count }
    return true
  }

  private voidAll(): void {
    for (const slot of this.slots.values()) slot.moves += 1
  }

  private setToken(tag: CacheTag, token: string): void {
    const slot = this.slotOf(tag)
    if (slot.token === token) return
    slot.token = token
    slot.moves += 1
  }

  private slotOf(tag: CacheTag): Slot {
    const known = this.slots.get(tag)
    if (known !== undefined) return known
    const slot = { token: this.tokens.get(tag) ?? '', moves: 0 }
    this.slots.set(tag, slot)
    return slot
  }
}
