import { once } from 'node:events'
import { connect } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startSimulatorServer, type Simulator, type SimulatorAuth } from './simulated-server.ts'

const refusal = (status: number) => ({ status, body: { refused: status } })

function start(auth?: SimulatorAuth): Promise<Simulator> {
  return startSimulatorServer({
    basePath: '/base',
    ...(auth === undefined ? {} : { auth }),
    handle: ({ path }) => {
      if (path === '/broken') throw new Error('broken on purpose')
      return { status: 200, body: { path, value: 1, deep: [{ value: 2 }] } }
    },
    refusals: {
      unauthorized: refusal(401),
      'rate-limited': refusal(429),
      'too-large': refusal(413),
      'not-found': refusal(404),
      failed: refusal(500),
    },
  })
}

describe('a simulator server', () => {
  let simulator: Simulator
  const get = (path: string, headers: Record<string, string> = {}) => fetch(`${simulator.baseUrl}${path}`, { headers })

  beforeEach(async () => {
    simulator = await start()
  })
  afterEach(() => simulator.stop())

  it('answers below its base address and nowhere else', async () => {
    expect(await (await get('/things')).json()).toMatchObject({ path: '/things' })
    const outside = await fetch(simulator.baseUrl.replace('/base', '/elsewhere'))
    expect(outside.status).toBe(404)
  })

  it('answers 500 in the vendor’s words when the handler fails, and goes on', async () => {
    expect((await get('/broken')).status).toBe(500)
    expect((await get('/things')).status).toBe(200)
  })

  it('refuses connections while it is offline, and listens on the same port again', async () => {
    await simulator.faults.goOffline()
    await expect(get('/things')).rejects.toThrow('fetch failed')
    await simulator.faults.goOnline()
    expect((await get('/things')).status).toBe(200)
  })

  it('cuts a request that is under way when it goes offline', async () => {
    simulator.faults.set({ kind: 'slow', delayMs: 60_000 })
    const socket = connect(Number(new URL(simulator.baseUrl).port), '127.0.0.1')
    await once(socket, 'connect')
    socket.write('GET /base/things HTTP/1.1\r\nHost: simulator\r\n\r\n')
    const closed = new Promise((resolve) => socket.once('error', resolve).once('close', resolve))
    await simulator.faults.goOffline()
    await closed
    expect(socket.bytesRead).toBe(0)
  })

  it('waits as long as it is told to', async () => {
    simulator.faults.set({ kind: 'slow', delayMs: 60_000 })
    await expect(fetch(`${simulator.baseUrl}/things`, { signal: AbortSignal.timeout(50) })).rejects.toThrow('timeout')
  })

  it('sends a page of HTML with 503', async () => {
    simulator.faults.set({ kind: 'unavailable' })
    const answer = await get('/things')
    expect(answer.status).toBe(503)
    expect(answer.headers.get('content-type')).toContain('text/html')
    expect(await answer.text()).toContain('<!DOCTYPE html>')
  })

  it('answers 401 and 429 in the vendor’s words, with the wait it asks for', async () => {
    simulator.faults.set({ kind: 'unauthorized' })
    expect((await get('/things')).status).toBe(401)
    simulator.faults.set({ kind: 'rate-limited', retryAfterS: 7 })
    const limited = await get('/things')
    expect(limited.status).toBe(429)
    expect(limited.headers.get('retry-after')).toBe('7')
    expect(await limited.json()).toEqual({ refused: 429 })
  })

  it('breaks its JSON off', async () => {
    simulator.faults.set({ kind: 'malformed' })
    const answer = await get('/things')
    expect(answer.status).toBe(200)
    await expect(answer.json()).rejects.toThrow(SyntaxError)
  })

  it('loses a field everywhere when it drifts, and is itself again when the fault is cleared', async () => {
    simulator.faults.set({ kind: 'drift', field: 'value' })
    expect(await (await get('/things')).json()).toEqual({ path: '/things', deep: [{}] })
    simulator.faults.clear()
    expect(await (await get('/things')).json()).toMatchObject({ value: 1, deep: [{ value: 2 }] })
  })

  it('refuses a body beyond its limit', async () => {
    const answer = await fetch(simulator.baseUrl, { method: 'POST', body: 'x'.repeat(4_194_305) })
    expect(answer.status).toBe(413)
  })

  it('can be stopped twice', async () => {
    await simulator.stop()
    await expect(simulator.stop()).resolves.toBeUndefined()
  })
})

describe.each([
  [
    { kind: 'basic', user: 'PLANT\\reader', password: 'ø:x' },
    'authorization',
    `Basic ${Buffer.from('PLANT\\reader:ø:x').toString('base64')}`,
  ],
  [{ kind: 'bearer', token: 't0ken' }, 'authorization', 'Bearer t0ken'],
  [{ kind: 'api-key', header: 'X-Api-Key', key: 'k3y' }, 'x-api-key', 'k3y'],
] as const)('a simulator that wants %o', (auth, header, value) => {
  it('answers those who have it and refuses those who have none or another', async () => {
    const simulator = await start(auth)
    const status = async (headers: Record<string, string>) => (await fetch(simulator.baseUrl, { headers })).status
    try {
      expect(await status({})).toBe(401)
      expect(await status({ [header]: `${value}x` })).toBe(401)
      expect(await status({ [header]: value })).toBe(200)
    } finally {
      await simulator.stop()
    }
  })
})
