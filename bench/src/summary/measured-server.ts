import { fork } from 'node:child_process'
import { once } from 'node:events'
import { Agent, get } from 'node:http'

/** What a measured server answers over its channel. */
export type ServerMessage = { readonly port: number } | { readonly cpuMicros: number }

const agent = new Agent({ keepAlive: true, maxSockets: 8 })

/** One GET over a kept connection; gives the bytes. */
async function fetchBytes(url: string): Promise<Buffer> {
  return await new Promise((resolve, reject) => {
    get(url, { agent, headers: { 'accept-encoding': 'identity' } }, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('end', () => {
        if (response.statusCode === 200) resolve(Buffer.concat(chunks))
        else reject(new Error(`${url} answered ${String(response.statusCode)}`))
      })
      response.on('error', reject)
    }).on('error', reject)
  })
}

/** A server in a process of its own, so that its processor time can be read apart from the load's. */
export class MeasuredServer {
  private readonly child: ReturnType<typeof fork>
  private readonly url: string

  private constructor(child: ReturnType<typeof fork>, url: string) {
    this.child = child
    this.url = url
  }

  static async start(script: string, path: string, env: Record<string, string>): Promise<MeasuredServer> {
    const child = fork(script, { env: { ...process.env, ...env } })
    const [message] = (await once(child, 'message')) as [ServerMessage]
    if (!('port' in message)) throw new Error(`${script} did not say where it listens`)
    return new MeasuredServer(child, `http://127.0.0.1:${message.port}${path}`)
  }

  async fetch(): Promise<Buffer> {
    return await fetchBytes(this.url)
  }

  /** Processor time of the server per request, µs, over `requests` requests of `inFlight` at a time. */
  async cpuMicrosPerRequest(requests: number, inFlight: number): Promise<number> {
    const before = await this.cpuMicros()
    let left = requests
    const client = async (): Promise<void> => {
      while (left-- > 0) await fetchBytes(this.url)
    }
    await Promise.all(Array.from({ length: inFlight }, client))
    return ((await this.cpuMicros()) - before) / requests
  }

  async stop(): Promise<void> {
    const exited = once(this.child, 'exit')
    this.child.disconnect()
    await exited
  }

  private async cpuMicros(): Promise<number> {
    this.child.send('cpu')
    const [message] = (await once(this.child, 'message')) as [ServerMessage]
    if (!('cpuMicros' in message)) throw new Error('the server did not tell its processor time')
    return message.cpuMicros
  }
}

/** Makes the process that calls it measurable: tells its port, answers for its processor time, ends with its parent. */
export function becomeMeasurable(port: number): void {
  process.on('message', () => {
    const { user, system } = process.cpuUsage()
    process.send?.({ cpuMicros: user + system })
  })
  process.on('disconnect', () => process.exit(0))
  process.send?.({ port })
}
