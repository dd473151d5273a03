import { type AuditList, roleScopes, type Session, type SessionState } from '@tieback/contracts'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { MockOptions } from './mock-world.ts'
import { openMock, type OpenMock, origin } from './test/open-mock.ts'

function open(options: MockOptions = {}): OpenMock {
  const mock = openMock(options)
  onTestFinished(() => mock.close())
  return mock
}

const readSession = async (mock: OpenMock): Promise<SessionState> => (await mock.get('/session')).data as SessionState

const listSessions = async (mock: OpenMock, path: string): Promise<Session[]> =>
  ((await mock.get(path)).data as { sessions: Session[] }).sessions

const listEntries = async (mock: OpenMock, query = ''): Promise<AuditList> =>
  (await mock.get(`/audit-entries${query}`)).data as AuditList

describe('a session of the mock', () => {
  it('says who is signed in, and that nobody is', async () => {
    const mock = open({ role: 'performance-lead' })
    const { signedIn } = await readSession(mock)
    expect(signedIn?.grants).toEqual([{ role: 'performance-lead', assets: null }])
    expect(signedIn?.scopes).toEqual(roleScopes['performance-lead'])
    mock.world.role = null
    expect((await readSession(mock)).signedIn).toBeNull()
  })

  it('ends at sign-out, so that the next request is refused', async () => {
    const mock = open()
    expect((await mock.send('DELETE', '/session')).status).toBe(200)
    const { status, code } = await mock.get('/summary')
    expect([status, code]).toEqual([401, 'unauthenticated'])
  })

  it('is one of several, of which another can be ended alone and all together', async () => {
    const mock = open()
    const [current, other, ...more] = await listSessions(mock, '/account/sessions')
    expect([current?.isCurrent, other?.isCurrent, more]).toEqual([true, false, []])
    expect((await mock.send('DELETE', `/account/sessions/${other?.id ?? ''}`)).data).toEqual({ revoked: [other?.id] })
    expect(await listSessions(mock, '/account/sessions')).toHaveLength(1)
    expect((await mock.send('DELETE', `/account/sessions/${other?.id ?? ''}`)).status).toBe(404)
    expect((await mock.send('DELETE', '/account/sessions')).data).toEqual({ revoked: [current?.id] })
    expect((await mock.get('/account/sessions')).status).toBe(401)
  })

  it('of somebody else is ended by an administrator, and not as one’s own', async () => {
    const mock = open()
    const [theirs] = await listSessions(mock, '/sessions?person=person-aisha')
    const id = theirs?.id ?? ''
    expect((await mock.send('DELETE', `/account/sessions/${id}`)).status).toBe(404)
    expect((await mock.send('DELETE', `/sessions/${id}`)).data).toEqual({ revoked: [id] })
    expect(await listSessions(mock, '/sessions?person=person-aisha')).toEqual([])
  })

  it('is over when it has not been used for an hour', async () => {
    const mock = open()
    mock.advance(61 * 60_000)
    expect((await listSessions(mock, '/sessions')).map(({ isCurrent }) => isCurrent)).toEqual([true])
  })
})

describe('the audit log of the mock', () => {
  it('has no gaps, and is newest first', async () => {
    const { entries, checkpoint } = await listEntries(open(), '?limit=500')
    expect(entries.length).toBeGreaterThan(200)
    const [first] = entries
    expect(entries.map(({ sequence }) => sequence)).toEqual(entries.map((_, index) => (first?.sequence ?? 0) - index))
    expect(entries.map(({ at }) => at)).toEqual(
      entries
        .map(({ at }) => at)
        .toSorted()
        .toReversed(),
    )
    expect(entries.find(({ sequence }) => sequence === checkpoint?.sequence)?.hash).toBe(checkpoint?.hash)
  })

  it('gains what is done and what is refused', async () => {
    const mock = open()
    await mock.send('POST', '/sources/pi-offshore/checks', {})
    const [done] = (await listEntries(mock)).entries
    expect(done).toMatchObject({
      action: 'source.check',
      outcome: 'done',
      object: { kind: 'source', id: 'pi-offshore' },
    })
    mock.world.role = 'viewer'
    expect((await mock.get('/audit-entries')).status).toBe(403)
    mock.world.role = 'administrator'
    const [refused] = (await listEntries(mock, '?outcome=refused')).entries
    expect(refused).toMatchObject({ action: 'access.refuse', object: { id: 'audit.listAuditEntries' } })
  })

  it('comes as a table, oldest first, whose cells are no formulas', async () => {
    const mock = open()
    await mock.world.tables.auditLog.append({
      ...{ at: mock.world.now().toISOString(), action: 'source.check', outcome: 'done', actorKind: 'person' },
      ...{ actor: { id: '=1+1', name: 'A, "B"' }, object: null, detail: {} },
      ...{ digestBefore: null, digestAfter: null, correlationId: null },
    })
    const response = await fetch(`${origin}/api/v1/audit-entries.csv?action=source.check`)
    expect(response.headers.get('content-type')).toBe('text/csv; charset=utf-8')
    const lines = (await response.text()).trimEnd().split('\r\n')
    expect(lines[0]).toMatch(/^sequence,at,action,/)
    expect(lines.at(-1)).toContain(`'=1+1,"A, ""B""",`)
    const sequences = lines.slice(1).map((line) => Number(line.split(',')[0]))
    expect(sequences).toEqual(sequences.toSorted((a, b) => a - b))
    expect((await listEntries(mock)).entries[0]?.action).toBe('audit.export')
  })
})
