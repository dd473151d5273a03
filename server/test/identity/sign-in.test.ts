import { SessionState, SignedOut } from '@tieback/contracts'
import { createStorePool } from '@tieback/store'
import Fastify from 'fastify'
import { pino } from 'pino'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { silentRecorder } from '../../src/platform/auditing/recorder.ts'
import { createIdentity } from '../../src/platform/identity/identity.ts'
import { Browser, readForm } from './browser.ts'
import {
  chooseAt,
  dataOf,
  type IdentityField,
  ownPage,
  personOf,
  sessionCookie,
  sessionSecret,
  signedIn,
  signIn,
  startIdentityField,
} from './identity-app.ts'
import { listEntries } from './audit-entries.ts'
import { readAll, watchTokens } from './token-watch.ts'

let field: IdentityField
let origin: string

beforeAll(async () => {
  field = await startIdentityField({
    persons: [personOf('anne', ['pmc-engineer']), personOf('odd', ['gardener']), personOf('liv', ['administrator'])],
  })
  origin = field.server.origin
})
afterAll(() => field.dispose())

const readState = async (browser: Browser): Promise<SessionState> =>
  dataOf(SessionState, await browser.send(`${origin}/api/v1/session`))

const readAssets = async (browser: Browser): Promise<number> => (await browser.send(`${origin}/api/v1/assets`)).status

/** The address of the provider that a sign-in begins at. */
async function beginAt(browser: Browser): Promise<URL> {
  const { headers } = await browser.send(`${origin}/auth/sign-in`)
  return new URL(headers.get('location') ?? '')
}

describe('signing in', () => {
  it('leads through the provider, and back to where the person wanted to go', async () => {
    const browser = new Browser()
    expect(await readAssets(browser)).toBe(401)
    const back = await signIn(browser, field.server, 'anne', '?returnTo=%2Fhubs%3Fday%3D2026-03-11')
    expect(back.status).toBe(303)
    expect(back.headers.get('location')).toBe('/hubs?day=2026-03-11')
    const { signedIn: who, signInPath, isEvaluation } = await readState(browser)
    expect({ signInPath, isEvaluation }).toEqual({ signInPath: '/auth/sign-in', isEvaluation: true })
    expect(who).toMatchObject({
      person: { id: 'anne', name: 'Anne Nilsen' },
      kind: 'person',
      grants: [{ role: 'pmc-engineer', assets: null }],
    })
    expect(who?.session?.id).toMatch(/^session-/)
    expect(await readAssets(browser)).toBe(200)
  })

  it('gives one cookie, which no script reads and no other site sends', async () => {
    const browser = new Browser()
    const { setCookies } = await signIn(browser, field.server, 'anne')
    const [given, ...others] = setCookies
    expect(given).toMatch(/^tieback-loopback=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax$/)
    expect(others).toEqual(['tieback-loopback-sign-in=; Max-Age=0; Path=/; HttpOnly; SameSite=Lax'])
  })

  it('lets no answer to somebody be kept', async () => {
    const browser = await signedIn(field.server, 'anne')
    const kept = async (path: string) => (await browser.send(`${origin}/api/v1${path}`)).headers.get('cache-control')
    expect([await kept('/session'), await kept('/account/sessions')]).toEqual(['no-store', 'no-store'])
    expect((await new Browser().send(`${origin}/healthz`)).headers.get('cache-control')).toBeNull()
  })

  it('shows no browser a token, from the first request to the sign-out at the provider', async () => {
    const watch = watchTokens()
    const browser = await signedIn(field.server, 'anne')
    await readState(browser)
    await browser.send(`${origin}/api/v1/account/sessions`)
    const { next } = dataOf(
      SignedOut,
      await browser.send(`${origin}/api/v1/session`, { method: 'DELETE', headers: ownPage }),
    )
    await browser.visit(next)
    watch.stop()
    expect(watch.tokens.size).toBe(3)
    const seen = readAll(browser.visits)
    expect(seen).toContain('code=')
    for (const token of watch.tokens) expect(seen).not.toContain(token)
    expect(seen).not.toMatch(/eyJ[\w-]+\.[\w-]+\./)
  })

  it('begins a new session each time, and the cookie of the one before opens nothing', async () => {
    const browser = await signedIn(field.server, 'anne')
    const before = browser.cookie(origin, sessionCookie) ?? ''
    await readAssets(browser)
    // The provider knows the person still, and asks nothing.
    const back = await browser.visitUntil(`${origin}/auth/sign-in`, (next) => next.includes('/auth/callback'))
    expect((await browser.send(back)).status).toBe(303)
    expect(browser.cookie(origin, sessionCookie)).not.toBe(before)
    expect(await readAssets(browser)).toBe(200)
    const thief = new Browser()
    thief.setCookie(origin, sessionCookie, before)
    expect(await readAssets(thief)).toBe(401)
  })

  it('takes no session that somebody put into the browser before', async () => {
    const browser = new Browser()
    const planted = 'A'.repeat(43)
    browser.setCookie(origin, sessionCookie, planted)
    await signIn(browser, field.server, 'anne')
    expect(browser.cookie(origin, sessionCookie)).not.toBe(planted)
  })

  it.each(['https://evil.example/', '//evil.example/', '/\\evil.example', '/auth/sign-in', 'evil', ''])(
    'comes back to the front page where the address to return to is %j',
    async (returnTo) => {
      const back = await signIn(new Browser(), field.server, 'anne', `?returnTo=${encodeURIComponent(returnTo)}`)
      expect(back.headers.get('location')).toBe('/')
    },
  )

  it('works in two tabs at once', async () => {
    const browser = new Browser()
    const [first, second] = [await beginAt(browser), await beginAt(browser)]
    const back = await chooseAt(browser, second.href, 'anne')
    expect((await browser.send(back)).status).toBe(303)
    // The cookie of the sign-in went with the first that came back; the other begins again.
    const late = await browser.visitUntil(first.href, (next) => next.includes('/auth/callback'))
    expect([303, 400]).toContain((await browser.send(late)).status)
    expect(await readAssets(browser)).toBe(200)
  })
})

describe('a sign-in that is not what it seems', () => {
  const changed = (address: string, name: string, value: string): string => {
    const url = new URL(address)
    expect(url.searchParams.has(name)).toBe(true)
    url.searchParams.set(name, value)
    return url.href
  }

  const expectNobody = async (browser: Browser, address: string, title: string): Promise<void> => {
    const { status, headers, body } = await browser.send(address)
    expect(status).toBe(400)
    expect(headers.get('content-type')).toBe('text/html; charset=utf-8')
    expect(body).toContain(`<h1>${title}</h1>`)
    expect(browser.cookie(origin, sessionCookie)).toBeUndefined()
  }

  const unfinished = 'This sign-in cannot be finished'
  const unverified = 'The sign-in could not be verified'

  it('is refused with another state', async () => {
    const browser = new Browser()
    const back = await chooseAt(browser, `${origin}/auth/sign-in`, 'anne')
    await expectNobody(browser, changed(back, 'state', 'A'.repeat(43)), unfinished)
    await expectNobody(browser, changed(back, 'state', ''), unfinished)
  })

  it('is refused with the code of another sign-in, whose nonce and challenge differ', async () => {
    const [browser, other] = [new Browser(), new Browser()]
    const back = await chooseAt(browser, `${origin}/auth/sign-in`, 'anne')
    const foreign = new URL(await chooseAt(other, `${origin}/auth/sign-in`, 'liv'))
    await expectNobody(browser, changed(back, 'code', foreign.searchParams.get('code') ?? ''), unverified)
  })

  it.each([
    ['nonce', 'B'.repeat(43)],
    ['code_challenge', 'C'.repeat(43)],
  ])('is refused where the provider was given another %s', async (name, value) => {
    const browser = new Browser()
    const begun = await beginAt(browser)
    const back = await chooseAt(browser, changed(begun.href, name, value), 'anne')
    await expectNobody(browser, back, unverified)
  })

  it('is refused where another provider answers', async () => {
    const browser = new Browser()
    const back = await chooseAt(browser, `${origin}/auth/sign-in`, 'anne')
    await expectNobody(browser, changed(back, 'iss', 'https://login.example.com'), unverified)
  })

  it('is refused in a browser that did not begin it', async () => {
    const [browser, victim] = [new Browser(), new Browser()]
    const back = await chooseAt(browser, `${origin}/auth/sign-in`, 'anne')
    await expectNobody(victim, back, unfinished)
    // One that has begun one of its own is none the better for it.
    await beginAt(victim)
    await expectNobody(victim, back, unfinished)
    expect((await browser.send(back)).status).toBe(303)
  })

  it('is refused the second time', async () => {
    const browser = new Browser()
    const back = await chooseAt(browser, `${origin}/auth/sign-in`, 'anne')
    const binding = browser.cookie(origin, `${sessionCookie}-sign-in`) ?? ''
    expect((await browser.send(back)).status).toBe(303)
    const thief = new Browser()
    thief.setCookie(origin, `${sessionCookie}-sign-in`, binding)
    await expectNobody(thief, back, unfinished)
  })

  it('leaves a word in the audit log', async () => {
    const browser = new Browser()
    const back = await chooseAt(browser, `${origin}/auth/sign-in`, 'anne')
    const { headers } = await browser.send(changed(back, 'code', 'nonsense'))
    const entries = await listEntries(field.database.pool, headers.get('x-request-id') ?? '')
    expect(entries).toMatchObject([
      { action: 'session.refuse', outcome: 'refused', actor: null, detail: { reason: 'not-verified' } },
    ])
  })
})

describe('somebody whom the provider knows', () => {
  it('is told so where nothing gives them a role, and has no session', async () => {
    const browser = new Browser()
    const { status, body, headers } = await signIn(browser, field.server, 'odd')
    expect(status).toBe(403)
    expect(body).toContain('<h1>You are known, and have no role here</h1>')
    expect(body).toContain('Odd Nilsen (odd)')
    expect(browser.cookie(origin, sessionCookie)).toBeUndefined()
    const entries = await listEntries(field.database.pool, headers.get('x-request-id') ?? '')
    expect(entries).toMatchObject([
      { action: 'session.refuse', outcome: 'refused', actor: { id: 'odd' }, detail: { reason: 'no-role' } },
    ])
  })

  it('can sign in as somebody else from there, though the provider knows them', async () => {
    const browser = new Browser()
    const { body } = await signIn(browser, field.server, 'odd', '?returnTo=/hubs')
    const path = /class="action" href="([^"]*)"/.exec(body)?.[1]?.replaceAll('&amp;', '&') ?? ''
    expect(path).toBe('/auth/sign-in?returnTo=%2Fhubs&as=another')
    const { headers } = await browser.send(`${origin}${path}`)
    expect(new URL(headers.get('location') ?? '').searchParams.get('prompt')).toBe('login')
    expect(readForm(await browser.visit(`${origin}${path}`)).action).toContain('/interaction/')
  })

  it('is told what the provider said where they went back without choosing', async () => {
    const browser = new Browser()
    const { action } = readForm(await browser.visit(`${origin}/auth/sign-in`))
    const { status, body } = await browser.visit(action, {
      method: 'POST',
      body: new URLSearchParams({ cancel: 'yes' }),
    })
    expect(status).toBe(403)
    expect(body).toContain('access_denied')
    expect(browser.cookie(origin, sessionCookie)).toBeUndefined()
  })

  it('leaves a word in the audit log when they come in', async () => {
    const browser = new Browser()
    const { headers } = await signIn(browser, field.server, 'anne')
    const { signedIn: who } = await readState(browser)
    const entries = await listEntries(field.database.pool, headers.get('x-request-id') ?? '')
    expect(entries).toMatchObject([
      {
        action: 'session.begin',
        outcome: 'done',
        actor: { id: 'anne', name: 'Anne Nilsen' },
        object: { kind: 'session', id: who?.session?.id },
        detail: { roles: 'pmc-engineer' },
      },
    ])
  })
})

describe('while the store is away', () => {
  it('a page says so, and is no failure', async () => {
    // Nothing listens there.
    const url = 'postgres://localhost:1/none'
    const pool = createStorePool(url, { applicationName: 'test', max: 1, onError: () => undefined })
    const logger = pino({ level: 'silent' })
    const { settings } = field
    const deps = {
      settings,
      pool,
      databaseUrl: url,
      publicUrl: origin,
      sessionSecret,
      recorder: silentRecorder,
      logger,
    }
    const identity = createIdentity(deps)
    const app = Fastify()
    await identity.register(app)
    const { statusCode, body } = await app.inject('/auth/sign-in')
    expect(statusCode).toBe(503)
    expect(body).toContain('<h1>Tieback is starting, or has lost its store</h1>')
    await app.close()
    await identity.close()
    await pool.end()
  })
})

describe('our own pages', () => {
  it('load their style from here, and nothing else from anywhere', async () => {
    const browser = new Browser()
    const { body, headers } = await browser.send(`${origin}/auth/signed-out`)
    expect(headers.get('content-security-policy')).toBe(
      "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    )
    expect(headers.get('cache-control')).toBe('no-store')
    expect(body).not.toMatch(/<script|<style|style=|\son\w+=/)
    const style = /<link rel="stylesheet" href="([^"]*)">/.exec(body)?.[1] ?? ''
    expect(await browser.send(`${origin}${style}`)).toMatchObject({ status: 200 })
  })

  it('say what others say as text', async () => {
    field.provider.setPersons([personOf('odd', [], { name: '<b>Odd</b> & "Sons"' })])
    const { body } = await signIn(new Browser(), field.server, 'odd')
    expect(body).toContain('&lt;b&gt;Odd&lt;/b&gt; &amp; &quot;Sons&quot; (odd)')
    expect(body).not.toContain('<b>')
  })
})
