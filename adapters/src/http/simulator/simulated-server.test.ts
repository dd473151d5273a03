import { once } from 'node:events'
import { connect } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { driftFaults } from './drift-faults.ts'
import { startSimulatorServer, type Simulator, type SimulatorAuth } from './simulated-server.ts'

const drifting = { field: 'value', seen: 'It is in drift.' }
const ownFaults = [
  { name: 'no-things', parameter: null, does: 'Answers 404.', seen: 'Nothing.' },
  ...driftFaults(drifting, drifting),
] as const
type Own = (typeof ownFaults)[number]['name']

const refusal = (status: number) => ({ status, body: { refused: status } })

function start(auth?: SimulatorAuth): Promise<Simulator<Own>> {
  return startSimulatorServer({
    basePath: '/base',
    ...(auth === undefined ? {} : { auth }),
    vendorFaults: ownFaults,
    upgrade: ({ url = '' }, socket) =>
      socket[url.endsWith('/stays') ? 'write' : 'end']('HTTP/1.1 101 Switching Protocols\r\n\r\n'),
    handle: ({ path }, faults) => {
      if (path === '/broken') throw new Error('broken on purpose')
      if (faults.has('no-things')) return refusal(404)
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
  let simulator: Simulator<Own>
  const get = (path: string, headers: Record<string, string> = {}) => fetch(`${simulator.baseUrl}${path}`, { headers })

  const control = (method: string, body?: string) =>
    fetch(new URL('/simulator/faults', simulator.baseUrl), { method, ...(body === undefined ? {} : { body }) })
  async function askUpgrade(): Promise<string> {
    const socket = connect(Number(new URL(simulator.baseUrl).port), '127.0.0.1')
    socket.write('GET /base/x HTTP/1.1\r\nHost: simulator\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n')
    let text = ''
    socket.on('data', (data) => (text += data.toString())).on('error', () => undefined)
    await new Promise((resolve) => socket.once('close', resolve))
    return text
  }

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

  it('has several faults at once', async () => {
    simulator.faults.set('slow=1', 'drift=path', 'drift-type=value')
    expect(await (await get('/things')).json()).toEqual({ value: '1', deep: [{ value: '2' }] })
    simulator.faults.add('malformed')
    expect(await (await get('/things')).text()).toBe('{"value":"1","deep')
  })

  it('is slow once when it wakes up, and again when it is told so again', async () => {
    simulator.faults.set('slow-first-call=60000')
    const first = fetch(`${simulator.baseUrl}/things`, { signal: AbortSignal.timeout(50) })
    await expect(first).rejects.toThrow('timeout')
    expect((await get('/things')).status).toBe(200)
    simulator.faults.clear()
    expect((await get('/things')).status).toBe(200)
    simulator.faults.set('slow-first-call=60000')
    const again = fetch(`${simulator.baseUrl}/things`, { signal: AbortSignal.timeout(50) })
    await expect(again).rejects.toThrow('timeout')
  })

  it('sends a bad gateway, and a login page with 200', async () => {
    simulator.faults.set('bad-gateway')
    expect((await get('/things')).status).toBe(502)
    simulator.faults.set('session-expired')
    const login = await get('/things')
    expect([login.status, login.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8'])
    expect(await login.text()).toContain('<form action="/login"')
  })

  it('refuses a burst without saying how long to wait', async () => {
    simulator.faults.set('burst-limited=1')
    const answers = await Promise.all(Array.from({ length: 6 }, () => get('/things')))
    const refused = answers.filter(({ status }) => status === 429)
    // A second may turn while they come in.
    expect(refused.length).toBeGreaterThanOrEqual(4)
    expect(refused[0]?.headers.get('retry-after')).toBeNull()
  })

  it('cuts the connection in the middle of a body', async () => {
    simulator.faults.set('truncated')
    const answer = await get('/things')
    expect(answer.status).toBe(200)
    await expect(answer.text()).rejects.toThrow('terminated')
  })

  it('cuts each connection while it is told to be offline, and still hears its controls', async () => {
    simulator.faults.set('offline')
    await expect(get('/things')).rejects.toThrow('fetch failed')
    expect((await control('DELETE')).status).toBe(200)
    expect((await get('/things')).status).toBe(200)
  })

  it('cuts what it had handed over once it is told to be offline, and not for another fault', async () => {
    const socket = connect(Number(new URL(simulator.baseUrl).port), '127.0.0.1').on('error', () => undefined)
    const closed = new Promise((resolve) => socket.once('close', resolve))
    socket.write('GET /base/stays HTTP/1.1\r\nHost: simulator\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n')
    await once(socket, 'data')
    simulator.faults.set('no-things')
    expect((await get('/things')).status).toBe(404)
    expect(socket.closed).toBe(false)
    expect((await control('PUT', '["no-things","offline"]')).status).toBe(200)
    await closed
  })

  it('does what the vendor adds', async () => {
    simulator.faults.set('no-things')
    expect((await get('/things')).status).toBe(404)
  })

  it('is told its faults over HTTP, all of a list or none', async () => {
    expect(await (await control('PUT', '["slow=1","no-things"]')).json()).toMatchObject({
      active: ['slow=1', 'no-things'],
      known: expect.arrayContaining([expect.objectContaining({ name: 'no-things' })]) as unknown[],
    })
    const refused = await control('PUT', '["slow=2","no-thing"]')
    expect(refused.status).toBe(400)
    expect(await refused.json()).toEqual({ error: expect.stringContaining("There is no fault 'no-thing'") as string })
    for (const body of ['', '{"slow":1}', '[1]']) expect((await control('PUT', body)).status).toBe(400)
    expect(await (await control('GET')).json()).toMatchObject({ active: ['slow=1', 'no-things'] })
    expect(await (await control('DELETE')).json()).toMatchObject({ active: [] })
    expect((await control('PATCH')).status).toBe(404)
  })

  it('keeps what it was asked, and how many asked at a time', async () => {
    simulator.faults.set('slow=30')
    await Promise.all([get('/a?x=1'), get('/b'), fetch(simulator.baseUrl, { method: 'POST', body: '{"a":1}' })])
    await control('GET')
    expect(simulator.log).toMatchObject({ calls: 3, inFlightMost: 3 })
    expect(simulator.log.requests.toSorted((a, b) => a.url.localeCompare(b.url))).toEqual([
      { method: 'POST', url: '/base', body: '{"a":1}' },
      { method: 'GET', url: '/base/a?x=1', body: '' },
      { method: 'GET', url: '/base/b', body: '' },
    ])
    simulator.log.clear()
    expect(simulator.log).toMatchObject({ calls: 0, requests: [] })
  })

  it('hands a connection over that asks to be something else, unless it is refused', async () => {
    expect(await askUpgrade()).toContain('101 Switching Protocols')
    simulator.faults.set('unauthorized')
    expect(await askUpgrade()).toContain('HTTP/1.1 401 ')
    simulator.faults.set('unavailable')
    expect(await askUpgrade()).toContain('HTTP/1.1 503 ')
    simulator.faults.set('offline')
    expect(await askUpgrade()).toBe('')
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

describe('a simulator that gives out tokens', () => {
  const auth = { kind: 'oauth2', clientId: 'tieback', clientSecret: 's3cret' } as const
  let simulator: Simulator<Own>
  beforeEach(async () => {
    simulator = await start(auth)
  })
  afterEach(() => simulator.stop())

  const askToken = (secret: string) =>
    fetch(simulator.tokenUrl, {
      method: 'POST',
      body: new URLSearchParams({ grant_type: 'client_credentials', client_id: 'tieback', client_secret: secret }),
    })
  const statusWith = async (authorization: string) =>
    (await fetch(simulator.baseUrl, { headers: { authorization } })).status
  async function fetchToken(): Promise<string> {
    const { access_token: token } = (await (await askToken('s3cret')).json()) as { access_token: string }
    return `Bearer ${token}`
  }

  it('answers those who bring one, and gives none to others', async () => {
    expect(await statusWith('Bearer guess')).toBe(401)
    expect((await askToken('wrong')).status).toBe(401)
    expect(await statusWith(await fetchToken())).toBe(200)
  })

  it('refuses a token after some calls when told so, and takes the next', async () => {
    simulator.faults.set('token-expiry=2')
    const token = await fetchToken()
    expect([await statusWith(token), await statusWith(token), await statusWith(token)]).toEqual([200, 200, 401])
    expect(await statusWith(await fetchToken())).toBe(200)
  })
})
