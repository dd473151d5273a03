import { afterEach, describe, expect, it, vi } from 'vitest'
import { SourceError } from '../source-error.ts'
import { type Authorization, createAuthorization, sendAuthorized, SourceAuth } from './authorization.ts'
import { type Script, type ScriptedServer, startScriptedServer } from './test/scripted-server.ts'
import { startTokenIssuer, type TokenIssuer } from './test/token-issuer.ts'

const signal = new AbortController().signal
const started: { stop(): Promise<void> }[] = []

afterEach(async () => {
  vi.restoreAllMocks()
  await Promise.all(started.splice(0).map((server) => server.stop()))
})

async function issuerOf(options: { expiresInS?: number } = {}): Promise<TokenIssuer> {
  const issuer = await startTokenIssuer(options)
  started.push(issuer)
  return issuer
}

async function scripted(script: Script): Promise<ScriptedServer> {
  const server = await startScriptedServer(script)
  started.push(server)
  return server
}

const create = (auth: object, timeoutMs = 5_000): Authorization =>
  createAuthorization(SourceAuth.parse({ kind: 'oauth2', clientId: 'tieback', clientSecret: 's3cret', ...auth }), {
    sourceId: 'src',
    timeoutMs,
  })

const tokenRequests = ({ requests }: TokenIssuer) => requests.filter((request) => request === 'POST /token').length

/** An endpoint that numbers its tokens. */
const numbered = (expiresInS?: number) => {
  let issued = 0
  return scripted(() => {
    issued += 1
    const life = expiresInS === undefined ? {} : { expires_in: expiresInS }
    return { body: { access_token: `token-${issued}`, token_type: 'Bearer', ...life } }
  })
}

describe('credentials that do not change', () => {
  it.each([
    [{ kind: 'none' }, {}],
    [{ kind: 'basic', user: 'PLANT\\reader', password: 'ø:x' }, { authorization: 'Basic UExBTlRccmVhZGVyOsO4Ong=' }],
    [{ kind: 'bearer', token: 't0ken' }, { authorization: 'Bearer t0ken' }],
    [{ kind: 'header', name: 'X-Api-Key', value: 'k3y' }, { 'X-Api-Key': 'k3y' }],
  ])('of %o are its headers, and there are no others', async (auth, headers) => {
    const authorization = createAuthorization(SourceAuth.parse(auth), { sourceId: 'src', timeoutMs: 1_000 })
    expect(await authorization.authorize(signal)).toEqual(headers)
    expect(authorization.refresh(headers)).toBe(false)
  })
})

describe('client credentials', () => {
  it('fetch a token from the endpoint that the issuer’s metadata name', async () => {
    const issuer = await issuerOf()
    const authorization = create({ issuer: issuer.issuer, clientAuthentication: 'basic', scope: 'read' })
    const { authorization: header } = await authorization.authorize(signal)
    expect(header).toMatch(/^Bearer \S{20,}$/)
    expect(issuer.requests).toEqual(['GET /.well-known/openid-configuration', 'POST /token'])
  })

  it('fetch one token for all who wait for it, and keep it', async () => {
    const issuer = await issuerOf()
    const authorization = create({ issuer: issuer.issuer, clientAuthentication: 'basic' })
    const all = await Promise.all([1, 2, 3].map(() => authorization.authorize(signal)))
    expect(new Set(all.map((headers) => headers['authorization'])).size).toBe(1)
    expect(await authorization.authorize(signal)).toEqual(all[0])
    expect(tokenRequests(issuer)).toBe(1)
  })

  it('renew a token before it runs out, and no sooner', async () => {
    const endpoint = await numbered(100)
    const authorization = create({ tokenEndpoint: `${endpoint.baseUrl}/token` })
    const first = await authorization.authorize(signal)
    const now = performance.now()
    // A fifth of its life is kept in hand.
    const clock = vi.spyOn(performance, 'now').mockReturnValue(now + 79_000)
    expect(await authorization.authorize(signal)).toEqual(first)
    clock.mockReturnValue(now + 81_000)
    expect(await authorization.authorize(signal)).toEqual({ authorization: 'Bearer token-2' })
  })

  it('keep a token whose life is not told until it is refused', async () => {
    const endpoint = await numbered()
    const authorization = create({ tokenEndpoint: `${endpoint.baseUrl}/token` })
    const first = await authorization.authorize(signal)
    expect(await authorization.authorize(signal)).toEqual(first)
    expect(authorization.refresh(first)).toBe(true)
    const second = await authorization.authorize(signal)
    expect(second).toEqual({ authorization: 'Bearer token-2' })
    // A late refusal of the first says nothing about the second.
    authorization.refresh(first)
    expect(await authorization.authorize(signal)).toEqual(second)
  })

  it('are reported as refused where the issuer refuses them', async () => {
    const issuer = await issuerOf()
    const authorization = create({ issuer: issuer.issuer, clientSecret: 'wrong', clientAuthentication: 'basic' })
    const attempt = authorization.authorize(signal)
    await expect(attempt).rejects.toMatchObject({ code: 'unauthorized', sourceId: 'src' })
    await expect(attempt).rejects.toThrow('Check clientId, clientSecret and scope')
    await expect(attempt).rejects.not.toThrow('wrong')
  })

  it.each([500, 503, 429])('are unavailable while the endpoint answers %i, and are asked for again', async (status) => {
    let isDown = true
    const endpoint = await scripted(() =>
      isDown ? { status, body: { error: 'busy' } } : { body: { access_token: 'a', token_type: 'Bearer' } },
    )
    const authorization = create({ tokenEndpoint: endpoint.baseUrl })
    await expect(authorization.authorize(signal)).rejects.toMatchObject({ code: 'unavailable' })
    isDown = false
    expect(await authorization.authorize(signal)).toEqual({ authorization: 'Bearer a' })
  })

  it('are unavailable where nobody listens or nobody answers in time', async () => {
    const issuer = await issuerOf()
    await issuer.stop()
    await expect(create({ issuer: issuer.issuer }).authorize(signal)).rejects.toMatchObject({ code: 'unavailable' })
    const mute = await scripted(() => new Promise(() => undefined))
    const attempt = create({ tokenEndpoint: mute.baseUrl }, 50).authorize(signal)
    await expect(attempt).rejects.toMatchObject({ code: 'unavailable' })
  })

  it('let one caller give up while another goes on waiting', async () => {
    const gate = Promise.withResolvers<undefined>()
    const endpoint = await scripted(async () => {
      await gate.promise
      return { body: { access_token: 'a', token_type: 'Bearer' } }
    })
    const authorization = create({ tokenEndpoint: endpoint.baseUrl })
    const controller = new AbortController()
    const impatient = authorization.authorize(controller.signal)
    const patient = authorization.authorize(signal)
    controller.abort(new Error('shutting down'))
    await expect(impatient).rejects.toThrow('shutting down')
    gate.resolve(undefined)
    expect(await patient).toEqual({ authorization: 'Bearer a' })
  })
})

describe('sendAuthorized', () => {
  const tokens = (...texts: string[]): Authorization & { refreshed: number } => ({
    refreshed: 0,
    authorize() {
      return Promise.resolve({ authorization: texts[this.refreshed] ?? '' })
    },
    refresh() {
      this.refreshed += 1
      return texts.length > 1
    },
  })
  const accepts = (good: string) => (headers: Readonly<Record<string, string>>) =>
    Promise.resolve({ status: headers['authorization'] === good ? 200 : 401 })

  it('sends once more with a fresh token where one is refused', async () => {
    expect(await sendAuthorized(tokens('old', 'new'), accepts('new'), signal)).toEqual({ status: 200 })
  })

  it('takes a login page for a refusal', async () => {
    const send = (headers: Readonly<Record<string, string>>) =>
      headers['authorization'] === 'old'
        ? Promise.reject(new SourceError('unauthorized', 'src', 'a web page'))
        : Promise.resolve({ status: 200 })
    expect(await sendAuthorized(tokens('old', 'new'), send, signal)).toEqual({ status: 200 })
  })

  it('gives up where the fresh token is refused too', async () => {
    const authorization = tokens('old', 'new', 'newer')
    expect(await sendAuthorized(authorization, accepts('newer'), signal)).toEqual({ status: 401 })
    expect(authorization.refreshed).toBe(1)
  })

  it('does not send again where there are no other credentials, or where it isn’t about them', async () => {
    let sent = 0
    const send = (status: number) => () => {
      sent += 1
      return Promise.resolve({ status })
    }
    expect(await sendAuthorized(tokens('only'), send(401), signal)).toEqual({ status: 401 })
    expect(await sendAuthorized(tokens('old', 'new'), send(403), signal)).toEqual({ status: 403 })
    expect(sent).toBe(2)
  })
})

describe('settings', () => {
  const given = { kind: 'oauth2', clientId: 'tieback', clientSecret: 's3cret' }
  it.each([
    [given, 'give either issuer or tokenEndpoint'],
    [{ ...given, issuer: 'https://id.example', tokenEndpoint: 'https://id.example/token' }, 'give either'],
    [{ ...given, issuer: 'http://id.example' }, 'an https address'],
    [{ ...given, issuer: 'https://id.example', clientSecret: '' }, 'clientSecret'],
  ])('refuse %o', (auth, message) => {
    expect(() => SourceAuth.parse(auth)).toThrow(message)
  })
})
