import type { Socket } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import type { ConnectionLimits } from '../../src/platform/http/connection-limits.ts'
import { type Attacked, startAttacked } from './attacked.ts'
import { open } from './attacks.ts'

/** Short, so that a test doesn't wait for long; the server counts them by its own clock. */
const short: Partial<ConnectionLimits> = { headersMs: 300, requestMs: 600, checkEveryMs: 50 }
const waitMs = { timeout: 20_000, interval: 50 }
const heldMsMax = 200

const begun: { attacked?: Attacked; sockets: Socket[]; timers: NodeJS.Timeout[] } = { sockets: [], timers: [] }

afterEach(async () => {
  for (const timer of begun.timers.splice(0)) clearInterval(timer)
  for (const socket of begun.sockets.splice(0)) socket.destroy()
  await begun.attacked?.stop()
})

async function start(connectionLimits: Partial<ConnectionLimits>): Promise<Attacked> {
  begun.attacked = await startAttacked({ connectionLimits })
  return begun.attacked
}

function connectTo({ port }: Attacked, from?: string): Socket {
  const socket = open(port, from)
  begun.sockets.push(socket)
  return socket
}

/** Sends a text a character at a time, for ever. */
function trickle(socket: Socket, text: string): void {
  let sent = 0
  begun.timers.push(
    setInterval(() => {
      if (socket.writable) socket.write(text[sent % text.length] ?? '')
      sent += 1
    }, 20),
  )
}

/** One good request from another of this machine's addresses. */
async function askFromElsewhere(attacked: Attacked): Promise<string> {
  const socket = connectTo(attacked, '127.0.0.2')
  socket.write('GET /api/v1/plain HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n')
  let text = ''
  for await (const chunk of socket) text += String(chunk)
  return text.slice(0, text.indexOf('\r\n'))
}

const postHead = (length: string): string =>
  `POST /api/v1/things HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ncontent-length: ${length}\r\n\r\n`

const areAllClosed = (sockets: readonly Socket[]): boolean => sockets.every(({ destroyed }) => destroyed)

describe('a client that', () => {
  it('sends nothing is hung up on', async () => {
    const socket = connectTo(await start(short))
    socket.resume()
    await expect.poll(() => socket.destroyed, waitMs).toBe(true)
  })

  it('never ends its headers is hung up on', async () => {
    const socket = connectTo(await start(short))
    socket.resume()
    socket.write('GET /api/v1/plain HTTP/1.1\r\nhost: a\r\nx: ')
    trickle(socket, 'a')
    await expect.poll(() => socket.destroyed, waitMs).toBe(true)
  })

  it('never ends its body is hung up on', async () => {
    const socket = connectTo(await start(short))
    socket.resume()
    socket.write(postHead('90000'))
    trickle(socket, ' ')
    await expect.poll(() => socket.destroyed, waitMs).toBe(true)
  })

  it('asks for much and takes nothing of it is hung up on', async () => {
    const attacked = await start({ silenceMs: 2_000, idleMs: 2_000 })
    const socket = connectTo(attacked)
    socket.pause()
    // More than the system keeps for a reader who is late.
    const request = 'GET /api/v1/things/abcdefgh?size=12500 HTTP/1.1\r\nhost: a\r\n\r\n'
    socket.write(request.repeat(150))
    await expect.poll(() => attacked.countConnections(), waitMs).toBe(1)
    await expect.poll(() => attacked.countConnections(), waitMs).toBe(0)
  })
})

describe('1,000 clients that', () => {
  it.each([
    ['say nothing', ''],
    ['begin a request each and leave it', `${postHead('9')}{"na`],
  ])('%s keep nobody else out, and are hung up on', async (_, text) => {
    const attacked = await start({ ...short, headersMs: 4_000, requestMs: 5_000 })
    const sockets = Array.from({ length: 1_000 }, () => connectTo(attacked))
    for (const socket of sockets) {
      socket.resume()
      socket.write(text)
    }
    await expect.poll(() => attacked.countConnections(), waitMs).toBeGreaterThanOrEqual(1_000)
    expect(await askFromElsewhere(attacked)).toBe('HTTP/1.1 200 OK')
    await expect.poll(() => areAllClosed(sockets), waitMs).toBe(true)
    expect(await attacked.readHeldMs()).toBeLessThanOrEqual(heldMsMax)
    expect(await askFromElsewhere(attacked)).toBe('HTTP/1.1 200 OK')
  })

  it('come from one address have no more connections than an address may, and others get in', async () => {
    const attacked = await start({ perAddress: 50 })
    const sockets = Array.from({ length: 1_000 }, () => connectTo(attacked).resume())
    await expect.poll(() => sockets.filter(({ destroyed }) => destroyed).length, waitMs).toBe(950)
    expect(await attacked.countConnections()).toBe(50)
    expect(await askFromElsewhere(attacked)).toBe('HTTP/1.1 200 OK')
  })

  it('are more than the server takes leave it alive, and those that are in are served', async () => {
    const attacked = await start({ total: 100, perAddress: 200 })
    const first = connectTo(attacked)
    first.write('GET /api/v1/plain HTTP/1.1\r\nhost: a\r\n\r\n')
    await new Promise((resolve) => first.once('data', resolve))
    const sockets = Array.from({ length: 1_000 }, () => connectTo(attacked).resume())
    await expect.poll(() => sockets.filter(({ destroyed }) => destroyed).length, waitMs).toBe(901)
    first.write('GET /api/v1/plain HTTP/1.1\r\nhost: a\r\n\r\n')
    const again = await new Promise<Buffer>((resolve) => first.once('data', resolve))
    expect(again.toString()).toContain('HTTP/1.1 200 OK')
  })
})
