/** Numbers in [0, 1) that a seed decides. */
export function createDice(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

interface Event {
  readonly at: number
  readonly order: number
  readonly happen: () => void
}

const isBefore = (a: Event, b: Event): boolean => a.at < b.at || (a.at === b.at && a.order < b.order)

/** Lets all happen that follows at once, however many promises deep. */
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

/** A clock that stands still while anything happens, and goes on to the next thing that was put down for later. */
export class VirtualTime {
  private readonly heap: Event[] = []
  private order = 0
  private nowMs = 0

  /** Milliseconds since the beginning. */
  get now(): number {
    return this.nowMs
  }

  after(ms: number, happen: () => void): void {
    const { heap } = this
    heap.push({ at: this.nowMs + ms, order: (this.order += 1), happen })
    for (let child = heap.length - 1; child > 0;) {
      const parent = (child - 1) >> 1
      if (!this.swapIfBefore(child, parent)) break
      child = parent
    }
  }

  /** Lets everything happen in its order until an instant, or until `isDone`. */
  async runUntil(atMs: number, isDone: () => boolean = () => false): Promise<void> {
    await settle()
    while (!isDone()) {
      const next = this.heap[0]
      if (next === undefined || next.at > atMs) break
      this.takeFirst()
      this.nowMs = next.at
      next.happen()
      await settle()
    }
    if (!isDone()) this.nowMs = Math.max(this.nowMs, atMs)
  }

  private takeFirst(): void {
    const { heap } = this
    const last = heap.pop()
    if (heap.length === 0 || last === undefined) return
    heap[0] = last
    for (let parent = 0; ;) {
      const [left, right] = [heap[2 * parent + 1], heap[2 * parent + 2]]
      if (left === undefined) return
      const child = right !== undefined && isBefore(right, left) ? 2 * parent + 2 : 2 * parent + 1
      if (!this.swapIfBefore(child, parent)) return
      parent = child
    }
  }

  private swapIfBefore(child: number, parent: number): boolean {
    const [a, b] = [this.heap[child], this.heap[parent]]
    if (a === undefined || b === undefined || !isBefore(a, b)) return false
    this.heap[child] = b
    this.heap[parent] = a
    return true
  }
}
