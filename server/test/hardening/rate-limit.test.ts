import { afterEach, describe, expect, it } from 'vitest'
import { type Actor, openActor } from '../../src/platform/identity/actor.ts'
import { RateLimiter } from '../../src/platform/http/rate-limit.ts'
import { Callers } from '../../src/platform/http/callers.ts'
import { type SmallServer, startSmallServer } from '../small-server.ts'
import { send, type WireReply } from '../wire.ts'

const servers: SmallServer[] = []
const start: typeof startSmallServer = async (options) => {
  const server = await startSmallServer(options)
  servers.push(server)
  return server
}
afterEach(async () => {
  await Promise.all(servers.splice(0).map(({ app }) => app.close()))
})

const kept = '/api/v1/things/abc?size=5'
const everybody = openActor({} as never) as Actor

/** Recognises whoever says who it is, for a test. */
const byName = ({ headers }: { headers: NodeJS.Dict<string | string[]> }): Actor | null =>
  headers['x-name'] === undefined ? null : { ...everybody, id: String(headers['x-name']) }

const standing = ({ headers }: WireReply) => ({
  limit: Number(headers['ratelimit-limit']),
  remaining: Number(headers['ratelimit-remaining']),
  resetS: Number(headers['ratelimit-reset']),
})

describe('every answer', () => {
  it('says what its address has left, from memory as from anywhere', async () => {
    const server = await start({ requestsPerMinute: 10 })
    const paths = [kept, kept, '/api/v1/plain', '/nothing/here', kept, '/api/v1/things/none']
    const replies: WireReply[] = []
    for (const path of paths) replies.push(await send(`${server.url}${path}`))
    expect(server.fills).toBe(2)
    expect(replies.map((reply) => standing(reply).remaining)).toEqual([9, 8, 7, 6, 5, 4])
    for (const reply of replies) {
      expect(standing(reply).limit).toBe(10)
      expect(standing(reply).resetS).toBeGreaterThan(0)
      expect(standing(reply).resetS).toBeLessThanOrEqual(60)
    }
  })

  it('says nothing of it where nothing is limited', async () => {
    const server = await start()
    for (const path of [kept, kept, '/api/v1/plain']) {
      const names = Object.keys((await send(`${server.url}${path}`)).headers)
      expect(names.filter((name) => name.startsWith('ratelimit'))).toEqual([])
    }
  })

  it('tells of the count that ends first', async () => {
    const server = await start({ requestsPerMinute: 100, requestsPerPersonMinute: 3 })
    for (const path of [kept, kept, '/api/v1/plain']) {
      expect(standing(await send(`${server.url}${path}`)).limit).toBe(3)
    }
    const refused = await send(`${server.url}/api/v1/plain`)
    expect(refused.status).toBe(429)
    expect(standing(refused)).toMatchObject({ limit: 3, remaining: 0 })
    expect(refused.headers['retry-after']).toBe(refused.headers['ratelimit-reset'])
  })
})

describe('a person', () => {
  it('is counted apart from others of the same address, whichever way the answer comes', async () => {
    const server = await start({ requestsPerPersonMinute: 3, resolveActor: byName })
    const as = async (name: string, path = kept) =>
      (await send(`${server.url}${path}`, { headers: { 'x-name': name } })).status
    expect([await as('ada'), await as('ada'), await as('ada', '/api/v1/plain')]).toEqual([200, 200, 200])
    expect([await as('ada'), await as('ada', '/api/v1/plain')]).toEqual([429, 429])
    expect([await as('bo'), await as('bo')]).toEqual([200, 200])
  })

  it('has as much as is left, from whatever address it asks', () => {
    const limiter = new RateLimiter({ callers: new Callers(), requestsPerMinute: 100, requestsPerPersonMinute: 2 })
    const refusals = ['192.0.2.1', '192.0.2.2', '192.0.2.3'].map((from) => limiter.take(from, everybody)?.isRefused)
    expect(refusals).toEqual([false, false, true])
  })
})

describe('the sign-in', () => {
  it('is given less often than anything else to one address', async () => {
    const server = await start({
      requestsPerMinute: 1_000,
      prepare: async (app) => {
        for (const path of ['/auth/sign-in', '/auth/callback', '/auth/signed-out']) app.get(path, () => 'here')
        await Promise.resolve()
      },
    })
    const ask = async (path: string) => (await send(`${server.url}${path}`)).status
    const statuses: number[] = []
    for (let count = 0; count < 130; count += 1)
      statuses.push(await ask(count % 2 ? '/auth/callback?code=a' : '/auth/sign-in'))
    expect(statuses.indexOf(429)).toBe(120)
    expect(new Set(statuses.slice(120))).toEqual(new Set([429]))
    expect([await ask('/auth/signed-out'), await ask('/api/v1/plain')]).toEqual([200, 200])
  })
})
