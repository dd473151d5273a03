/** Messages from a connection to one reader, in order. The first failure ends it, once what came before it is read. */
export interface MessageQueue extends AsyncIterable<string> {
  add(message: string): void
  fail(reason: unknown): void
}

/** Tells the other end to hold back, and to go on. */
interface Flow {
  pause(): void
  resume(): void
}

/** A queue that holds the connection back while `messagesMax` or more messages wait. */
export function createMessageQueue(messagesMax: number, flow: Flow): MessageQueue {
  const waiting: string[] = []
  let failure: { readonly reason: unknown } | null = null
  let wake: () => void = () => undefined

  async function* read(): AsyncGenerator<string> {
    for (;;) {
      const message = waiting.shift()
      if (message !== undefined) {
        if (waiting.length === messagesMax - 1) flow.resume()
        yield message
      } else if (failure !== null) {
        throw failure.reason
      } else {
        await new Promise<void>((resolve) => {
          wake = resolve
        })
      }
    }
  }

  return {
    add(message) {
      waiting.push(message)
      if (waiting.length === messagesMax) flow.pause()
      wake()
    },
    fail(reason) {
      failure ??= { reason }
      wake()
    },
    [Symbol.asyncIterator]: read,
  }
}
