import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createRemoteJWKSet, decodeJwt, decodeProtectedHeader, jwtVerify } from 'jose'
import * as openId from 'openid-client'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { evaluationTenantId, objectIdOf } from './claims.ts'
import { evaluationAudience } from './configuration.ts'
import { type IdentityProviderOptions, startIdentityProvider } from './identity-provider.ts'
import type { EvaluationPerson } from './persons.ts'
import { TestBrowser } from './test/browser.ts'
import {
  askAsMachine,
  beginSignIn,
  callback,
  clientSecret,
  discover,
  persons,
  signedOut,
  signIn,
  startTestProvider,
} from './test/client.ts'

const stops: (() => Promise<void>)[] = []

async function start(options: Partial<IdentityProviderOptions> = {}) {
  const provider = await startTestProvider(options)
  stops.push(() => provider.close())
  return { ...provider, config: await discover(provider.issuer) }
}

async function makeFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'tieback-provider-'))
  stops.push(() => rm(folder, { recursive: true }))
  return folder
}

afterEach(async () => {
  for (const stop of stops.splice(0).toReversed()) await stop()
  vi.unstubAllEnvs()
})

const manyGroups = Array.from({ length: 250 }, (_, index) => objectIdOf(`group ${index}`))

const [person] = persons as [EvaluationPerson]

describe('signing in at the evaluation provider', () => {
  it('offers each person with role and reach, and says that everybody can be anybody', async () => {
    const { config } = await start()
    const { page } = await beginSignIn(config, new TestBrowser())
    expect(page).toContain('Everybody who can open this page can be anybody')
    for (const { id, name, title, reach } of persons) {
      expect(page).toContain(`value="${id}"`)
      for (const text of [name, title, reach]) expect(page).toContain(text)
    }
    expect(persons.map(({ title }) => title)).toEqual([
      ...['PMC Engineer', 'Performance Lead', 'Production Programmer', 'Production Technologist'],
      ...['Viewer', 'Administrator', 'Viewer'],
    ])
    expect(page).not.toContain('<script')
  })

  it('shows its pages to no frame, loads nothing of others, and lets forms lead back to the application alone', async () => {
    const { config } = await start()
    const browser = new TestBrowser()
    const { at } = await beginSignIn(config, browser)
    const { headers } = await browser.send(at)
    const policy = headers.get('content-security-policy')
    expect(policy).toContain("default-src 'none'")
    expect(policy).toContain("frame-ancestors 'none'")
    expect(policy).toContain(`form-action 'self' ${new URL(callback).origin}`)
    expect(headers.get('cache-control')).toBe('no-store')
  })

  it('gives the claims of whoever was chosen, and renews them', async () => {
    const { config, setPersons } = await start()
    const tokens = await signIn(config, person.id)
    expect(tokens.claims()).toMatchObject({ sub: person.id, name: person.name, roles: person.roles })
    setPersons([{ ...person, roles: ['viewer'] }])
    const renewed = await openId.refreshTokenGrant(config, tokens.refresh_token ?? '')
    expect(renewed.claims()).toMatchObject({ sub: person.id, roles: ['viewer'] })
  })

  it('renews nothing for somebody who is gone', async () => {
    const { config, setPersons } = await start()
    const { refresh_token: refreshToken = '' } = await signIn(config, person.id)
    setPersons([])
    await expect(openId.refreshTokenGrant(config, refreshToken)).rejects.toMatchObject({ error: 'invalid_grant' })
  })

  it('tells the application when nobody was chosen', async () => {
    const { config } = await start()
    const browser = new TestBrowser()
    const { at } = await beginSignIn(config, browser)
    const back = new URL((await browser.follow(at, { cancel: 'yes' })).at)
    expect(`${back.origin}${back.pathname}`).toBe(callback)
    expect(back.searchParams.get('error')).toBe('access_denied')
  })

  it('takes nobody whom it does not know', async () => {
    const { config } = await start()
    const browser = new TestBrowser()
    const { at } = await beginSignIn(config, browser)
    const answer = await browser.send(at, { person: 'somebody.else' })
    expect([answer.status, answer.headers.get('location')]).toEqual([400, null])
  })

  it('takes a choice from no browser but the one that was asked', async () => {
    const { config } = await start()
    const { at } = await beginSignIn(config, new TestBrowser())
    const answer = await new TestBrowser().send(at, { person: person.id })
    expect(answer.status).toBe(400)
    expect(await answer.text()).toContain('This sign-in has run out')
  })

  it('refuses a sign-in without PKCE', async () => {
    const { config } = await start()
    const address = openId.buildAuthorizationUrl(config, {
      redirect_uri: callback,
      scope: 'openid',
      state: 'a'.repeat(43),
    })
    const { at } = await new TestBrowser().follow(address.href)
    expect(new URL(at).searchParams.get('error')).toBe('invalid_request')
  })

  it('sends nobody to an address that is not the application’s', async () => {
    const { config } = await start()
    const address = openId.buildAuthorizationUrl(config, {
      redirect_uri: 'https://elsewhere.example.com/',
      scope: 'openid',
    })
    const { left, page } = await new TestBrowser().follow(address.href)
    expect(left).toBe(false)
    expect(page).toContain('This did not work')
  })

  it('asks no second time in the same browser until it has signed out', async () => {
    const { config } = await start()
    const browser = new TestBrowser()
    const tokens = await signIn(config, person.id, browser)
    expect(await beginSignIn(config, browser)).toMatchObject({ left: true })
    const address = openId.buildEndSessionUrl(config, {
      id_token_hint: tokens.id_token ?? '',
      post_logout_redirect_uri: signedOut,
    })
    const { page, at } = await browser.follow(address.href)
    expect(page).toContain(`You are still signed in here as ${person.name}`)
    const [, xsrf = ''] = /name="xsrf" value="([^"]+)"/.exec(page) ?? []
    const [, action = at] = /action="([^"]+)"/.exec(page) ?? []
    expect(await browser.follow(action, { xsrf, logout: 'yes' })).toMatchObject({ left: true, at: signedOut })
    expect(await beginSignIn(config, browser)).toMatchObject({ left: false })
    await expect(openId.refreshTokenGrant(config, tokens.refresh_token ?? '')).rejects.toMatchObject({
      error: 'invalid_grant',
    })
  })

  it('lets somebody else sign in in the same browser, where it is told to ask', async () => {
    const { config } = await start()
    const browser = new TestBrowser()
    const before = await signIn(config, person.id, browser)
    const { at, checks, left } = await beginSignIn(config, browser, { prompt: 'login' })
    expect(left).toBe(false)
    // A form that a browser sends by itself: the first person is signed out on the way.
    const { page } = await browser.follow(at, { person: 'arne.lund' })
    const [, xsrf = ''] = /name="xsrf" value="([^"]+)"/.exec(page) ?? []
    const [, action = at] = /action="([^"]+)"/.exec(page) ?? []
    const done = await browser.follow(action, { xsrf, logout: 'yes' })
    const tokens = await openId.authorizationCodeGrant(config, new URL(done.at), checks)
    expect(tokens.claims()).toMatchObject({ sub: 'arne.lund', roles: ['administrator'] })
    const renewal = openId.refreshTokenGrant(config, before.refresh_token ?? '')
    await expect(renewal).rejects.toMatchObject({ error: 'invalid_grant' })
  })

  it('does not start in production', async () => {
    vi.stubEnv('NODE_ENV', 'production')
    await expect(startTestProvider()).rejects.toThrow(/TIEBACK_IDENTITY/)
  })
})

describe('what the evaluation provider signs', () => {
  it('tells the server of a sign-out by the session that it signed in by', async () => {
    const heard: string[] = []
    const server = createServer((request, response) => {
      request.on('data', (chunk: Buffer) => heard.push(chunk.toString()))
      request.on('end', () => response.end())
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    stops.push(async () => {
      await new Promise((resolve) => server.close(resolve))
    })
    const backChannelLogoutUri = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
    const aheadS = 90
    const { config, issuer } = await start({ backChannelLogoutUri, now: () => new Date(Date.now() + aheadS * 1_000) })
    const browser = new TestBrowser()
    const tokens = await signIn(await discover(issuer, 'tieback', { clockToleranceS: 120 }), person.id, browser)
    const sid = tokens.claims()?.['sid']
    expect(sid).toEqual(expect.any(String))
    const address = openId.buildEndSessionUrl(config, { id_token_hint: tokens.id_token ?? '' })
    const { page, at } = await browser.follow(address.href)
    const [, xsrf = ''] = /name="xsrf" value="([^"]+)"/.exec(page) ?? []
    const [, action = at] = /action="([^"]+)"/.exec(page) ?? []
    await browser.follow(action, { xsrf, logout: 'yes' })
    const token = new URLSearchParams(heard.join('')).get('logout_token') ?? ''
    const { payload } = await jwtVerify(token, createRemoteJWKSet(new URL(`${issuer}/jwks`)), {
      issuer,
      audience: 'tieback',
      clockTolerance: aheadS + 10,
    })
    expect(payload).toMatchObject({ sid, events: { 'http://schemas.openid.net/event/backchannel-logout': {} } })
    expect((payload.iat ?? 0) - Date.now() / 1_000).toBeGreaterThan(aheadS - 10)
  })

  it('gives machines a token for the API with the roles that they ask for', async () => {
    const { issuer } = await start({ accessTokenTtlS: 77 })
    const tokens = await askAsMachine(issuer, 'integrator viewer:hub-4k2m9c7qxa')
    const { payload, protectedHeader } = await jwtVerify(
      tokens.access_token,
      createRemoteJWKSet(new URL(`${issuer}/jwks`)),
      { issuer, audience: evaluationAudience },
    )
    expect(protectedHeader).toMatchObject({ alg: 'RS256', typ: 'at+jwt' })
    expect(payload).toMatchObject({ sub: 'tieback-machine', roles: ['integrator', 'viewer:hub-4k2m9c7qxa'] })
    expect((payload.exp ?? 0) - (payload.iat ?? 0)).toBe(77)
  })

  it('gives machines no role that is not one of its own', async () => {
    const { issuer } = await start()
    const { access_token: token } = await askAsMachine(issuer, 'viewer owner-of-everything')
    expect(decodeJwt(token)['roles']).toEqual(['viewer'])
  })

  it('gives machines nothing for another secret', async () => {
    const { issuer } = await start({ clientSecret: `${clientSecret}-other` })
    await expect(askAsMachine(issuer, 'viewer')).rejects.toMatchObject({ status: 401 })
  })

  it('lets id tokens end as early as it was told', async () => {
    const { config } = await start({ idTokenTtlS: 5 })
    const { exp, iat } = (await signIn(config, person.id)).claims() ?? { exp: 0, iat: 0 }
    expect(exp - iat).toBe(5)
  })

  it.each([-100, 100])('stamps tokens by a clock that is off by %i s', async (aheadS) => {
    const { config, issuer } = await start({ now: () => new Date(Date.now() + aheadS * 1_000) })
    const tokens = await signIn(await discover(issuer, 'tieback', { clockToleranceS: 120 }), person.id)
    for (const token of [tokens.id_token ?? '', (await askAsMachine(issuer, 'viewer')).access_token]) {
      expect(Math.abs((decodeJwt(token).iat ?? 0) - Date.now() / 1_000 - aheadS)).toBeLessThan(30)
      await jwtVerify(token, createRemoteJWKSet(new URL(`${issuer}/jwks`)), { clockTolerance: 4_000 })
    }
    expect(config.serverMetadata().issuer).toBe(issuer)
  })

  it('signs by a new key after a rotation, and still knows the one before', async () => {
    const { config, issuer, rotateKeys } = await start()
    const browser = new TestBrowser()
    const before = await signIn(config, person.id, browser)
    await rotateKeys()
    const after = await signIn(await discover(issuer), person.id)
    const kidOf = (token: string | undefined) => decodeProtectedHeader(token ?? '').kid
    expect(kidOf(after.id_token)).not.toBe(kidOf(before.id_token))
    const keys = createRemoteJWKSet(new URL(`${issuer}/jwks`))
    for (const token of [before.id_token, after.id_token]) await jwtVerify(token ?? '', keys, { issuer })
    const renewed = await openId.refreshTokenGrant(config, before.refresh_token ?? '')
    expect(renewed.claims()?.sub).toBe(person.id)
    await rotateKeys()
    const later = createRemoteJWKSet(new URL(`${issuer}/jwks`))
    await expect(jwtVerify(before.id_token ?? '', later, { issuer })).rejects.toThrow(/no applicable key/)
  })
})

describe('the evaluation provider as Entra ID', () => {
  it('writes object id, tenant, roles and groups', async () => {
    const { config } = await start({ entraShaped: true, persons: [{ ...person, groups: ['g-1', 'g-2'] }] })
    expect((await signIn(config, person.id)).claims()).toMatchObject({
      oid: objectIdOf(person.id),
      tid: evaluationTenantId,
      roles: person.roles,
      groups: ['g-1', 'g-2'],
    })
  })

  it('says where to ask when there are too many groups, and answers there page by page', async () => {
    const { config, groupsUrl } = await start({ entraShaped: true, persons: [{ ...person, groups: manyGroups }] })
    const tokens = await signIn(config, person.id)
    const claims = tokens.claims() ?? {}
    expect(claims).toMatchObject({
      _claim_names: { groups: 'src1' },
      _claim_sources: { src1: { endpoint: groupsUrl } },
    })
    expect(claims).not.toHaveProperty('groups')
    const found: string[] = []
    for (let at: string | undefined = groupsUrl; at !== undefined;) {
      const answer: Response = await fetch(at, { headers: { authorization: `Bearer ${tokens.access_token}` } })
      const page = (await answer.json()) as { value: { id: string }[]; '@odata.nextLink'?: string }
      expect(page.value.length).toBeLessThanOrEqual(100)
      found.push(...page.value.map(({ id }) => id))
      at = page['@odata.nextLink']
    }
    expect(found).toEqual(manyGroups)
  })

  it('tells nobody’s groups without a token', async () => {
    const { groupsUrl } = await start({ entraShaped: true })
    expect((await fetch(groupsUrl)).status).toBe(401)
    expect((await fetch(groupsUrl, { headers: { authorization: 'Bearer made-up' } })).status).toBe(401)
  })

  it('can have people of another tenant', async () => {
    const tenantId = '11111111-2222-3333-4444-555555555555'
    const { config } = await start({ entraShaped: true, persons: [{ ...person, tenantId }] })
    expect((await signIn(config, person.id)).claims()).toMatchObject({ tid: tenantId })
  })
})

describe('a restart of the evaluation provider', () => {
  it('keeps keys, sessions and the right to renew, in a file for its owner alone', async () => {
    const stateFile = join(await makeFolder(), 'identity', 'state.json')
    const first = await startTestProvider({ stateFile })
    const browser = new TestBrowser()
    const tokens = await signIn(await discover(first.issuer), person.id, browser)
    await first.close()
    expect((await stat(stateFile)).mode & 0o777).toBe(0o600)

    const second = await start({ stateFile, port: first.port })
    await jwtVerify(tokens.id_token ?? '', createRemoteJWKSet(new URL(`${second.issuer}/jwks`)), {
      issuer: first.issuer,
    })
    expect((await openId.refreshTokenGrant(second.config, tokens.refresh_token ?? '')).claims()?.sub).toBe(person.id)
    expect(await beginSignIn(second.config, browser)).toMatchObject({ left: true })
  })

  it('says what to do about a state that cannot be read', async () => {
    const stateFile = join(await makeFolder(), 'state.json')
    await writeFile(stateFile, '{ "keys": [')
    await expect(startTestProvider({ stateFile })).rejects.toThrow(/state\.json .*Take it away/)
  })

  it('is refused where its port is taken', async () => {
    const { port } = await start()
    await expect(
      startIdentityProvider({
        port,
        redirectUris: [callback],
        postLogoutRedirectUris: [],
        backChannelLogoutUri: null,
        clientSecret,
        persons,
      }),
    ).rejects.toMatchObject({ code: 'EADDRINUSE' })
  })
})
