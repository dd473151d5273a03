/**
 * Items of several readers as they come, at most `concurrency` readers at a time; each reader's own order is kept.
 * The first failure ends all; a caller who stops early aborts what is under way.
 *
 * cost  nothing of an item once it is given, however long another reader is silent
 */
export async function* readConcurrently<Item>(
  readers: readonly ((signal: AbortSignal) => AsyncIterable<Item>)[],
  concurrency: number,
  signal: AbortSignal,
): AsyncGenerator<Item> {
  const stop = new AbortController()
  const inner = AbortSignal.any([signal, stop.signal])
  const waiting = readers.values()
  const steps = new Steps<Item>()
  const startNext = () => {
    const next = waiting.next()
    if (next.done !== true) steps.start(next.value(inner)[Symbol.asyncIterator]())
  }
  try {
    while (steps.running < Math.min(concurrency, readers.length)) startNext()
    while (steps.running > 0) {
      const { iterator, result } = await steps.next()
      if (result.done === true) startNext()
      else {
        steps.start(iterator)
        yield result.value
      }
    }
  } finally {
    stop.abort()
    await steps.settle()
  }
}

interface Step<Item> {
  readonly iterator: AsyncIterator<Item>
  readonly result: IteratorResult<Item, unknown>
}

/** Steps of readers under way, given in the order in which they end. Not a race: each one would stay with a promise that is never settled, and its item with it. */
class Steps<Item> {
  readonly #underWay = new Map<AsyncIterator<Item>, Promise<void>>()
  readonly #ended: (() => Step<Item>)[] = []
  #wake: () => void = () => undefined

  /** Readers whose next step hasn't been given. */
  get running(): number {
    return this.#underWay.size
  }

  start(iterator: AsyncIterator<Item>): void {
    const end = (give: () => Step<Item>) => {
      this.#ended.push(give)
      this.#wake()
    }
    const step = iterator.next().then(
      (result) => end(() => this.#give({ iterator, result })),
      (error: unknown) =>
        end(() => {
          throw error
        }),
    )
    this.#underWay.set(iterator, step)
  }

  /** throws  what the reader threw whose step it is */
  async next(): Promise<Step<Item>> {
    for (;;) {
      const give = this.#ended.shift()
      if (give !== undefined) return give()
      await new Promise<void>((resolve) => (this.#wake = resolve))
    }
  }

  async settle(): Promise<void> {
    await Promise.all(this.#underWay.values())
  }

  #give(step: Step<Item>): Step<Item> {
    this.#underWay.delete(step.iterator)
    return step
  }
}
