import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { AttackedSettings } from './attacked-server.ts'

/** A server in a process of its own, and what it tells of itself. */
export interface Attacked {
  readonly url: string
  readonly port: number
  /** The longest that its event loop was held since this was last asked, ms. */
  readHeldMs(): Promise<number>
  countConnections(): Promise<number>
  isAlive(): boolean
  stop(): Promise<void>
}

const script = fileURLToPath(new URL('./attacked-server.ts', import.meta.url))

class Asker {
  private readonly process: ChildProcess
  private readonly waiting = new Map<number, (value: number) => void>()
  private last = 0

  constructor(process: ChildProcess) {
    this.process = process
    process.on('message', ({ id, value }: { readonly id: number; readonly value: number }) => {
      this.waiting.get(id)?.(value)
      this.waiting.delete(id)
    })
  }

  async ask(what: 'held' | 'connections'): Promise<number> {
    this.last += 1
    const id = this.last
    return await new Promise((resolve) => {
      this.waiting.set(id, resolve)
      this.process.send({ id, what })
    })
  }
}

/** Starts the platform on a free port, with nothing of the product in it. */
export async function startAttacked(settings: AttackedSettings = {}): Promise<Attacked> {
  const child = fork(script, [JSON.stringify(settings)], { execArgv: [] })
  const [{ url }] = (await once(child, 'message')) as [{ readonly url: string }]
  const asker = new Asker(child)
  return {
    url,
    port: Number(new URL(url).port),
    readHeldMs: () => asker.ask('held'),
    countConnections: () => asker.ask('connections'),
    isAlive: () => child.exitCode === null && child.signalCode === null,
    stop: async () => {
      const ended = once(child, 'exit')
      child.disconnect()
      await ended
    },
  }
}
