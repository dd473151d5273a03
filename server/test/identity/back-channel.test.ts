import { startTestDatabase, type TestDatabase } from '@tieback/store/testing'
import { createSession, findSessions } from '@tieback/store'
import Fastify, { type FastifyInstance } from 'fastify'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { silentRecorder } from '../../src/platform/auditing/recorder.ts'
import { serveBackChannel } from '../../src/platform/identity/back-channel.ts'
import { IdentityProvider } from '../../src/platform/identity/provider.ts'
import { endingIn } from '../../src/platform/identity/session-ending.ts'
import type { IdentitySettings } from '../../src/platform/identity/settings.ts'
import { type SmallIssuer, startSmallIssuer } from './small-issuer.ts'

const event = 'http://schemas.openid.net/event/backchannel-logout'
const nowS = (): number => Math.floor(Date.now() / 1_000)

let issuer: SmallIssuer
let database: TestDatabase
let app: FastifyInstance
let count = 0

beforeAll(async () => {
  issuer = await startSmallIssuer()
  database = await startTestDatabase()
  // Safe: the rest of the settings is for signing in.
  const settings = {
    issuer: issuer.issuer,
    clientId: 'tieback',
    clientSecret: 'not used here',
    algorithms: ['RS256'],
    clockToleranceS: 150,
  } as unknown as IdentitySettings
  const provider = new IdentityProvider({ settings, redirectUri: '', postLogoutRedirectUri: '' })
  app = Fastify()
  serveBackChannel(app, {
    settings,
    provider,
    sessions: { end: endingIn({ pool: database.pool, recorder: silentRecorder }) },
  })
})
afterAll(async () => {
  await app.close()
  await issuer.close()
  await database.dispose()
})

/** Two sessions of one person, the one of another. */
beforeEach(async () => {
  await database.pool.query('delete from session')
  for (const [id, subject] of [
    ['a', 'anne'],
    ['b', 'anne'],
    ['c', 'kari'],
  ] as const) {
    await createSession(database.pool, {
      id: `session-${id}`,
      secretHash: Buffer.alloc(32, id),
      personId: subject,
      personName: subject,
      subject,
      providerSession: `sid-${id}`,
      grants: [],
      providerGrant: null,
      idleS: 60,
      absoluteS: 60,
      renewInS: 60,
      userAgent: null,
      address: null,
    })
  }
})

const goodClaims = () => {
  count += 1
  return {
    iss: issuer.issuer,
    aud: 'tieback',
    sub: 'anne',
    sid: 'sid-a',
    jti: `jti-${count}`,
    iat: nowS(),
    exp: nowS() + 120,
    events: { [event]: {} },
  }
}

const send = async (token: string | null): Promise<{ status: number; cacheControl: unknown; error: unknown }> => {
  const answer = await app.inject({
    method: 'POST',
    url: '/auth/back-channel-logout',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    payload: token === null ? '' : new URLSearchParams({ logout_token: token }).toString(),
  })
  const body = answer.body === '' ? {} : answer.json<{ error?: string }>()
  return { status: answer.statusCode, cacheControl: answer.headers['cache-control'], error: body.error }
}

const listLeft = async (): Promise<string[]> =>
  (await findSessions(database.pool, ['session-a', 'session-b', 'session-c'])).map(({ id }) => id).toSorted()

describe('the provider’s word that somebody has signed out', () => {
  it.each([
    ['the one session, by sid', { sub: undefined }, ['session-b', 'session-c']],
    ['the one session, by both', {}, ['session-b', 'session-c']],
    ['all of the person, by sub', { sid: undefined }, ['session-c']],
    ['none where sid and sub are of two persons', { sub: 'kari' }, ['session-a', 'session-b', 'session-c']],
    ['none where there is none', { sid: 'sid-x' }, ['session-a', 'session-b', 'session-c']],
  ])('ends %s', async (_, claims, left) => {
    expect(await send(await issuer.sign({ ...goodClaims(), ...claims }, { typ: 'logout+jwt' }))).toEqual({
      status: 200,
      cacheControl: 'no-store',
      error: undefined,
    })
    expect(await listLeft()).toEqual(left)
  })

  it.each([
    ['tells of no sign-out', { events: undefined }],
    ['tells of something else', { events: { 'https://example.com/event': {} } }],
    ['tells of it in another form', { events: [event] }],
    ['has a nonce, as id tokens have', { nonce: 'n' }],
    ['has no jti', { jti: undefined }],
    ['says neither sub nor sid', { sub: undefined, sid: undefined }],
    ['is for another client', { aud: 'another' }],
    ['comes from another issuer', { iss: 'https://login.example.com' }],
    ['has no instant', { iat: undefined }],
    ['is ten minutes old', { iat: Math.floor(Date.now() / 1_000) - 600 }],
    ['has run out', { exp: Math.floor(Date.now() / 1_000) - 200 }],
  ])('is not heard where it %s', async (_, claims) => {
    const answer = await send(await issuer.sign({ ...goodClaims(), ...claims }))
    expect(answer).toEqual({ status: 400, cacheControl: 'no-store', error: 'invalid_request' })
    expect(await listLeft()).toHaveLength(3)
  })

  it('is not heard of another type, by another key, or as nothing at all', async () => {
    const claims = goodClaims()
    expect((await send(await issuer.sign(claims, { typ: 'at+jwt' }))).status).toBe(400)
    expect((await send(await issuer.signByAnother(claims))).status).toBe(400)
    expect((await send('nonsense')).status).toBe(400)
    expect((await send(null)).status).toBe(400)
    expect(await listLeft()).toHaveLength(3)
  })

  it('is not heard twice', async () => {
    const token = await issuer.sign({ ...goodClaims(), sid: undefined })
    expect((await send(token)).status).toBe(200)
    expect(await send(token)).toMatchObject({ status: 400, error: 'invalid_request' })
  })

  it('is not taken in another form than providers send it', async () => {
    const answer = await app.inject({
      method: 'POST',
      url: '/auth/back-channel-logout',
      payload: { logout_token: await issuer.sign(goodClaims()) },
    })
    expect(answer.statusCode).toBe(400)
    expect(await listLeft()).toHaveLength(3)
  })
})
