import { randomBytes } from 'node:crypto'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { listenToSessions } from './session.channel.ts'
import {
  claimRenewal,
  createSession,
  deleteOverSessions,
  endSessions,
  findSessions,
  listSessions,
  renewSession,
  type SessionInput,
  useSession,
} from './session.repository.ts'
import { beginSignIn, deleteOverSignIns, spendLogoutToken, takeSignIn } from './sign-in.repository.ts'
import { startTestDatabase, type TestDatabase } from './testing.ts'

let database: TestDatabase

beforeEach(async () => {
  database = await startTestDatabase()
  return database.dispose
})

const noteEveryS = 15
const secretOf = (id: string): Buffer => Buffer.alloc(32, id)

const begin = (id: string, more: Partial<SessionInput> = {}) =>
  createSession(database.pool, {
    id: `session-${id}`,
    secretHash: secretOf(id),
    personId: 'anne',
    personName: 'Anne Nilsen',
    subject: 'subject-anne',
    providerSession: `sid-${id}`,
    grants: [{ role: 'viewer', assets: ['node-1', 'node-2'] }],
    providerGrant: Buffer.from('sealed'),
    idleS: 3_600,
    absoluteS: 43_200,
    renewInS: 600,
    userAgent: 'a browser',
    address: '192.0.2.1',
    ...more,
  })

/** As if so much time had passed for a session. */
const age = (id: string, seconds: number) =>
  database.pool.query(
    `update session set started_at = started_at - $2 * interval '1 second', last_used_at = last_used_at - $2 * interval '1 second',
       ends_at = ends_at - $2 * interval '1 second', renew_at = renew_at - $2 * interval '1 second' where id = $1`,
    [`session-${id}`, seconds],
  )

const use = (id: string) => useSession(database.pool, secretOf(id), { noteEveryS })
const idsOf = (rows: readonly { id: string }[]) => rows.map(({ id }) => id)

describe('a session', () => {
  it('is found by its secret alone, with what it was begun with', async () => {
    const begun = await begin('a')
    expect(await use('a')).toEqual(begun)
    expect(begun).toMatchObject({
      id: 'session-a',
      personId: 'anne',
      personName: 'Anne Nilsen',
      grants: [{ role: 'viewer', assets: ['node-1', 'node-2'] }],
      isRenewalDue: false,
      userAgent: 'a browser',
      address: '192.0.2.1',
    })
    expect(begun.idleUntil.getTime() - begun.lastUsedAt.getTime()).toBe(3_600_000)
    expect(begun.endsAt.getTime() - begun.startedAt.getTime()).toBeCloseTo(43_200_000, -2)
    expect(await use('b')).toBeNull()
  })

  it('goes on while it is used, which is written down now and then', async () => {
    await begin('a')
    await age('a', 10)
    const before = await use('a')
    expect((await use('a'))?.lastUsedAt).toEqual(before?.lastUsedAt)
    await age('a', 3_000)
    await use('a')
    await age('a', 3_000)
    expect(await use('a')).not.toBeNull()
  })

  it('is over once it was not used for its idle limit', async () => {
    await begin('a')
    await age('a', 3_601)
    expect(await use('a')).toBeNull()
    expect(await findSessions(database.pool, ['session-a'])).toEqual([])
    expect(await listSessions(database.pool, { personId: null, limit: 10 })).toEqual([])
    expect(idsOf(await deleteOverSessions(database.pool))).toEqual(['session-a'])
  })

  it('is over at its absolute limit however much it is used, and is not idle beyond it', async () => {
    const { idleUntil, endsAt } = await begin('a', { absoluteS: 1_800 })
    expect(idleUntil).toEqual(endsAt)
    await age('a', 1_799)
    expect(await use('a')).not.toBeNull()
    await age('a', 2)
    expect(await use('a')).toBeNull()
  })

  it('drops roles that this version does not know', async () => {
    await begin('a')
    await database.pool.query(
      `update session set grants = '[{"role":"oracle","assets":"all"},{"role":"viewer","assets":"all"}]'`,
    )
    expect((await use('a'))?.grants).toEqual([{ role: 'viewer', assets: 'all' }])
  })

  it('keeps no secret that would let anybody in', async () => {
    await begin('a')
    const { rows } = await database.pool.query('select secret_hash from session')
    expect(rows).toEqual([{ secret_hash: secretOf('a') }])
    await expect(begin('b', { secretHash: secretOf('a') })).rejects.toThrow(/unique/)
  })
})

describe('sessions', () => {
  it('are listed of one person or of all, last used first, without those that are over', async () => {
    await begin('a')
    await begin('b')
    await begin('c', { personId: 'liv' })
    await begin('d')
    await age('a', 60)
    await age('d', 50_000)
    const list = async (personId: string | null, limit = 10) =>
      idsOf(await listSessions(database.pool, { personId, limit }))
    expect(await list(null)).toEqual(['session-c', 'session-b', 'session-a'])
    expect(await list('anne')).toEqual(['session-b', 'session-a'])
    expect(await list(null, 1)).toEqual(['session-c'])
    expect(idsOf(await findSessions(database.pool, ['session-a', 'session-d', 'session-x']))).toEqual(['session-a'])
  })

  it('end by what is said of them, all of it together, and say which they were', async () => {
    await begin('a')
    await begin('b')
    await begin('c', { personId: 'liv', subject: 'subject-liv' })
    const end = async (choice: Parameters<typeof endSessions>[1]) =>
      idsOf(await endSessions(database.pool, choice)).toSorted()
    expect(await end({ id: 'session-a', personId: 'liv' })).toEqual([])
    expect(await end({ subject: 'subject-liv', providerSession: 'sid-a' })).toEqual([])
    expect(await end({ providerSession: 'sid-c' })).toEqual(['session-c'])
    expect(await end({ secretHash: secretOf('a') })).toEqual(['session-a'])
    await begin('d')
    expect(await end({ personId: 'anne' })).toEqual(['session-b', 'session-d'])
  })

  it('do not end where nothing is said of them', async () => {
    await begin('a')
    await expect(endSessions(database.pool, {})).rejects.toThrow('has to be said')
    expect(await use('a')).not.toBeNull()
  })
})

describe('rights of a session', () => {
  const renew = (id: string, role: 'viewer' | 'administrator') =>
    renewSession(database.pool, `session-${id}`, {
      grants: [{ role, assets: 'all' }],
      personName: 'Anne Berg',
      providerGrant: Buffer.from('sealed anew'),
      renewInS: 300,
    })
  const claim = (id: string) => claimRenewal(database.pool, `session-${id}`, { holdS: 60 })

  it('are renewed when their time has come, by one of all who ask', async () => {
    await begin('a')
    expect(await claim('a')).toBeNull()
    await age('a', 601)
    expect((await use('a'))?.isRenewalDue).toBe(true)
    const claims = await Promise.all(Array.from({ length: 6 }, () => claim('a')))
    expect(claims.filter((each) => each !== null)).toEqual([{ providerGrant: Buffer.from('sealed') }])
    expect(await renew('a', 'administrator')).toMatchObject({
      personName: 'Anne Berg',
      grants: [{ role: 'administrator', assets: 'all' }],
      isRenewalDue: false,
    })
  })

  it('are due again after a while where nobody could renew them', async () => {
    await begin('a')
    await age('a', 601)
    await claim('a')
    expect((await use('a'))?.isRenewalDue).toBe(false)
    await age('a', 61)
    expect(await claim('a')).not.toBeNull()
  })

  it('are not renewed of a session that has ended meanwhile', async () => {
    await begin('a')
    await endSessions(database.pool, { id: 'session-a' })
    expect(await renew('a', 'viewer')).toBeNull()
  })
})

describe('what is announced', () => {
  it('is each session that ends, and each whose rights change', async () => {
    const heard: string[] = []
    let timesListening = 0
    const channel = listenToSessions(database.url, {
      onChange: (id) => heard.push(id),
      onListening: () => (timesListening += 1),
    })
    await vi.waitFor(() => expect(timesListening).toBe(1), { timeout: 10_000 })
    for (const id of ['a', 'b', 'c']) await begin(id)
    const renewed = { personName: 'Anne', providerGrant: null, renewInS: 600 }
    await renewSession(database.pool, 'session-c', {
      ...renewed,
      grants: [{ role: 'viewer', assets: ['node-1', 'node-2'] }],
    })
    await renewSession(database.pool, 'session-c', { ...renewed, grants: [{ role: 'viewer', assets: ['node-1'] }] })
    await vi.waitFor(() => expect(heard).toEqual(['session-c']))
    await endSessions(database.pool, { personId: 'anne' })
    await vi.waitFor(() => expect(heard.toSorted()).toEqual(['session-a', 'session-b', 'session-c', 'session-c']))
    await channel.close()
  })
})

describe('a sign-in under way', () => {
  const stateHash = randomBytes(32)
  const browserHash = randomBytes(32)
  const pending = { stateHash, browserHash, checks: Buffer.from('sealed'), returnTo: '/hubs' }

  it('is taken once, by the browser that began it', async () => {
    await beginSignIn(database.pool, pending, { holdS: 600 })
    expect(await takeSignIn(database.pool, { stateHash, browserHash: randomBytes(32) })).toBeNull()
    expect(await takeSignIn(database.pool, { stateHash, browserHash })).toEqual({
      checks: Buffer.from('sealed'),
      returnTo: '/hubs',
    })
    expect(await takeSignIn(database.pool, { stateHash, browserHash })).toBeNull()
  })

  it('is forgotten after its time', async () => {
    await beginSignIn(database.pool, pending, { holdS: 0 })
    expect(await takeSignIn(database.pool, { stateHash, browserHash })).toBeNull()
    await deleteOverSignIns(database.pool)
    expect((await database.pool.query('select from sign_in')).rowCount).toBe(0)
  })
})

describe('a word of sign-out', () => {
  it('is new once, for as long as it is kept', async () => {
    const jti = randomBytes(32)
    const answers = await Promise.all(
      Array.from({ length: 4 }, () => spendLogoutToken(database.pool, jti, { holdS: 600 })),
    )
    expect(answers.filter(Boolean)).toHaveLength(1)
    await deleteOverSignIns(database.pool)
    expect(await spendLogoutToken(database.pool, jti, { holdS: 600 })).toBe(false)
  })
})
