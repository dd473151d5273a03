import { connect, type Socket } from 'node:net'

/** A response as the load needs it: what tells a good one from a bad one. */
export interface LoadReply {
  readonly status: number
  /** Of `server-timing`, such as `hit`; null where the server says nothing. */
  readonly cache: string | null
}

/** No answer is being read. */
const noAnswer = -1

/** What the cache said of an answer, from its head or its `server-timing`; null where that says nothing. */
export const outcomeOf = (text: string): string | null => /\bcache;desc=(\w+)/i.exec(text)?.[1] ?? null

/** How a body in chunks ends. */
const lastChunk = '0\r\n\r\n'

/**
 * A kept connection with one request on the way at a time, on the bare socket: a full HTTP client would take more of
 * the machine than the servers it is to measure. Understands answers with a length, in chunks, and without a body.
 */
export class Connection {
  private readonly socket: Socket
  private readonly request: Buffer
  private head = ''
  /** Bytes of the body still to come. */
  private left = noAnswer
  private reply: LoadReply = { status: 0, cache: null }
  private onReply: ((reply: LoadReply) => void) | null = null
  private onFailure: ((error: Error) => void) | null = null

  private constructor(socket: Socket, request: Buffer) {
    this.socket = socket
    this.request = request
    socket.on('data', (chunk) => this.take(chunk))
    socket.on('error', (error) => this.fail(error))
    socket.on('close', () => this.fail(new Error('the server closed the connection')))
  }

  static async open(url: string, headers: Readonly<Record<string, string>> = {}): Promise<Connection> {
    const { hostname, port, pathname, search } = new URL(url)
    const lines = Object.entries({ host: 'bench', ...headers }).map(([name, value]) => `${name}: ${value}`)
    const request = Buffer.from(`GET ${pathname}${search} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`)
    return await new Promise((resolve, reject) => {
      const socket = connect({ host: hostname, port: Number(port), noDelay: true })
      socket.once('error', reject)
      socket.once('connect', () => {
        socket.off('error', reject)
        resolve(new Connection(socket, request))
      })
    })
  }

  async send(): Promise<LoadReply> {
    return await new Promise((resolve, reject) => {
      this.onReply = resolve
      this.onFailure = reject
      this.socket.write(this.request)
    })
  }

  close(): void {
    this.socket.destroy()
  }

  private take(chunk: Buffer): void {
    if (this.left === noAnswer) {
      this.head += chunk.toString('latin1')
      const end = this.head.indexOf('\r\n\r\n')
      if (end < 0) return
      const bodySoFar = this.head.length - end - 4
      this.left = this.readHead(this.head.slice(0, end)) - bodySoFar
      this.head = ''
    } else {
      this.left -= chunk.byteLength
    }
    // A body in chunks has no length: it ends with its last chunk, of which servers write the five characters at once.
    const isWhole = Number.isFinite(this.left)
      ? this.left <= 0
      : chunk.toString('latin1', chunk.byteLength - 5) === lastChunk
    if (!isWhole) return
    this.left = noAnswer
    this.onReply?.(this.reply)
  }

  /** Gives the length of the body; without end where it comes in chunks. */
  private readHead(head: string): number {
    const status = Number(head.slice('HTTP/1.1 '.length, 'HTTP/1.1 200'.length))
    this.reply = { status, cache: outcomeOf(head) }
    const length = /^content-length: (\d+)/im.exec(head)?.[1]
    return status === 304 ? 0 : Number(length ?? Infinity)
  }

  private fail(error: Error): void {
    this.onFailure?.(error)
    this.onFailure = null
  }
}
