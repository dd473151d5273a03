import { createHmac } from 'node:crypto'
import { type Problem, SessionState } from '@tieback/contracts'
import { pino } from 'pino'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { machineClientId } from '../../src/embedded/identity-provider/configuration.ts'
import { evaluationAudience } from '../../src/embedded/identity-provider/identity-provider.ts'
import { createBearerTokens } from '../../src/platform/identity/bearer.ts'
import { IdentityProvider } from '../../src/platform/identity/provider.ts'
import type { IdentitySettings } from '../../src/platform/identity/settings.ts'
import { Browser, type Visit } from './browser.ts'
import { dataOf, type IdentityField, personOf, sessionCookie, signedIn, startIdentityField } from './identity-app.ts'
import { type SmallIssuer, startSmallIssuer } from './small-issuer.ts'
import { watchTokens } from './token-watch.ts'

describe('a machine with a token of the provider', () => {
  let field: IdentityField
  let origin: string

  beforeAll(async () => {
    field = await startIdentityField({ persons: [personOf('anne', ['administrator'])] })
    origin = field.server.origin
  })
  afterAll(() => field.dispose())

  const getToken = async (scope: string): Promise<string> => {
    const { issuer, clientSecret } = field.settings
    const answer = await fetch(`${issuer}/token`, {
      method: 'POST',
      headers: { authorization: `Basic ${btoa(`${machineClientId}:${encodeURIComponent(clientSecret)}`)}` },
      body: new URLSearchParams({ grant_type: 'client_credentials', scope, resource: evaluationAudience }),
    })
    return ((await answer.json()) as { access_token: string }).access_token
  }

  const send = (path: string, token: string, more: { method?: string; browser?: Browser } = {}): Promise<Visit> =>
    (more.browser ?? new Browser()).send(`${origin}/api/v1${path}`, {
      method: more.method ?? 'GET',
      headers: { authorization: `Bearer ${token}` },
    })

  it('reads what its role allows, has no session, and needs no header against other sites', async () => {
    const token = await getToken('integrator')
    expect((await send('/assets', token)).status).toBe(200)
    expect(dataOf(SessionState, await send('/session', token)).signedIn).toMatchObject({
      kind: 'machine',
      grants: [{ role: 'integrator', assets: null }],
      session: null,
    })
    expect((await send('/sessions', token)).status).toBe(403)
    expect((await send('/account/sessions', token, { method: 'DELETE' })).status).toBe(200)
  })

  it('is somebody without a role where the token gives none', async () => {
    expect((await send('/assets', await getToken('gardener'))).status).toBeGreaterThanOrEqual(401)
  })

  it('is refused with a bad token, whatever cookie comes along, and told why', async () => {
    const browser = await signedIn(field.server, 'anne')
    const { status, headers, body } = await send('/assets', 'nonsense', { browser })
    expect(status).toBe(401)
    expect(headers.get('www-authenticate')).toContain('error="invalid_token"')
    expect((JSON.parse(body) as Problem).code).toBe('unauthenticated')
    expect((await send('/assets', '', { browser })).status).toBe(401)
    expect(dataOf(SessionState, await send('/session', 'nonsense', { browser })).signedIn).toBeNull()
    expect((await browser.send(`${origin}/api/v1/assets`)).status).toBe(200)
  })

  it('is judged by the token alone where a better cookie comes along', async () => {
    const browser = await signedIn(field.server, 'anne')
    const token = await getToken('integrator')
    expect((await send('/sessions', token, { browser })).status).toBe(403)
    expect(browser.cookie(origin, sessionCookie)).toBeDefined()
  })

  it('is told how to be recognised where it sends nothing', async () => {
    const { status, headers } = await new Browser().send(`${origin}/api/v1/assets`)
    expect(status).toBe(401)
    expect(headers.get('www-authenticate')).toBe('Bearer realm="Tieback"')
  })

  it('gets nowhere with the id token of a person', async () => {
    const watch = watchTokens()
    await signedIn(field.server, 'anne')
    watch.stop()
    const jwts = [...watch.tokens].filter((token) => token.startsWith('eyJ'))
    expect(jwts.length).toBeGreaterThan(0)
    for (const token of jwts) expect((await send('/assets', token)).status).toBe(401)
  })

  it('is asked to come again while the provider’s keys can’t be had', async () => {
    const token = await getToken('viewer')
    const other = await field.startServer()
    await field.provider.close()
    const { status, headers } = await new Browser().send(`${other.origin}/api/v1/assets`, {
      headers: { authorization: `Bearer ${token}` },
    })
    expect({ status, retryAfter: headers.get('retry-after') }).toEqual({ status: 503, retryAfter: '10' })
    await field.restartProvider()
  })
})

describe('a token', () => {
  let issuer: SmallIssuer
  let settings: IdentitySettings
  const audience = 'api://tieback'
  const nowS = (): number => Math.floor(Date.now() / 1_000)

  beforeAll(async () => {
    issuer = await startSmallIssuer()
    settings = {
      issuer: issuer.issuer,
      clientId: 'tieback',
      clientSecret: 'not used here',
      scope: 'openid',
      audience,
      algorithms: ['RS256'],
      idClaim: 'oid',
      nameClaim: 'name',
      grants: [{ claim: 'roles', value: 'reader', role: 'viewer', assets: ['node-1'] }],
      tenantId: 'tenant-1',
      groupsUrl: null,
      clockToleranceS: 150,
      session: { idleS: 3_600, absoluteS: 43_200 },
      isEvaluation: false,
    }
  })
  afterAll(() => issuer.close())

  const goodClaims = () => ({
    iss: issuer.issuer,
    aud: audience,
    sub: 'machine-1',
    oid: 'machine-1',
    tid: 'tenant-1',
    azp: 'client-1',
    roles: ['reader'],
    iat: nowS(),
    exp: nowS() + 3_600,
  })

  const createTokens = (more: Partial<IdentitySettings> = {}) => {
    const own = { ...settings, ...more }
    const provider = new IdentityProvider({
      settings: own,
      redirectUri: 'http://127.0.0.1/auth/callback',
      postLogoutRedirectUri: 'http://127.0.0.1/auth/signed-out',
    })
    return createBearerTokens(own, provider, pino({ level: 'silent' }))
  }

  const outcomeOf = async (token: string, more: Partial<IdentitySettings> = {}): Promise<string> =>
    await Promise.resolve(createTokens(more).resolve(token)).then(
      () => 'taken',
      (error: unknown) => (error as { code?: string }).code ?? 'failed',
    )

  it('names its machine, with the roles that the rules give it', async () => {
    expect(await createTokens().resolve(await issuer.sign(goodClaims()))).toEqual({
      id: 'machine-1',
      name: 'client-1',
      kind: 'machine',
      grants: [{ role: 'viewer', assets: ['node-1'] }],
      sessionId: null,
    })
  })

  it('of a person names the person', async () => {
    const claims = { ...goodClaims(), sub: 'pairwise', oid: 'person-1', name: 'Anne', scp: 'access' }
    expect(await createTokens().resolve(await issuer.sign(claims))).toMatchObject({
      id: 'person-1',
      name: 'Anne',
      kind: 'person',
    })
  })

  it.each([{}, { typ: 'JWT' }, { typ: 'at+jwt' }, { typ: 'application/at+jwt' }])(
    'is taken with %j',
    async (header) => {
      expect(await outcomeOf(await issuer.sign(goodClaims(), header))).toBe('taken')
    },
  )

  it.each([
    ['another issuer', { iss: 'https://login.example.com' }],
    ['another audience', { aud: 'api://another' }],
    ['the web application’s own audience', { aud: 'tieback' }],
    ['another tenant', { tid: 'tenant-2' }],
    ['no tenant', { tid: undefined }],
    ['no end', { exp: undefined }],
    ['no subject', { sub: undefined, oid: undefined }],
    ['an end three minutes ago', { exp: Math.floor(Date.now() / 1_000) - 180 }],
    ['a beginning in five minutes', { nbf: Math.floor(Date.now() / 1_000) + 300 }],
    ['a nonce, as id tokens have', { nonce: 'n' }],
    ['a hash of another token, as id tokens have', { at_hash: 'h' }],
    ['an event, as logout tokens have', { events: {} }],
  ])('is refused with %s', async (_, claims) => {
    expect(await outcomeOf(await issuer.sign({ ...goodClaims(), ...claims }))).toBe('unauthenticated')
  })

  it.each([
    ['an end two minutes ago', { exp: -120 }],
    ['a beginning in two minutes', { nbf: 120 }],
  ])('is taken with %s: the clocks may differ', async (_, fromNow: { exp?: number; nbf?: number }) => {
    const claims = Object.fromEntries(Object.entries(fromNow).map(([name, seconds]) => [name, nowS() + seconds]))
    expect(await outcomeOf(await issuer.sign({ ...goodClaims(), ...claims }))).toBe('taken')
  })

  it('is refused as an id token or a logout token of its issuer', async () => {
    for (const typ of ['logout+jwt', 'dpop+jwt', 'secevent+jwt']) {
      expect(await outcomeOf(await issuer.sign(goodClaims(), { typ })), typ).toBe('unauthenticated')
    }
  })

  it('is refused with a signature of somebody else', async () => {
    expect(await outcomeOf(await issuer.signByAnother(goodClaims()))).toBe('unauthenticated')
  })

  it('is refused with one changed character', async () => {
    const [header = '', payload = '', signature = ''] = (await issuer.sign(goodClaims())).split('.')
    const claims = { ...goodClaims(), roles: ['administrator'] }
    const forged = Buffer.from(JSON.stringify(claims)).toString('base64url')
    expect(await outcomeOf([header, forged, signature].join('.'))).toBe('unauthenticated')
    expect(
      await outcomeOf(
        [header, payload, `${signature.slice(0, 9)}${signature[9] === 'A' ? 'B' : 'A'}${signature.slice(10)}`].join(
          '.',
        ),
      ),
    ).toBe('unauthenticated')
  })

  it('is refused without a signature, and with one that a public key was made to give', async () => {
    const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url')
    const unsigned = `${encode({ alg: 'none' })}.${encode(goodClaims())}.`
    expect(await outcomeOf(unsigned)).toBe('unauthenticated')
    expect(await outcomeOf(unsigned, { algorithms: ['RS256', 'none'] })).toBe('unauthenticated')
    const { keys } = (await (await fetch(`${issuer.issuer}/jwks`)).json()) as { keys: { n: string; kid: string }[] }
    const signed = `${encode({ alg: 'HS256', kid: keys[0]?.kid })}.${encode(goodClaims())}`
    const mac = createHmac('sha256', keys[0]?.n ?? '')
      .update(signed)
      .digest('base64url')
    expect(await outcomeOf(`${signed}.${mac}`)).toBe('unauthenticated')
  })

  it('is refused where its algorithm is not on the list', async () => {
    expect(await outcomeOf(await issuer.sign(goodClaims()), { algorithms: ['ES256'] })).toBe('unauthenticated')
  })

  it('is refused where it is longer than any real one, before it is looked at', async () => {
    const before = issuer.keyRequests
    expect(await outcomeOf('x'.repeat(8_193))).toBe('unauthenticated')
    expect(issuer.keyRequests).toBe(before)
  })

  it('is looked at once, and known at once after that', async () => {
    const tokens = createTokens()
    const token = await issuer.sign(goodClaims())
    const first = await tokens.resolve(token)
    expect(tokens.resolve(token)).toBe(first)
  })

  it('is looked at again each time once its end has come by our clock', async () => {
    const tokens = createTokens()
    const token = await issuer.sign({ ...goodClaims(), exp: nowS() - 30 })
    await tokens.resolve(token)
    expect(tokens.resolve(token)).toBeInstanceOf(Promise)
  })

  it('with a key that nobody knows makes us ask for keys once in a while, and a new key is found', async () => {
    const tokens = createTokens()
    await tokens.resolve(await issuer.sign(goodClaims()))
    const asked = issuer.keyRequests
    for (let round = 0; round < 20; round += 1) {
      await expect(tokens.resolve(await issuer.sign(goodClaims(), { kid: `unknown-${round}` }))).rejects.toThrow()
    }
    expect(issuer.keyRequests).toBe(asked)
    await issuer.rotate()
    await vi.waitFor(async () => tokens.resolve(await issuer.sign({ ...goodClaims(), jti: String(Math.random()) })), {
      timeout: 15_000,
      interval: 250,
    })
  })
})
