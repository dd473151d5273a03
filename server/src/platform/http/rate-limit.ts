import type { Socket } from 'node:net'
import type { FastifyInstance } from 'fastify'
import { LRUCache } from 'lru-cache'
import { ProblemError } from './problems.ts'

/** The span that requests are counted over, ms. */
const windowMs = 60_000

/** Addresses counted at a time; beyond that the one not heard of for longest starts anew. */
const addressesMax = 20_000

interface Count {
  requests: number
  readonly endsAt: number
}

/** Counts the requests of each address over a minute that begins with its first. */
export class RequestCounter {
  readonly perMinute: number
  private readonly now: () => number
  private readonly counts = new LRUCache<string, Count>({ max: addressesMax })

  constructor(perMinute: number, now: () => number = () => performance.now()) {
    this.perMinute = perMinute
    this.now = now
  }

  /** Counts one more request, unless there have been too many: then it gives the seconds to wait, and counts nothing. */
  take(address: string): number | null {
    const now = this.now()
    let count = this.counts.get(address)
    if (count === undefined || count.endsAt <= now) {
      count = { requests: 0, endsAt: now + windowMs }
      this.counts.set(address, count)
    }
    if (count.requests >= this.perMinute) return Math.ceil((count.endsAt - now) / 1_000)
    count.requests += 1
    return null
  }
}

/** An IPv6 client owns a whole /64: its first four groups. An IPv4 one may come as `::ffff:192.0.2.1`. */
export function toCountedAddress(address: string): string {
  if (address.startsWith('::ffff:')) return address.slice('::ffff:'.length)
  if (!address.includes(':')) return address
  const [head = '', tail] = address.split('::')
  const before = head === '' ? [] : head.split(':')
  const after = tail === undefined || tail === '' ? [] : tail.split(':')
  const zeros = tail === undefined ? [] : Array.from({ length: 8 - before.length - after.length }, () => '0')
  return [...before, ...zeros, ...after].slice(0, 4).join(':')
}

const countedAddresses = new WeakMap<Socket, string>()

/** Under which address the requests of a connection are counted. */
export function countedAddressOf(socket: Socket): string {
  let address = countedAddresses.get(socket)
  if (address === undefined) {
    address = toCountedAddress(socket.remoteAddress ?? 'unknown')
    countedAddresses.set(socket, address)
  }
  return address
}

/** Refuses an address that asks too often, whatever it asks for. Answers from memory are counted by the same counter. */
export function limitRate(app: FastifyInstance, counter: RequestCounter): void {
  app.addHook('onRequest', (request, _reply, done) => {
    const retryAfterS = counter.take(countedAddressOf(request.socket))
    if (retryAfterS === null) {
      done()
      return
    }
    const detail = `At most ${counter.perMinute} requests a minute come from one address. Wait, and ask less often.`
    done(new ProblemError('rate-limited', detail, { retryAfterS }))
  })
}
