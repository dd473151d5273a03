import type { IncomingMessage } from 'node:http'
import { BlockList, isIP, isIPv4, type Socket } from 'node:net'

/** Whether an address is one whose `X-Forwarded-*` headers count. */
export type IsTrusted = (address: string) => boolean

const familyOf = (address: string): 'ipv4' | 'ipv6' => (isIPv4(address) ? 'ipv4' : 'ipv6')

/** What is trusted by a list of addresses and networks, such as `10.0.0.4` or `10.0.0.0/24`. */
export function trustOnly(networks: readonly string[]): IsTrusted {
  const trusted = new BlockList()
  for (const network of networks) {
    const [address = '', prefix] = network.split('/')
    if (prefix === undefined) trusted.addAddress(address, familyOf(address))
    else trusted.addSubnet(address, Number(prefix), familyOf(address))
  }
  return (address) => isIP(address) > 0 && trusted.check(address, familyOf(address))
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

/** An entry of `X-Forwarded-For` without the port that some gateways put there; empty where it is no address. */
function toAddress(entry: string): string {
  const text = entry.trim()
  const [, bracketed] = /^\[([^\]]{1,45})\](?::\d{1,5})?$/.exec(text) ?? []
  const [, dotted] = /^(\d{1,3}(?:\.\d{1,3}){3}):\d{1,5}$/.exec(text) ?? []
  const address = bracketed ?? dotted ?? text
  return isIP(address) > 0 ? address : ''
}

/** Everything that a header says, in the order in which it came; null where it isn't there. */
function readHeader({ rawHeaders }: IncomingMessage, name: string): string | null {
  let found: string | null = null
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const each = rawHeaders[index] ?? ''
    if (each.length !== name.length || each.toLowerCase() !== name) continue
    const value = rawHeaders[index + 1] ?? ''
    found = found === null ? value : `${found},${value}`
  }
  return found
}

/** The entries that are looked at from the right: no real chain of proxies is longer. */
const hopsMax = 10

interface Peer {
  readonly address: string
  /** What it is counted under. */
  readonly counted: string
  readonly isTrusted: boolean
}

/**
 * Who is at the other end of a request. Only a trusted proxy is believed on whom it asks for; of what it adds to, the
 * part that another trusted one wrote.
 */
export class Callers {
  readonly isTrusted: IsTrusted
  private readonly peers = new WeakMap<Socket, Peer>()

  constructor(trustedProxies: readonly string[] = []) {
    this.isTrusted = trustedProxies.length === 0 ? () => false : trustOnly(trustedProxies)
  }

  /** The address that a request comes from. */
  addressOf(request: IncomingMessage): string {
    const peer = this.peerOf(request.socket)
    return peer.isTrusted ? this.findClient(request, peer) : peer.address
  }

  /** What the requests of a client are counted under. */
  countedAddressOf(request: IncomingMessage): string {
    const peer = this.peerOf(request.socket)
    return peer.isTrusted ? toCountedAddress(this.findClient(request, peer)) : peer.counted
  }

  /** Whether a trusted proxy says that the client came to it by http. */
  cameInTheClear(request: IncomingMessage): boolean {
    if (!this.peerOf(request.socket).isTrusted) return false
    return readHeader(request, 'x-forwarded-proto')?.split(',').at(-1)?.trim().toLowerCase() === 'http'
  }

  peerOf(socket: Socket): Peer {
    let peer = this.peers.get(socket)
    if (peer === undefined) {
      const address = socket.remoteAddress ?? 'unknown'
      peer = { address, counted: toCountedAddress(address), isTrusted: this.isTrusted(address) }
      this.peers.set(socket, peer)
    }
    return peer
  }

  private findClient(request: IncomingMessage, peer: Peer): string {
    const entries = (readHeader(request, 'x-forwarded-for') ?? '').split(',').slice(-hopsMax).reverse()
    let nearest = peer.address
    for (const address of entries.map(toAddress)) {
      // What stands left of something that can't be read was written by nobody we know.
      if (address === '') return nearest
      nearest = address
      if (!this.isTrusted(address)) return address
    }
    return nearest
  }
}
