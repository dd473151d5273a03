import { createSession, findSessions, type SessionRow } from '@tieback/store'
import { startTestDatabase, type TestDatabase } from '@tieback/store/testing'
import { pino } from 'pino'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import type { ProviderAnswer } from '../../src/platform/identity/provider.ts'
import { ProviderRefusal, ProviderUnavailable } from '../../src/platform/identity/provider-errors.ts'
import { createSecretBox } from '../../src/platform/identity/secrets.ts'
import { limitsOf, renewGrants, sealGrant } from '../../src/platform/identity/session-renewal.ts'
import type { IdentitySettings } from '../../src/platform/identity/settings.ts'

const box = createSecretBox('a secret of tests alone, at least 32 characters', 'sessions')
const id = 'session-a'

// Safe: the rest of the settings is for signing in.
const settings = {
  idClaim: 'sub',
  nameClaim: 'name',
  tenantId: null,
  groupsUrl: null,
  grants: [{ claim: 'roles', value: 'lead', role: 'performance-lead', assets: 'all' }],
} as unknown as IdentitySettings

const answer = (more: Partial<ProviderAnswer> = {}): ProviderAnswer => ({
  claims: { sub: 'anne', name: 'Anne Berg', roles: ['lead'] },
  accessToken: 'access',
  refreshToken: 'second',
  lifeS: 300,
  ...more,
})

let database: TestDatabase
let session: SessionRow

beforeAll(async () => {
  database = await startTestDatabase()
})
afterAll(() => database.dispose())

beforeEach(async () => {
  await database.pool.query('delete from session')
  session = await createSession(database.pool, {
    id,
    secretHash: Buffer.alloc(32, 'a'),
    personId: 'anne',
    personName: 'Anne Nilsen',
    subject: 'anne',
    providerSession: null,
    grants: [{ role: 'viewer', assets: 'all' }],
    providerGrant: sealGrant(box, 'first', id),
    idleS: 3_600,
    absoluteS: 43_200,
    renewInS: 0,
    userAgent: null,
    address: null,
  })
})

const renewWith = (renew: (refreshToken: string) => Promise<ProviderAnswer>, own = box) =>
  renewGrants({ settings, provider: { renew }, pool: database.pool, box: own, log: pino({ level: 'silent' }) }, session)

const makeDue = () => database.pool.query('update session set renew_at = clock_timestamp()')

describe('renewing what a person may do', () => {
  it('takes what the provider says now, and keeps the newer refresh token', async () => {
    const used: string[] = []
    const renew = (refreshToken: string) => Promise.resolve(answer()).finally(() => used.push(refreshToken))
    expect(await renewWith(renew)).toMatchObject({
      session: { personName: 'Anne Berg', grants: [{ role: 'performance-lead', assets: 'all' }] },
    })
    await makeDue()
    await renewWith((token) => renew(token).then(() => answer({ refreshToken: null })))
    await makeDue()
    await renewWith(renew)
    expect(used).toEqual(['first', 'second', 'second'])
  })

  it('changes nothing where the provider says nothing new', async () => {
    expect(await renewWith(() => Promise.resolve(answer({ claims: null })))).toMatchObject({
      session: { personName: 'Anne Nilsen', grants: [{ role: 'viewer', assets: 'all' }] },
    })
  })

  it('asks once for all who ask at a time', async () => {
    const renew = vi.fn(() => Promise.resolve(answer()))
    await Promise.all(Array.from({ length: 5 }, () => renewWith(renew)))
    expect(renew).toHaveBeenCalledTimes(1)
  })

  it('leaves the session as it is while the provider does not answer', async () => {
    expect(await renewWith(() => Promise.reject(new ProviderUnavailable('away')))).toEqual({ session })
    expect(await findSessions(database.pool, [id])).toMatchObject([{ isRenewalDue: false }])
  })

  it.each([
    ['the provider says no', () => Promise.reject(new ProviderRefusal('invalid_grant')), 'provider-refused'],
    ['no role is left', () => Promise.resolve(answer({ claims: { sub: 'anne' } })), 'no-role'],
    [
      'it is somebody else',
      () => Promise.resolve(answer({ claims: { sub: 'kari', roles: ['lead'] } })),
      'other-person',
    ],
  ])('ends where %s', async (_, renew, refusedBecause) => {
    expect(await renewWith(renew)).toEqual({ refusedBecause })
  })

  it('ends where the secret that sessions are sealed with is another', async () => {
    const renew = vi.fn(() => Promise.resolve(answer()))
    const other = createSecretBox('another secret of tests, at least 32 characters', 'sessions')
    expect(await renewWith(renew, other)).toEqual({ refusedBecause: 'sealed-with-another-secret' })
    expect(renew).not.toHaveBeenCalled()
  })

  it('does not happen where the provider gave nothing to renew with', async () => {
    await database.pool.query('update session set provider_grant = null')
    const renew = vi.fn(() => Promise.resolve(answer()))
    expect(await renewWith(renew)).toEqual({ session })
    expect(renew).not.toHaveBeenCalled()
  })
})

describe('the limits of a session', () => {
  const limits = { idleS: 3_600, absoluteS: 43_200 }

  it.each([
    [300, 300],
    [3_600, 600],
    [1, 10],
    [null, 600],
  ])('ask the provider again after tokens of %s s in %i s', (lifeS, renewInS) => {
    expect(limitsOf(limits, { refreshToken: 'token', lifeS })).toEqual({ ...limits, renewInS })
  })

  it('are an hour at most where nothing can be renewed', () => {
    const given = { refreshToken: null, lifeS: 300 }
    expect(limitsOf(limits, given).absoluteS).toBe(3_600)
    expect(limitsOf({ ...limits, absoluteS: 1_800 }, given).absoluteS).toBe(1_800)
  })
})
