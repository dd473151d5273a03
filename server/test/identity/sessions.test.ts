import { type Problem, RevokedSessions, SessionList, SessionState, SignedOut } from '@tieback/contracts'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { listEntries } from './audit-entries.ts'
import { Browser } from './browser.ts'
import {
  chooseAt,
  dataOf,
  type IdentityField,
  type IdentityServer,
  ownPage,
  personOf,
  sessionCookie,
  signedIn,
  startIdentityField,
} from './identity-app.ts'

/** Within this an ended session opens nothing any more, whoever ended it, ms. */
const endsWithinMs = 5_000

const persons = [personOf('anne', ['pmc-engineer']), personOf('liv', ['administrator']), personOf('kari', ['viewer'])]

let field: IdentityField
let server: IdentityServer

beforeAll(async () => {
  field = await startIdentityField({ persons })
  server = field.server
})
afterAll(() => field.dispose())
beforeEach(() => field.provider.setPersons(persons))

const api = (path: string, { origin } = server): string => `${origin}/api/v1${path}`

const statusOf = async (browser: Browser, at: IdentityServer = server): Promise<number> =>
  (await browser.send(api('/assets', at))).status

const remove = (browser: Browser, path: string, headers: Readonly<Record<string, string>> = ownPage) =>
  browser.send(api(path), { method: 'DELETE', headers })

const sessionOf = async (browser: Browser): Promise<string> =>
  dataOf(SessionState, await browser.send(api('/session'))).signedIn?.session?.id ?? 'none'

const listOwn = async (browser: Browser): Promise<SessionList['sessions']> =>
  dataOf(SessionList, await browser.send(api('/account/sessions'))).sessions

/** As if so much time had passed for a session, s. */
const age = async (sessionId: string, seconds: number): Promise<void> => {
  await field.database.pool.query(
    `update session set started_at = started_at - $2 * interval '1 second', last_used_at = last_used_at - $2 * interval '1 second',
       ends_at = ends_at - $2 * interval '1 second', renew_at = renew_at - $2 * interval '1 second' where id = $1`,
    [sessionId, seconds],
  )
}

describe('a cookie that another site makes a browser send', () => {
  it.each([
    ['nothing else', {}],
    ['our header from another site', { 'x-tieback-request': '1', 'sec-fetch-site': 'cross-site' }],
    ['our header from a neighbour of ours', { 'x-tieback-request': '1', 'sec-fetch-site': 'same-site' }],
    ['our header and another origin', { 'x-tieback-request': '1', origin: 'https://evil.example' }],
    [
      'our header, our origin and the word that it is not',
      { 'x-tieback-request': '1', 'sec-fetch-site': 'cross-site', origin: 'ours' },
    ],
    ['our header alone', { 'x-tieback-request': '1' }],
    ['our origin without our header', { 'sec-fetch-site': 'same-origin' }],
  ])('changes nothing with %s', async (_, given: Readonly<Record<string, string>>) => {
    const browser = await signedIn(server, 'anne')
    const headers = given['origin'] === 'ours' ? { ...given, origin: server.origin } : given
    const { status, body } = await remove(browser, '/account/sessions', headers)
    expect(status).toBe(403)
    expect((JSON.parse(body) as Problem).code).toBe('cross-site-request')
    expect(await statusOf(browser)).toBe(200)
  })

  it.each([
    ['Sec-Fetch-Site', { 'sec-fetch-site': 'same-origin' }],
    ['Origin, where a browser sends no more', { origin: 'ours' }],
  ])('is told from our own pages by %s', async (_, given: Readonly<Record<string, string>>) => {
    const browser = await signedIn(server, 'anne')
    const headers = { ...(given['origin'] === 'ours' ? { origin: server.origin } : given), 'x-tieback-request': '1' }
    expect((await remove(browser, '/account/sessions', headers)).status).toBe(200)
  })
})

describe('signing out', () => {
  it('ends the session at once, takes the cookie away, and leads to the provider and back', async () => {
    const browser = await signedIn(server, 'anne')
    const stolen = browser.cookie(server.origin, sessionCookie) ?? ''
    const id = await sessionOf(browser)
    const answer = await remove(browser, '/session')
    expect(answer.status).toBe(200)
    expect(browser.cookie(server.origin, sessionCookie)).toBeUndefined()
    const thief = new Browser()
    thief.setCookie(server.origin, sessionCookie, stolen)
    expect(await statusOf(thief)).toBe(401)
    const next = new URL(dataOf(SignedOut, answer).next)
    expect(next.origin).toBe(field.settings.issuer)
    expect(next.searchParams.get('post_logout_redirect_uri')).toBe(`${server.origin}/auth/signed-out`)
    expect(await listEntries(field.database.pool, answer.headers.get('x-request-id') ?? '')).toMatchObject([
      { action: 'session.end', actor: { id: 'anne' }, object: { kind: 'session', id } },
    ])
    expect(dataOf(SessionState, await browser.send(api('/session'))).signedIn).toBeNull()
  })

  it('leads to our own page where the provider does not answer', async () => {
    const browser = await signedIn(server, 'anne')
    await field.provider.close()
    // The address of its sign-out is known from before: nothing is asked.
    expect(dataOf(SignedOut, await remove(browser, '/session')).next).toContain(field.settings.issuer)
    const other = await field.startServer()
    const { next } = { next: await other.identity.findSignOutPath() }
    expect(next).toBe('/auth/signed-out')
    await field.restartProvider()
  })

  it('works everywhere at once', async () => {
    const browsers = [await signedIn(server, 'anne'), await signedIn(server, 'anne'), await signedIn(server, 'kari')]
    const [phone, desk, kari] = browsers as [Browser, Browser, Browser]
    const { revoked } = dataOf(RevokedSessions, await remove(phone, '/account/sessions'))
    expect(revoked.length).toBeGreaterThanOrEqual(2)
    expect(await Promise.all([phone, desk, kari].map((each) => statusOf(each)))).toEqual([401, 401, 200])
    expect(phone.cookie(server.origin, sessionCookie)).toBeUndefined()
  })
})

describe('sessions of one’s own', () => {
  it('are listed, the one that asks marked, and ended one by one', async () => {
    const [desk, phone] = [await signedIn(server, 'kari'), await signedIn(server, 'kari')]
    const [deskId, phoneId] = [await sessionOf(desk), await sessionOf(phone)]
    const listed = await listOwn(desk)
    expect(listed.find(({ id }) => id === deskId)).toMatchObject({
      isCurrent: true,
      roles: ['viewer'],
      person: { id: 'kari', name: 'Kari Nilsen' },
      address: '127.0.0.1',
    })
    expect(listed.find(({ id }) => id === phoneId)?.isCurrent).toBe(false)
    const answer = await remove(desk, `/account/sessions/${phoneId}`)
    expect(dataOf(RevokedSessions, answer)).toEqual({ revoked: [phoneId] })
    expect(await statusOf(phone)).toBe(401)
    expect(await statusOf(desk)).toBe(200)
    expect(await listEntries(field.database.pool, answer.headers.get('x-request-id') ?? '')).toMatchObject([
      { action: 'session.revoke', actor: { id: 'kari' }, object: { id: phoneId }, detail: { person: 'kari' } },
    ])
  })

  it('are all that one can end: another’s is not there', async () => {
    const [kari, anne] = [await signedIn(server, 'kari'), await signedIn(server, 'anne')]
    const anneId = await sessionOf(anne)
    const answers = [
      await remove(kari, `/account/sessions/${anneId}`),
      await remove(kari, '/account/sessions/session-00000000000000000000'),
    ]
    expect(answers.map(({ status }) => status)).toEqual([404, 404])
    const [notYours, notThere] = answers.map(({ body }) =>
      body.replaceAll(/session-[a-z0-9]+|"requestId":"[^"]*"/g, ''),
    )
    expect(notYours).toBe(notThere)
    expect((await remove(kari, `/sessions/${anneId}`)).status).toBe(403)
    expect(await statusOf(anne)).toBe(200)
  })
})

describe('an administrator', () => {
  it('sees who is signed in, and ends anybody’s session', async () => {
    const [liv, anne] = [await signedIn(server, 'liv'), await signedIn(server, 'anne')]
    const anneId = await sessionOf(anne)
    const listed = dataOf(SessionList, await liv.send(api('/sessions?person=anne'))).sessions
    expect(new Set(listed.map(({ person }) => person.id))).toEqual(new Set(['anne']))
    expect(listed.map(({ id }) => id)).toContain(anneId)
    expect(dataOf(RevokedSessions, await remove(liv, `/sessions/${anneId}`))).toEqual({ revoked: [anneId] })
    expect(await statusOf(anne)).toBe(401)
    expect((await remove(liv, `/sessions/${anneId}`)).status).toBe(404)
  })
})

describe('a session that ends', () => {
  it('ends on every server of the store, and what is open for it closes', async () => {
    const other = await field.startServer()
    const browser = await signedIn(server, 'anne')
    const cookie = browser.cookie(server.origin, sessionCookie) ?? ''
    browser.setCookie(other.origin, sessionCookie, cookie)
    const id = await sessionOf(browser)
    expect(await statusOf(browser, other)).toBe(200)
    const signal = other.identity.sessions.signalFor(id)
    expect(signal.aborted).toBe(false)
    await remove(browser, '/session')
    await vi.waitFor(() => expect(signal.aborted).toBe(true), { timeout: endsWithinMs })
    await vi.waitFor(async () => expect(await statusOf(browser, other)).toBe(401), { timeout: endsWithinMs })
  })

  it('ends for what is open also where nobody announced it', async () => {
    const browser = await signedIn(server, 'anne')
    const id = await sessionOf(browser)
    const signal = server.identity.sessions.signalFor(id)
    const another = server.identity.sessions.signalFor(await sessionOf(await signedIn(server, 'kari')))
    await field.database.pool.query('delete from session where id = $1', [id])
    await vi.waitFor(() => expect(signal.aborted).toBe(true), { timeout: endsWithinMs })
    await vi.waitFor(async () => expect(await statusOf(browser)).toBe(401), { timeout: endsWithinMs })
    expect(another.aborted).toBe(false)
  })

  it('is told to nobody twice: a signal that is asked for afterwards aborts too', async () => {
    const browser = await signedIn(server, 'anne')
    const id = await sessionOf(browser)
    await remove(browser, '/session')
    const signal = server.identity.sessions.signalFor(id)
    await vi.waitFor(() => expect(signal.aborted).toBe(true), { timeout: endsWithinMs })
  })

  it.each([
    ['has not been used for the idle limit', 3_601],
    ['has reached the absolute limit', 43_201],
  ])('is over once it %s', async (_, seconds) => {
    const browser = await signedIn(server, 'anne')
    await age(await sessionOf(browser), seconds)
    await vi.waitFor(async () => expect(await statusOf(browser)).toBe(401), { timeout: endsWithinMs })
  })

  it('ends where the provider says that the person has signed out there', async () => {
    const browser = await signedIn(server, 'anne')
    const { next } = dataOf(SignedOut, await remove(await signedIn(server, 'kari'), '/session'))
    const id = await sessionOf(browser)
    const page = await browser.visit(next)
    const action = /action="([^"]*)"/.exec(page.body)?.[1] ?? ''
    const xsrf = /name="xsrf" value="([^"]*)"/.exec(page.body)?.[1] ?? ''
    const back = await browser.visit(new URL(action, page.url).href, {
      method: 'POST',
      body: new URLSearchParams({ xsrf, logout: 'yes' }),
    })
    expect(back.url).toBe(`${server.origin}/auth/signed-out`)
    expect(back.body).toContain('<h1>You are signed out</h1>')
    await vi.waitFor(async () => expect(await statusOf(browser)).toBe(401), { timeout: endsWithinMs })
    expect(await listEntries(field.database.pool, null)).toContainEqual(
      expect.objectContaining({
        action: 'session.end',
        actorKind: 'system',
        object: { kind: 'session', id },
        detail: { person: 'anne', reason: 'signed-out-at-the-provider' },
      }),
    )
  })
})

describe('what a person may do', () => {
  const rolesOf = async (browser: Browser): Promise<string[] | undefined> =>
    dataOf(SessionState, await browser.send(api('/session'))).signedIn?.grants.map(({ role }) => role)

  /** The provider is asked again, and the server looks into the store again. */
  const makeDue = async (browser: Browser): Promise<void> => {
    const id = await sessionOf(browser)
    await field.database.pool.query('update session set renew_at = clock_timestamp() where id = $1', [id])
  }

  it('follows the provider while the session lasts, and what is open closes', async () => {
    const browser = await signedIn(server, 'anne')
    const signal = server.identity.sessions.signalFor(await sessionOf(browser))
    field.provider.setPersons([personOf('anne', ['viewer', 'performance-lead'])])
    await makeDue(browser)
    await vi.waitFor(async () => expect(await rolesOf(browser)).toEqual(['viewer', 'performance-lead']), {
      timeout: endsWithinMs,
    })
    await vi.waitFor(() => expect(signal.aborted).toBe(true), { timeout: endsWithinMs })
  })

  it.each([
    ['takes the last role away', [personOf('anne', ['gardener'])], 'no-role'],
    ['does not know the person any more', [], 'provider-refused'],
  ])('ends with the session where the provider %s', async (_, others, reason) => {
    const browser = await signedIn(server, 'anne')
    const id = await sessionOf(browser)
    field.provider.setPersons(others)
    await makeDue(browser)
    await vi.waitFor(async () => expect(await statusOf(browser)).toBe(401), { timeout: endsWithinMs })
    expect(await listEntries(field.database.pool, null)).toContainEqual(
      expect.objectContaining({ object: { kind: 'session', id }, detail: { person: 'anne', reason } }),
    )
  })

  it('stays as it was while the provider does not answer, and is asked for again later', async () => {
    const browser = await signedIn(server, 'anne')
    const id = await sessionOf(browser)
    await field.provider.close()
    await makeDue(browser)
    const isAskedAgainLater = async (): Promise<boolean> => {
      await statusOf(browser)
      const { rows } = await field.database.pool.query<{ later: boolean }>(
        'select renew_at > clock_timestamp() as later from session where id = $1',
        [id],
      )
      return rows[0]?.later === true
    }
    await vi.waitFor(async () => expect(await isAskedAgainLater()).toBe(true), { timeout: endsWithinMs })
    expect(await statusOf(browser)).toBe(200)
    await field.restartProvider()
  })
})

describe('while the provider is away', () => {
  it('existing sessions go on, and somebody new gets a page that says so', async () => {
    const anne = await signedIn(server, 'anne')
    await field.provider.close()
    const other = await field.startServer()
    const { status, headers, body } = await new Browser().send(`${other.origin}/auth/sign-in?returnTo=/hubs`)
    expect({ status, retryAfter: headers.get('retry-after') }).toEqual({ status: 503, retryAfter: '15' })
    expect(body).toContain('<h1>The sign-in service does not answer</h1>')
    expect(body).toContain('href="/auth/sign-in?returnTo=%2Fhubs"')
    expect(await statusOf(anne)).toBe(200)
    await field.restartProvider()
    expect((await new Browser().send(`${other.origin}/auth/sign-in`)).status).toBe(302)
  })

  it('a sign-in under way gets that page as well', async () => {
    const browser = new Browser()
    const back = await chooseAt(browser, `${server.origin}/auth/sign-in`, 'anne')
    await field.provider.close()
    expect((await browser.send(back)).status).toBe(503)
    await field.restartProvider()
  })
})

describe('the provider’s keys', () => {
  it('may change between two sign-ins', async () => {
    await signedIn(server, 'anne')
    await field.provider.rotateKeys()
    expect(await statusOf(await signedIn(server, 'anne'))).toBe(200)
    await field.provider.rotateKeys()
    expect(await statusOf(await signedIn(server, 'anne'))).toBe(200)
  })
})
