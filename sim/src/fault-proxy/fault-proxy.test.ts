import { once } from 'node:events'
import { createServer, get, type IncomingMessage, type Server } from 'node:http'
import { connect, type AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, inject, it, vi } from 'vitest'
import { type FaultProxy, startFaultProxy } from './fault-proxy.ts'
import { noFaults } from './proxy-faults.ts'

const large = 'x'.repeat(300_000)

let server: Server
let proxy: FaultProxy
let asked: string[]

beforeEach(async () => {
  asked = []
  server = createServer((request, response) => {
    asked.push(request.url ?? '')
    response.end(request.url === '/large' ? large : `answer to ${request.url ?? ''}`)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  proxy = await startFaultProxy({ target: `http://127.0.0.1:${(server.address() as AddressInfo).port}/base` })
})
afterEach(async () => {
  await proxy.stop()
  server.closeAllConnections()
  server.close()
})

const at = (path: string) => new URL(path, proxy.address).href
const read = async (path: string, signal?: AbortSignal) =>
  await (await fetch(at(path), signal === undefined ? {} : { signal })).text()

/** A connection of its own: what came back so far, and how it ended. */
function open() {
  const socket = connect(Number(new URL(proxy.address).port), '127.0.0.1')
  const seen = { text: '', end: null as string | null }
  socket.on('data', (bytes) => (seen.text += bytes.toString()))
  socket.on('error', (error: NodeJS.ErrnoException) => (seen.end = error.code ?? 'error'))
  socket.on('close', () => (seen.end ??= 'closed'))
  const ask = (path: string, header = '') => socket.write(`GET ${path} HTTP/1.1\r\nHost: proxy\r\n${header}\r\n`)
  return { socket, seen, ask }
}

async function readRaw(path: string): Promise<{ text: string; end: string | null }> {
  const { seen, ask } = open()
  ask(path, 'Connection: close\r\n')
  await vi.waitFor(() => expect(seen.end).not.toBeNull(), { timeout: 10_000 })
  return seen
}

/** How far an answer has come, and its end. */
function follow(path: string) {
  const seen = { bytes: 0, isDone: false }
  const request = get(at(path), (response: IncomingMessage) => {
    response.on('data', (bytes: Buffer) => (seen.bytes += bytes.length)).on('end', () => (seen.isDone = true))
  })
  request.on('error', () => undefined)
  return seen
}

describe('a fault proxy', () => {
  it('has the target’s address but for host and port, and changes nothing by itself', async () => {
    expect(new URL(proxy.address).pathname).toBe('/base')
    expect(proxy.faults).toEqual(noFaults)
    expect(await read('/base/a')).toBe('answer to /base/a')
    expect(await read('/large')).toBe(large)
    expect(proxy.passed.toClient).toBeGreaterThan(large.length)
  })

  it('delays the way there and the way back', async () => {
    await proxy.set({ toTargetDelayMs: 60_000 })
    await expect(read('/a', AbortSignal.timeout(100))).rejects.toThrow('timeout')
    expect(asked).not.toContain('/a')
    await proxy.set({ toClientDelayMs: 60_000 })
    await expect(read('/b', AbortSignal.timeout(100))).rejects.toThrow('timeout')
    expect(asked).toContain('/b')
  })

  it('delays pieces that follow each other together, not one after the other', async () => {
    await proxy.set({ toClientDelayMs: 1_000 })
    // Some five pieces of 64 kB: five seconds, were each held for itself.
    expect(await read('/large', AbortSignal.timeout(4_000))).toBe(large)
  })

  it('resets a connection after some bytes of answer', async () => {
    await proxy.set({ cutAfterBytes: 50_000 })
    const { text, end } = await readRaw('/large')
    expect(end).toBe('ECONNRESET')
    expect(text.length).toBeLessThanOrEqual(50_000)
    await expect(read('/large')).rejects.toThrow(/terminated|fetch failed/)
  })

  it('closes a connection after some bytes of answer as if that was all', async () => {
    await proxy.set({ endAfterBytes: 1_000 })
    const { text, end } = await readRaw('/large')
    expect(end).toBe('closed')
    expect(text).toHaveLength(1_000)
    await proxy.clear()
    expect((await readRaw('/large')).text.length).toBeGreaterThan(large.length)
  })

  it('counts the bytes from when it was told, on a connection that is open already', async () => {
    const { seen, ask } = open()
    ask('/first')
    await vi.waitFor(() => expect(seen.text).toContain('answer to /first'))
    const before = seen.text.length
    await proxy.set({ endAfterBytes: 5 })
    ask('/second')
    await vi.waitFor(() => expect(seen.end).toBe('closed'))
    expect(seen.text.length - before).toBe(5)
  })

  it('lets a body trickle, and the rest come at once when it is told so', async () => {
    await proxy.set({ bytesPerS: 10_000 })
    const seen = follow('/large')
    await vi.waitFor(() => expect(seen.bytes).toBeGreaterThan(1_000), { timeout: 10_000 })
    expect(seen.bytes).toBeLessThan(150_000)
    expect(seen.isDone).toBe(false)
    await proxy.clear()
    await vi.waitFor(() => expect(seen).toEqual({ bytes: large.length, isDone: true }), { timeout: 10_000 })
  })

  it('lets answers on parallel connections overtake each other', async () => {
    await proxy.set({ overtakeMsMax: 10_000 })
    const order: string[] = []
    const first = read('/first').then(() => order.push('first'))
    await vi.waitFor(() => expect(proxy.passed.toTarget).toBeGreaterThan(0))
    expect(order).toEqual([])
    await Promise.all([first, read('/second').then(() => order.push('second'))])
    expect(order).toEqual(['second', 'first'])
  })

  it('holds an answer that nothing overtakes no longer than it may', async () => {
    await proxy.set({ overtakeMsMax: 30 })
    expect(await read('/alone')).toBe('answer to /alone')
  })

  it('refuses new connections and leaves those that are open', async () => {
    const { socket, seen, ask } = open()
    await vi.waitFor(() => expect(proxy.connections).toBe(1))
    await proxy.set({ isRefusing: true })
    expect(await readRaw('/a')).toEqual({ text: '', end: 'ECONNREFUSED' })
    ask('/open')
    await vi.waitFor(() => expect(seen.text).toContain('answer to /open'))
    socket.destroy()
    await proxy.clear()
    expect(await read('/again')).toBe('answer to /again')
  })

  it('swallows everything and gives it back when that ends', async () => {
    await proxy.set({ isBlackhole: true })
    await expect(read('/lost', AbortSignal.timeout(100))).rejects.toThrow('timeout')
    const waiting = read('/kept')
    await vi.waitFor(() => expect(proxy.connections).toBeGreaterThan(0))
    await proxy.clear()
    expect(await waiting).toBe('answer to /kept')
  })

  it('resets what is open when it is told to', async () => {
    await proxy.set({ isBlackhole: true })
    const waiting = read('/a')
    waiting.catch(() => undefined)
    await vi.waitFor(() => expect(proxy.connections).toBe(1))
    proxy.cut()
    await expect(waiting).rejects.toThrow('fetch failed')
    await vi.waitFor(() => expect(proxy.connections).toBe(0))
  })

  it('resets a connection whose target is gone', async () => {
    server.closeAllConnections()
    server.close()
    await expect(read('/a')).rejects.toThrow('fetch failed')
    expect((await readRaw('/a')).end).toBe('ECONNRESET')
  })

  it('keeps no more under way than a network would', async () => {
    await proxy.set({ isBlackhole: true })
    const huge = createServer((_request, response) => {
      const chunk = Buffer.alloc(1_000_000)
      const send = () => {
        while (response.write(chunk));
        response.once('drain', send)
      }
      send()
    })
    await new Promise<void>((resolve) => huge.listen(0, '127.0.0.1', resolve))
    const narrow = await startFaultProxy({
      target: `http://127.0.0.1:${(huge.address() as AddressInfo).port}`,
      faults: { bytesPerS: 20_000 },
    })
    const before = process.memoryUsage().arrayBuffers
    const controller = new AbortController()
    const answer = await fetch(narrow.address, { signal: controller.signal })
    const reader = answer.body?.getReader()
    for (let reads = 0; reads < 10; reads += 1) await reader?.read()
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(40_000_000)
    controller.abort()
    await narrow.stop()
    huge.closeAllConnections()
    huge.close()
  })

  it('can be stopped twice, and while it refuses', async () => {
    await proxy.set({ isRefusing: true })
    await proxy.stop()
    await expect(proxy.stop()).resolves.toBeUndefined()
  })

  it('refuses a target without a port', async () => {
    await expect(startFaultProxy({ target: 'mqtt://127.0.0.1' })).rejects.toThrow('names no port')
  })
})

describe('a fault proxy before Postgres', () => {
  /** What Postgres says to a client that asks whether it speaks TLS: one byte, `N` or `S`. */
  async function askTls(address: string): Promise<string> {
    const { port, hostname } = new URL(address)
    const socket = connect(Number(port), hostname)
    let text = ''
    socket.on('data', (bytes) => {
      text += bytes.toString()
      socket.end()
    })
    socket.write(Buffer.from([0, 0, 0, 8, 4, 0xd2, 0x16, 0x2f]))
    await once(socket, 'close')
    return text
  }

  it('passes what it says on, swallows it, and passes it on again', async () => {
    const before = await startFaultProxy({ target: inject('postgresUrl'), faults: { toClientDelayMs: 5 } })
    try {
      expect(await askTls(before.address)).toMatch(/^[NS]$/)
      await before.set({ endAfterBytes: 0 })
      expect(await askTls(before.address)).toBe('')
      await before.clear()
      expect(await askTls(before.address)).toMatch(/^[NS]$/)
    } finally {
      await before.stop()
    }
  })
})
