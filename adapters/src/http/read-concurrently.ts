/**
 * Items of several readers as they come, at most `concurrency` readers at a time; each reader's own order is kept.
 * The first failure ends all; a caller who stops early aborts what is under way.
 */
export async function* readConcurrently<Item>(
  readers: readonly ((signal: AbortSignal) => AsyncIterable<Item>)[],
  concurrency: number,
  signal: AbortSignal,
): AsyncGenerator<Item> {
  const stop = new AbortController()
  const inner = AbortSignal.any([signal, stop.signal])
  const waiting = readers.values()
  const running = new Map<AsyncIterator<Item>, Promise<Step<Item>>>()
  const startNext = () => {
    const next = waiting.next()
    if (next.done !== true) advance(running, next.value(inner)[Symbol.asyncIterator]())
  }
  try {
    while (running.size < Math.min(concurrency, readers.length)) startNext()
    while (running.size > 0) {
      const { iterator, result } = await Promise.race(running.values())
      running.delete(iterator)
      if (result.done === true) startNext()
      else {
        advance(running, iterator)
        yield result.value
      }
    }
  } finally {
    stop.abort()
    await Promise.allSettled(running.values())
  }
}

interface Step<Item> {
  readonly iterator: AsyncIterator<Item>
  readonly result: IteratorResult<Item, unknown>
}

function advance<Item>(running: Map<AsyncIterator<Item>, Promise<Step<Item>>>, iterator: AsyncIterator<Item>): void {
  const step = iterator.next().then((result) => ({ iterator, result }))
  // The race hears the first failure; those of the others must not surface as unhandled.
  step.catch(() => undefined)
  running.set(iterator, step)
}
