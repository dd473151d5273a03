import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { Connection, outcomeOf } from './connection.ts'

/** What a measured server answers over its channel. */
type ServerMessage =
  { readonly port: number; readonly headers: Readonly<Record<string, string>> } | { readonly cpuMicros: number }

/** Requests on the way at a time: enough to keep the server at work. */
const connectionsUsed = 4

/** What is asked, and of which answer. */
export interface Load {
  readonly path: string
  readonly headers?: Readonly<Record<string, string>>
  /** Anything else is a failure of the benchmark. */
  readonly status?: number
}

/** A server in a process of its own, so that its processor time can be read apart from the load's. */
export class MeasuredServer {
  readonly origin: string
  /** What it wants to see on every request, such as the cookie of a session. */
  readonly headers: Readonly<Record<string, string>>
  private readonly child: ChildProcess

  private constructor(child: ChildProcess, origin: string, headers: Readonly<Record<string, string>>) {
    this.child = child
    this.origin = origin
    this.headers = headers
  }

  static async start(script: string, env: Readonly<Record<string, string>>): Promise<MeasuredServer> {
    const child = fork(join(import.meta.dirname, script), { env: { ...process.env, ...env } })
    const [message] = (await Promise.race([once(child, 'message'), once(child, 'exit')])) as [ServerMessage | number]
    if (typeof message !== 'object' || !('port' in message)) throw new Error(`${script} did not say where it listens`)
    return new MeasuredServer(child, `http://127.0.0.1:${message.port}`, message.headers)
  }

  /** The bytes of an answer, as they are without any encoding, its tag, and what the cache said, such as `hit`. */
  async fetch(path: string): Promise<{ body: Buffer; etag: string; outcome: string | null }> {
    const answer = await fetch(`${this.origin}${path}`, {
      headers: { ...this.headers, 'accept-encoding': 'identity' },
    })
    if (answer.status !== 200) throw new Error(`${path} answered ${answer.status}`)
    return {
      body: Buffer.from(await answer.arrayBuffer()),
      etag: answer.headers.get('etag') ?? '',
      outcome: outcomeOf(answer.headers.get('server-timing') ?? ''),
    }
  }

  /** Processor time of the server per request, µs, over `requests` requests. */
  async cpuMicrosPerRequest(requests: number, load: Load): Promise<number> {
    const before = await this.cpuMicros()
    await this.sendAll(requests, load, () => undefined)
    return ((await this.cpuMicros()) - before) / requests
  }

  /** How long each of `requests` requests took as its client saw it, ms. */
  async latenciesMs(requests: number, load: Load): Promise<number[]> {
    const latencies: number[] = []
    await this.sendAll(requests, load, (ms) => latencies.push(ms))
    return latencies
  }

  async stop(): Promise<void> {
    const exited = once(this.child, 'exit')
    this.child.disconnect()
    await exited
  }

  private async sendAll(
    requests: number,
    { path, headers, status = 200 }: Load,
    onReply: (ms: number) => void,
  ): Promise<void> {
    let left = requests
    const client = async (): Promise<void> => {
      const connection = await Connection.open(`${this.origin}${path}`, { ...this.headers, ...headers })
      while (left-- > 0) {
        const sentAt = performance.now()
        const reply = await connection.send()
        if (reply.status !== status) throw new Error(`${path} answered ${reply.status}, not ${status}`)
        onReply(performance.now() - sentAt)
      }
      connection.close()
    }
    await Promise.all(Array.from({ length: connectionsUsed }, client))
  }

  /** Processor time that it has taken so far, µs. */
  async cpuMicros(): Promise<number> {
    this.child.send('cpu')
    const [message] = (await once(this.child, 'message')) as [ServerMessage]
    if (!('cpuMicros' in message)) throw new Error('the server did not tell its processor time')
    return message.cpuMicros
  }
}

/** Makes the process that calls it measurable: tells its port and what to send it, answers for its processor time, ends with its parent. */
export function becomeMeasurable(port: number, headers: Readonly<Record<string, string>> = {}): void {
  process.on('message', () => {
    const { user, system } = process.cpuUsage()
    process.send?.({ cpuMicros: user + system })
  })
  process.on('disconnect', () => process.exit(0))
  process.send?.({ port, headers })
}
