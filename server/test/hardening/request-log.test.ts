import { Writable } from 'node:stream'
import { pino } from 'pino'
import { afterEach, describe, expect, it } from 'vitest'
import { type SmallServer, startSmallServer } from '../small-server.ts'
import { send } from '../wire.ts'
import { ask } from './attacks.ts'

const kept = '/api/v1/things/abc?size=5'
const lines: string[] = []
let server: SmallServer
afterEach(() => server.app.close())

/** A server whose log is kept line by line. */
async function start(options: Parameters<typeof startSmallServer>[0] = {}): Promise<SmallServer> {
  lines.length = 0
  const into = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      lines.push(...chunk.toString().split('\n').filter(Boolean))
      done()
    },
  })
  server = await startSmallServer({ ...options, logger: pino({ level: 'info' }, into) })
  return server
}

type Line = Readonly<Record<string, unknown>>
const read = (): Line[] => lines.map((line) => JSON.parse(line) as Line)
const requests = (): Line[] => read().filter(({ msg }) => msg === 'request')

describe('the log', () => {
  it('names the client, who asked and what came of it', async () => {
    const { url } = await start({ trustedProxies: ['127.0.0.1'] })
    await send(`${url}${kept}`, { headers: { 'x-forwarded-for': '192.0.2.1' } })
    await send(`${url}${kept}`, { headers: { 'x-forwarded-for': '192.0.2.2' } })
    await expect.poll(() => requests().length).toBe(2)
    const about = {
      method: 'GET',
      path: '/api/v1/things/abc',
      operation: 'things.readThing',
      status: 200,
      actor: 'local',
    }
    expect(requests()).toMatchObject([
      { ...about, client: '192.0.2.1', cache: 'miss' },
      { ...about, client: '192.0.2.2', cache: 'hit' },
    ])
    for (const { time } of requests()) expect(time).toEqual(expect.any(Number))
  })

  it('has a line for what was refused as well', async () => {
    const { url } = await start({ requestsPerMinute: 2, resolveActor: () => null })
    await send(`${url}/api/v1/plain`)
    await send(`${url}/api/v1/plain`, { method: 'POST', headers: { 'content-encoding': 'gzip' }, body: 'x' })
    await send(`${url}/api/v1/plain`)
    await expect.poll(() => requests().length).toBe(3)
    expect(requests()).toMatchObject([
      { status: 401, actor: null, client: '127.0.0.1' },
      { status: 415, actor: null, client: '127.0.0.1' },
      { status: 429, actor: null, client: '127.0.0.1' },
    ])
  })

  it('holds no cookie, no token and no body', async () => {
    const { url } = await start()
    const headers = {
      cookie: '__Host-tieback=secret-of-a-session',
      authorization: 'Bearer secret-of-a-machine',
      'content-type': 'application/json',
    }
    await send(`${url}/api/v1/plain?code=secret-of-a-sign-in`, { headers })
    await send(`${url}/api/v1/things`, { method: 'POST', headers, body: '{"name":"secret-of-a-body"}' })
    await send(`${url}/api/v1/things`, { method: 'POST', headers, body: '{"name":"secret-of-a-body"' })
    await expect.poll(() => requests().length).toBe(3)
    expect(lines.join('\n')).not.toContain('secret-of')
  })

  it('has the whole of a failure that nobody foresaw, by the id that the answer gave', async () => {
    const { url } = await start()
    server.answer = () => {
      throw new Error('a failure inside')
    }
    const reply = await send(`${url}/api/v1/shared`)
    expect(reply.status).toBe(500)
    expect(reply.body.toString()).not.toContain('a failure inside')
    const { requestId } = JSON.parse(reply.body.toString()) as { requestId: string }
    await expect.poll(() => requests().length).toBe(1)
    const [failure] = read().filter(({ msg }) => msg === 'request failed')
    expect(JSON.stringify(failure)).toContain('a failure inside')
    expect(JSON.stringify(failure)).toContain('request-log.test.ts')
    expect([failure?.['reqId'], requests()[0]?.['requestId']]).toEqual([requestId, requestId])
  })

  it.each(['/%0a%7b%22level%22:60%7d', '/\u001b[31mred', '/a\tb', `/${'a'.repeat(7_000)}`])(
    'is one line for each request, whatever stands in it: %j',
    async (path) => {
      const { url } = await start()
      await ask(Number(new URL(url).port), path, 'x-request-id: a\u000bb"}\r\nuser-agent: {"level":60}\r\n')
      await send(`${url}/api/v1/plain`)
      await expect.poll(() => requests().length).toBeGreaterThanOrEqual(1)
      for (const line of lines) {
        expect(() => JSON.parse(line) as unknown).not.toThrow()
        expect(line).not.toMatch(/[\p{Cc}]/u)
        expect((JSON.parse(line) as Line)['level']).toBeLessThan(60)
      }
    },
  )
})
