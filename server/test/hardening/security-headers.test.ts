import { afterEach, describe, expect, it } from 'vitest'
import { type SmallServer, startSmallServer } from '../small-server.ts'
import { send } from '../wire.ts'
import { ask } from './attacks.ts'

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
const behindTls = { guard: { cookieName: '__Host-tieback', publicOrigin: 'https://tieback.example' } }

const directivesOf = (policy: unknown): Record<string, string> =>
  Object.fromEntries(
    String(policy)
      .split(';')
      .map((directive) => [directive.trim().split(' ', 1)[0] ?? '', directive.trim().split(' ').slice(1).join(' ')]),
  )

describe('the content security policy', () => {
  it('takes scripts from files of ours alone, and nothing from elsewhere', async () => {
    const { headers } = await send(`${(await start()).url}/api/v1/plain`)
    const directives = directivesOf(headers['content-security-policy'])
    expect(directives).toMatchObject({
      'default-src': "'self'",
      'script-src': "'self'",
      'script-src-attr': "'none'",
      'style-src': "'self'",
      'style-src-attr': "'none'",
      'connect-src': "'self'",
      'object-src': "'none'",
      'base-uri': "'none'",
      'form-action': "'self'",
      'frame-ancestors': "'none'",
      'frame-src': "'none'",
    })
    const { 'style-src-elem': styles, 'img-src': images, ...rest } = directives
    expect([styles, images]).toEqual(["'self' 'unsafe-inline'", "'self' data:"])
    expect(Object.values(rest).join(' ')).not.toMatch(/unsafe|\*|https?:|data:/)
  })

  it('lets the API be somewhere else where it is', async () => {
    const { url } = await start({ apiBaseUrl: 'https://api.example/tieback' })
    const { headers } = await send(`${url}/api/v1/plain`)
    expect(directivesOf(headers['content-security-policy'])['connect-src']).toBe("'self' https://api.example")
  })
})

describe('https', () => {
  it('is the only way for two years where the public address is https, on every answer', async () => {
    const { url } = await start(behindTls)
    await send(`${url}${kept}`)
    for (const path of [kept, '/api/v1/plain', '/nothing', '/api/v1/things/none']) {
      const { headers } = await send(`${url}${path}`)
      expect(headers['strict-transport-security']).toBe('max-age=63072000; includeSubDomains')
      expect(headers['content-security-policy']).toContain('upgrade-insecure-requests')
    }
  })

  it('isn’t asked for where it can’t be had', async () => {
    const { headers } = await send(`${(await start()).url}/api/v1/plain`)
    expect(headers['strict-transport-security']).toBeUndefined()
    expect(headers['content-security-policy']).not.toContain('upgrade-insecure-requests')
  })
})

describe('every answer', () => {
  it.each([kept, '/api/v1/plain', '/nothing', '/api/v1/things/none', '/%00', '/%zz', '/api/v1/things/a?size=x'])(
    'to %s keeps to itself, and doesn’t say what it is made with',
    async (path) => {
      const { url } = await start()
      await send(`${url}${path}`)
      const { headers } = await send(`${url}${path}`)
      expect(headers['x-content-type-options']).toBe('nosniff')
      expect(headers['content-security-policy']).toContain("frame-ancestors 'none'")
      expect(headers['content-type']).toMatch(/; charset=utf-8$/)
      expect([headers['x-powered-by'], headers.server]).toEqual([undefined, undefined])
      expect(Object.keys(headers).filter((name) => name.startsWith('access-control'))).toEqual([])
    },
  )

  it('keeps other sites from opening, embedding and watching it', async () => {
    const { headers } = await send(`${(await start()).url}/api/v1/plain`)
    expect(headers).toMatchObject({
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'referrer-policy': 'no-referrer',
      'x-frame-options': 'DENY',
    })
    expect(headers['permissions-policy']).toContain('camera=(), ')
    expect(headers['permissions-policy']).not.toMatch(/\*|self/)
  })

  it('to bytes that are no request does so too', async () => {
    const { url } = await start()
    const { text } = await ask(Number(new URL(url).port), ' bad')
    expect(text).toMatch(/^HTTP\/1\.1 400 /)
    expect(text.toLowerCase()).toContain('x-content-type-options: nosniff')
    expect(text).toContain("frame-ancestors 'none'")
  })
})
