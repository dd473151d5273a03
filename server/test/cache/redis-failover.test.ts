import { hasRedisServer, startRedisServer } from '@tieback/store/testing'
import { Redis } from 'ioredis'
import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { expect, it, onTestFinished, vi } from 'vitest'
import { createRedisTier } from '../../src/platform/cache/redis-tier.ts'

/** An address that leads to one server and later to another one; connections that stand stay where they are. */
async function startAddress(target: string) {
  const sockets = new Set<Socket>()
  let port = Number(new URL(target).port)
  const server = createServer((socket) => {
    const onward = connect(port, '127.0.0.1')
    for (const end of [socket, onward])
      end.on('error', () => undefined).on('close', () => [socket, onward].forEach((one) => one.destroy()))
    sockets.add(socket)
    socket.pipe(onward).pipe(socket)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    // Safe: a server that listens on a host and port has such an address.
    url: `redis://127.0.0.1:${(server.address() as AddressInfo).port}`,
    lead: (to: string) => (port = Number(new URL(to).port)),
    close: () => {
      for (const socket of sockets) socket.destroy()
      server.close()
    },
  }
}

it.skipIf(!hasRedisServer())('moves generations in the new Redis when the old one was made its replica', async () => {
  const [before, after] = await Promise.all([startRedisServer(), startRedisServer()])
  const address = await startAddress(before.url)
  const tier = createRedisTier(address.url, { forgetAfterMs: 60_000 })
  const old = new Redis(before.url)
  onTestFinished(async () => {
    old.disconnect()
    await tier.close()
    address.close()
    await Promise.all([before.stop(), after.stop()])
  })
  const move = () => tier.move(new Map([['production', 'p']]))
  const { epoch } = await move()
  address.lead(after.url)
  await old.replicaof('127.0.0.1', Number(new URL(after.url).port))
  await expect(move()).rejects.toThrow('READONLY')
  await vi.waitFor(async () => expect((await move()).epoch).not.toBe(epoch), { timeout: 10_000 })
})
