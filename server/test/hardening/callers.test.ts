import { afterEach, describe, expect, it } from 'vitest'
import { ProxyList } from '../../src/config/proxy-list.ts'
import { parseConfig } from '../../src/config/environment.ts'
import { trustOnly } from '../../src/platform/http/callers.ts'
import { type SmallServer, startSmallServer } from '../small-server.ts'
import { send } from '../wire.ts'

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
const guard = { cookieName: '__Host-tieback', publicOrigin: 'https://tieback.example' }

/** What is left to whoever a request is counted under: one less each time, so that equal callers share it. */
async function remaining(server: SmallServer, forwardedFor: string, path = '/api/v1/plain'): Promise<number> {
  const { headers } = await send(`${server.url}${path}`, { headers: { 'x-forwarded-for': forwardedFor } })
  return Number(headers['ratelimit-remaining'])
}

describe('X-Forwarded-For', () => {
  it('is nothing where nobody is trusted: all count as the one who connects', async () => {
    const server = await start({ requestsPerMinute: 10 })
    await send(`${server.url}${kept}`)
    expect([
      await remaining(server, '192.0.2.1'),
      await remaining(server, '192.0.2.2'),
      await remaining(server, '192.0.2.3', kept),
    ]).toEqual([8, 7, 6])
  })

  it('is nothing from somebody who isn’t among the trusted', async () => {
    const server = await start({ requestsPerMinute: 10, trustedProxies: ['10.0.0.0/8'] })
    expect([await remaining(server, '192.0.2.1'), await remaining(server, '192.0.2.2')]).toEqual([9, 8])
  })

  it('tells clients of a trusted proxy apart, from memory as from anywhere', async () => {
    const server = await start({ requestsPerMinute: 10, trustedProxies: ['127.0.0.0/8'] })
    await send(`${server.url}${kept}`)
    expect([
      await remaining(server, '192.0.2.1'),
      await remaining(server, '192.0.2.1', kept),
      await remaining(server, '192.0.2.2'),
      await remaining(server, '192.0.2.2', kept),
    ]).toEqual([9, 8, 9, 8])
  })

  it.each([
    ['what the client wrote itself', '198.51.100.7, 192.0.2.1', '192.0.2.1'],
    ['another trusted proxy on the way', '192.0.2.1, 127.0.0.9', '192.0.2.1'],
    ['a port', '192.0.2.1:50123', '192.0.2.1'],
    ['a port of IPv6', '[2001:db8:1:2::1]:443', '2001:db8:1:2:ffff::9'],
    ['spaces', '  192.0.2.1  ', '192.0.2.1'],
  ])('is read past %s', async (_, forwardedFor, same) => {
    const server = await start({ requestsPerMinute: 10, trustedProxies: ['127.0.0.0/8'] })
    expect([await remaining(server, forwardedFor), await remaining(server, same)]).toEqual([9, 8])
  })

  it.each(['', 'unknown', '192.0.2.1, nonsense', 'a'.repeat(5_000), ', , ,'])(
    'that names nobody, as %j, leaves the proxy itself',
    async (forwardedFor) => {
      const server = await start({ requestsPerMinute: 10, trustedProxies: ['127.0.0.0/8'] })
      await send(`${server.url}/api/v1/plain`)
      expect(await remaining(server, forwardedFor)).toBe(8)
    },
  )
})

describe('a trusted proxy that was asked by http', () => {
  const asked = { 'x-forwarded-proto': 'http' }

  it('has people sent on to https, and programs refused', async () => {
    const server = await start({ guard, trustedProxies: ['127.0.0.1'] })
    const page = await send(`${server.url}/node/a?tab=b`, { headers: { ...asked, accept: 'text/html' } })
    expect([page.status, page.headers.location]).toEqual([308, 'https://tieback.example/node/a?tab=b'])
    await send(`${server.url}${kept}`)
    for (const path of ['/api/v1/plain', kept]) {
      const refused = await send(`${server.url}${path}`, { headers: { ...asked, accept: 'text/html' } })
      expect([refused.status, refused.headers.location]).toEqual([400, undefined])
    }
  })

  it('is served where it was asked by https, or where http is the way of this place', async () => {
    const secure = await start({ guard, trustedProxies: ['127.0.0.1'] })
    expect((await send(`${secure.url}/api/v1/plain`, { headers: { 'x-forwarded-proto': 'https' } })).status).toBe(200)
    const plain = await start({ trustedProxies: ['127.0.0.1'] })
    expect((await send(`${plain.url}/api/v1/plain`, { headers: asked })).status).toBe(200)
  })

  it('is nobody where it isn’t trusted', async () => {
    const server = await start({ guard })
    expect((await send(`${server.url}/api/v1/plain`, { headers: asked })).status).toBe(200)
  })
})

describe('the list of trusted proxies', () => {
  it('holds addresses and networks of both kinds', () => {
    const isTrusted = trustOnly(['10.0.0.4', '10.1.0.0/16', '2001:db8::/32'])
    const addresses = ['10.0.0.4', '::ffff:10.0.0.4', '10.1.2.3', '2001:db8:1::1', '10.0.0.5', '2001:db9::1', 'x', '']
    expect(addresses.map(isTrusted)).toEqual([true, true, true, true, false, false, false, false])
  })

  it('is read from TRUSTED_PROXIES, and empty where that isn’t set', () => {
    expect(parseConfig({ TRUSTED_PROXIES: '10.0.0.4, 10.1.0.0/16' }).trustedProxies).toEqual([
      '10.0.0.4',
      '10.1.0.0/16',
    ])
    expect(parseConfig({}).trustedProxies).toEqual([])
  })

  it.each(['gateway.example', '10.0.0', '10.0.0.0/33', '::/129', '10.0.0.0/8/8', 'true', '*', '10.0.0.0/'])(
    'refuses %s, which is neither',
    (text) => {
      expect(ProxyList.safeParse(text).success).toBe(false)
    },
  )
})
