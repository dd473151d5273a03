import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { quantile } from '../harness.ts'
import { Connection, type LoadReply } from './connection.ts'

/** Requests that are sent when they are due, whether the ones before have been answered or not. */
export interface OpenLoopLoad {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly perSecond: number
  readonly seconds: number
}

export interface OpenLoopResult {
  readonly sent: number
  /** Answers other than 200, and requests that got none. */
  readonly failed: number
  /** How many answers the cache gave in each way. */
  readonly outcomes: Readonly<Record<string, number>>
  /** Counted from when a request was due, not from when it was sent: a wait for a free connection is a wait. */
  readonly p50Ms: number
  readonly p99Ms: number
  readonly maxMs: number
}

/** Open at once: at 2,000 requests a second all are busy only where answers take 60 ms. */
const connectionsUsed = 128

/** Longest wait for answers at the end, ms. */
const graceMs = 30_000

class OpenLoop {
  private readonly load: OpenLoopLoad
  private readonly idle: Connection[] = []
  private readonly due: number[] = []
  private readonly latencies: number[] = []
  private readonly outcomes: Record<string, number> = {}
  private failed = 0

  constructor(load: OpenLoopLoad) {
    this.load = load
  }

  async run(): Promise<OpenLoopResult> {
    const { url, headers, perSecond, seconds } = this.load
    for (let count = 0; count < connectionsUsed; count += 1) this.idle.push(await Connection.open(url, headers))
    const requests = perSecond * seconds
    const startedAt = performance.now()
    let sent = 0
    while (sent < requests) {
      const dueBy = Math.min(requests, Math.floor(((performance.now() - startedAt) * perSecond) / 1_000))
      for (; sent < dueBy; sent += 1) this.due.push(startedAt + (sent * 1_000) / perSecond)
      this.sendDue()
      await new Promise((resolve) => setTimeout(resolve, 1))
    }
    const endBy = performance.now() + graceMs
    while (this.latencies.length + this.failed < requests && performance.now() < endBy) {
      await new Promise((resolve) => setTimeout(resolve, 10))
    }
    const answered = this.latencies.length
    return {
      sent,
      failed: requests - answered,
      outcomes: this.outcomes,
      p50Ms: quantile(this.latencies, 0.5),
      p99Ms: quantile(this.latencies, 0.99),
      maxMs: quantile(this.latencies, 1),
    }
  }

  private sendDue(): void {
    while (this.due.length > 0) {
      const connection = this.idle.pop()
      if (connection === undefined) return
      void this.send(connection, this.due.shift() ?? performance.now())
    }
  }

  private async send(connection: Connection, dueAt: number): Promise<void> {
    try {
      this.count(await connection.send(), performance.now() - dueAt)
      this.idle.push(connection)
    } catch {
      this.failed += 1
      this.idle.push(await Connection.open(this.load.url, this.load.headers))
    }
    this.sendDue()
  }

  private count({ status, cache }: LoadReply, ms: number): void {
    if (status !== 200) {
      this.failed += 1
      return
    }
    this.latencies.push(ms)
    const outcome = cache ?? 'none'
    this.outcomes[outcome] = (this.outcomes[outcome] ?? 0) + 1
  }
}

/** Runs the load in a process of its own: its clock must not wait for ours. */
export async function runOpenLoop(load: OpenLoopLoad): Promise<OpenLoopResult> {
  const child: ChildProcess = fork(import.meta.filename)
  child.send(load)
  const [result] = (await once(child, 'message')) as [OpenLoopResult]
  child.disconnect()
  return result
}

// Forked by the function above, which says over the channel what to send.
if (process.argv[1] === import.meta.filename && process.send !== undefined) {
  const [load] = (await once(process, 'message')) as [OpenLoopLoad]
  process.send(await new OpenLoop(load).run())
  process.on('disconnect', () => process.exit(0))
}
