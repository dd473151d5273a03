import { once } from 'node:events'
import { connect } from 'node:net'
import { Writable } from 'node:stream'
import { Problem } from '@tieback/contracts'
import { type Logger, pino } from 'pino'
import { afterEach, describe, expect, it } from 'vitest'
import { openActor } from '../src/platform/identity/actor.ts'
import { createHttpServer } from '../src/platform/http/http-server.ts'
import { type ApiImplementation, mountRoutes } from '../src/platform/http/mount.ts'
import { toCountedAddress } from '../src/platform/http/callers.ts'
import { RequestCounter } from '../src/platform/http/rate-limit.ts'
import { smallContract, startSmallServer, type SmallServer } from './small-server.ts'
import { send, type WireReply } from './wire.ts'

const kept = '/api/v1/things/abc?size=5'
const codeOf = ({ body }: WireReply): string => Problem.parse(JSON.parse(body.toString())).code

const servers: SmallServer[] = []
const start: typeof startSmallServer = async (options) => {
  const server = await startSmallServer(options)
  servers.push(server)
  return server
}
afterEach(async () => {
  await Promise.all(servers.splice(0).map(({ app }) => app.close()))
})

const post = (server: SmallServer, path: string, body: string, type: string | null = 'application/json') =>
  send(`${server.url}${path}`, {
    method: 'POST',
    headers: type === null ? {} : { 'content-type': type },
    body,
  })

describe('the rate limit', () => {
  it('counts answers from memory with all others', async () => {
    const server = await start({ requestsPerMinute: 4 })
    const paths = [kept, kept, '/api/v1/plain', kept]
    for (const path of paths) expect((await send(`${server.url}${path}`)).status).toBe(200)
    for (const path of [kept, '/api/v1/plain', '/nothing/here']) {
      const refused = await send(`${server.url}${path}`)
      expect(refused.status).toBe(429)
      expect(codeOf(refused)).toBe('rate-limited')
      expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0)
      expect(Number(refused.headers['retry-after'])).toBeLessThanOrEqual(60)
      expect(refused.headers['cache-control']).toBe('no-store')
    }
  })

  it('lets an address ask again after the minute that its first request began', () => {
    let now = 0
    const counter = new RequestCounter(2, () => now)
    expect(counter.take('a')).toEqual({ limit: 2, remaining: 1, resetS: 60, isRefused: false })
    expect(counter.take('a')).toEqual({ limit: 2, remaining: 0, resetS: 60, isRefused: false })
    expect(counter.take('a').isRefused).toBe(true)
    now = 59_500
    expect(counter.take('a')).toEqual({ limit: 2, remaining: 0, resetS: 1, isRefused: true })
    now = 60_000
    expect(counter.take('a')).toEqual({ limit: 2, remaining: 1, resetS: 60, isRefused: false })
  })

  it('counts each address by itself', () => {
    const counter = new RequestCounter(1, () => 0)
    expect(['a', 'b', 'a'].map((address) => counter.take(address).isRefused)).toEqual([false, false, true])
  })

  it.each([
    ['192.0.2.1', '192.0.2.1'],
    ['::ffff:192.0.2.1', '192.0.2.1'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
    ['2001:db8:1:2::1', '2001:db8:1:2'],
    ['2001:db8::1', '2001:db8:0:0'],
    ['::1', '0:0:0:0'],
  ])('counts %s under %s', (address, counted) => {
    expect(toCountedAddress(address)).toBe(counted)
  })

  it('is off where none is given', async () => {
    const server = await start()
    const replies = await Promise.all(Array.from({ length: 50 }, () => send(`${server.url}${kept}`)))
    expect(new Set(replies.map(({ status }) => status))).toEqual(new Set([200]))
  })
})

describe('the security headers', () => {
  it('are the same on a page, on an answer from memory, and on a refusal', async () => {
    const server = await start()
    const names = (await send(`${server.url}/api/v1/plain`)).headers
    const security = Object.fromEntries(
      Object.entries(names).filter(([name]) => /^(x-(?!request-id)|cross-|content-sec|origin-|referrer)/.test(name)),
    )
    expect(Object.keys(security).length).toBeGreaterThan(9)
    await send(`${server.url}${kept}`)
    const replies = [
      await send(`${server.url}${kept}`),
      await send(`${server.url}${kept}`, { headers: { 'if-none-match': '*' } }),
      await send(`${server.url}/nothing/here`),
      await send(`${server.url}/api/v1/things/none`),
    ]
    for (const { headers } of replies) expect(headers).toMatchObject(security)
    expect(replies.map(({ status }) => status)).toEqual([200, 304, 404, 404])
  })

  it('are left to what is in front of the server where it is told so', async () => {
    const server = await start({ hasSecurityHeaders: false })
    await send(`${server.url}${kept}`)
    for (const path of [kept, '/api/v1/plain']) {
      expect((await send(`${server.url}${path}`)).headers['content-security-policy']).toBeUndefined()
    }
  })
})

describe('the metrics', () => {
  it('count every request by operation, class of status and what the cache did', async () => {
    const server = await start({ metrics: 'loopback' })
    for (const path of [kept, kept, kept, '/api/v1/plain', '/api/v1/things/none', '/nothing']) {
      await send(`${server.url}${path}`)
    }
    await send(`${server.url}${kept}`, { headers: { 'if-none-match': '*' } })
    const { body, headers } = await send(`${server.url}/metrics`)
    const countOf = (operation: string, status: string, cache: string): number =>
      Number(
        new RegExp(
          `tieback_request_duration_seconds_count\\{operation="${operation}",status="${status}",cache="${cache}"\\} (\\d+)`,
        ).exec(body.toString())?.[1],
      )
    expect(headers['content-type']).toContain('text/plain')
    expect(countOf('things.readThing', '2xx', 'miss')).toBe(1)
    expect(countOf('things.readThing', '2xx', 'hit')).toBe(2)
    expect(countOf('things.readThing', '3xx', 'hit')).toBe(1)
    expect(countOf('things.readThing', '4xx', 'none')).toBe(1)
    expect(countOf('things.readPlain', '2xx', 'none')).toBe(1)
    expect(countOf('other', '4xx', 'none')).toBe(1)
    expect(body.toString()).toContain('nodejs_eventloop_lag_seconds')
  })

  it.each(['x-forwarded-for', 'forwarded'])('are nothing for a caller behind a gateway: %s', async (header) => {
    const server = await start({ metrics: 'loopback' })
    const reply = await send(`${server.url}/metrics`, { headers: { [header]: 'for=192.0.2.1' } })
    expect(codeOf(reply)).toBe('not-found')
    const open = await start({ metrics: 'any' })
    expect((await send(`${open.url}/metrics`, { headers: { [header]: 'for=192.0.2.1' } })).status).toBe(200)
  })

  it('are not there unless asked for', async () => {
    expect((await send(`${(await start()).url}/metrics`)).status).toBe(404)
  })
})

describe('the request log', () => {
  const lines: Record<string, unknown>[] = []
  const logger = (): Logger => {
    lines.length = 0
    const into = new Writable({
      write: (chunk: Buffer, _encoding, done) => {
        lines.push(JSON.parse(chunk.toString()) as Record<string, unknown>)
        done()
      },
    })
    return pino({ level: 'info' }, into)
  }
  const requestsIn = () => lines.filter(({ msg }) => msg === 'request')

  it('has one line for each request, with its id, and nothing of its query', async () => {
    const server = await start({ logger: logger() })
    await send(`${server.url}${kept}&kind=private`)
    await send(`${server.url}${kept}&kind=private`, { headers: { 'x-request-id': 'gateway-0001' } })
    await send(`${server.url}/api/v1/things/none?kind=private`)
    await expect.poll(() => requestsIn().length).toBe(3)
    const common = { method: 'GET', operation: 'things.readThing', ms: expect.any(Number) as number }
    expect(requestsIn()).toMatchObject([
      { ...common, path: '/api/v1/things/abc', status: 200, cache: 'miss', requestId: expect.any(String) as string },
      { ...common, path: '/api/v1/things/abc', status: 200, cache: 'hit', requestId: 'gateway-0001' },
      { ...common, path: '/api/v1/things/none', status: 404, cache: null },
    ])
    expect(JSON.stringify(lines)).not.toContain('private')
  })

  it('has the failure itself beside the line where the fault is ours', async () => {
    const server = await start({ logger: logger() })
    server.answer = () => ({ text: null })
    const { body } = await send(`${server.url}${kept}`)
    await expect.poll(() => requestsIn().length).toBe(1)
    const failure = lines.find(({ msg }) => msg === 'request failed')
    expect(failure).toMatchObject({ reqId: Problem.parse(JSON.parse(body.toString())).requestId })
  })

  it('is silent where it is switched off', async () => {
    const server = await start({ logger: logger(), isRequestLogged: false })
    await send(`${server.url}${kept}`)
    await send(`${server.url}${kept}`)
    expect(requestsIn()).toEqual([])
  })
})

describe('a body', () => {
  it('is parsed and checked', async () => {
    const server = await start()
    const reply = await post(server, '/api/v1/things', '{"name":"a"}')
    expect(reply.status).toBe(201)
    expect(JSON.parse(reply.body.toString())).toEqual({ name: 'a' })
  })

  it.each([
    ['has a wrong shape', '{"name":7}', 'application/json'],
    ['is no JSON', '{"name":', 'application/json'],
    ['is empty', '', 'application/json'],
    ['is missing', '', null],
    ['claims a prototype', '{"__proto__":{"name":"a"}}', 'application/json'],
    ['is longer than any real one', `{"name":"${'a'.repeat(200_000)}"}`, 'application/json'],
  ])('is refused as an invalid request where it %s', async (_, body, type) => {
    const server = await start()
    const reply = await post(server, '/api/v1/things', body, type)
    expect(reply.status).toBe(400)
    expect(codeOf(reply)).toBe('invalid-request')
  })
})

describe('a request without a body', () => {
  it('is refused, and not waited for, where it names a type and no length', async () => {
    const { port, hostname } = new URL((await start()).url)
    const socket = connect(Number(port), hostname)
    socket.end('POST /api/v1/things HTTP/1.1\r\nhost: test\r\ncontent-type: application/json\r\n\r\n')
    const [answer] = (await once(socket, 'data')) as [Buffer]
    expect(answer.toString()).toMatch(/^HTTP\/1\.1 400 /)
    expect(answer.toString()).toContain('"code":"invalid-request"')
    socket.destroy()
  })

  it('tells its handler when nobody waits for the answer any more', async () => {
    const { app } = await createHttpServer({
      resolveActor: openActor,
      logger: pino({ level: 'silent' }),
      apiBaseUrl: '',
    })
    const begun = Promise.withResolvers<AbortSignal>()
    const heard: string[] = []
    app.get('/slow', (request, reply) => {
      request.raw.on('close', () => heard.push('close'))
      request.signal.addEventListener('abort', () => {
        heard.push('abort')
        void reply.send('too late')
      })
      begun.resolve(request.signal)
      return reply
    })
    const { port, hostname } = new URL(await app.listen({ host: '127.0.0.1', port: 0 }))
    const socket = connect(Number(port), hostname)
    socket.write('GET /slow HTTP/1.1\r\nhost: test\r\n\r\n')
    expect((await begun.promise).aborted).toBe(false)
    socket.destroy()
    await expect.poll(() => heard.toSorted()).toEqual(['abort', 'close'])
    await app.close()
  })
})

describe('a beta route that nothing serves', () => {
  it('says so to a good request of who may', async () => {
    const reply = await post(await start(), '/api/v1/promises', '{"name":"a"}')
    expect(reply.status).toBe(501)
    expect(codeOf(reply)).toBe('not-available-yet')
  })

  it('refuses others first, and then a wrong request', async () => {
    const closed = await start({ resolveActor: () => null })
    expect(codeOf(await post(closed, '/api/v1/promises', '{"name":7}'))).toBe('unauthenticated')
    expect(codeOf(await post(await start(), '/api/v1/promises', '{"name":7}'))).toBe('invalid-request')
  })
})

describe('a stable route that nothing serves', () => {
  it('keeps the server from starting', async () => {
    const { app } = await createHttpServer({
      resolveActor: openActor,
      logger: pino({ level: 'silent' }),
      apiBaseUrl: '',
    })
    // As one written in JavaScript could be: the compiler asks for the routes.
    const nothing = { things: {} } as unknown as ApiImplementation<typeof smallContract>
    await expect(mountRoutes(app, smallContract, nothing)).rejects.toThrow('Nothing serves things.readThing')
    await app.close()
  })
})
