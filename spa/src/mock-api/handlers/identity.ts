import { type apiContract, type Meta, type Role, roleScopes, type Session, type SessionState } from '@tieback/contracts'
import type { MockApi } from '../mock-api.ts'
import { MockProblem } from '../mock-problem.ts'
import type { MockWorld } from '../mock-world.ts'
import { you } from '../tables/people.ts'
import { sessionMs, type SessionRow } from '../tables/sessions.ts'

/** The session of the page that asks; it began when the mock did. */
const currentId = 'session-4m7k2p9xq3'

const metaNow = ({ now }: MockWorld): Meta => ({
  ...{ asOf: now().toISOString(), productionDay: null, sources: [], coverage: null, provisional: false },
})

/** Every call is a use, so this one is the last. A page that is left open for days goes on. */
const timesOf = ({ startedAt, now }: MockWorld) => ({
  startedAt: startedAt.toISOString(),
  idleUntil: new Date(now().getTime() + sessionMs.idle).toISOString(),
  endsAt: new Date(Math.max(startedAt.getTime() + sessionMs.absolute, now().getTime() + sessionMs.idle)).toISOString(),
})

function stateOf(world: MockWorld): SessionState {
  const { role } = world
  return {
    signedIn: role && {
      person: you,
      kind: role === 'integrator' ? 'machine' : 'person',
      grants: [{ role, assets: null }],
      scopes: [...roleScopes[role]],
      session: { id: currentId, ...timesOf(world) },
    },
    signInPath: '/auth/sign-in',
    isEvaluation: false,
  }
}

const currentSession = (world: MockWorld, role: Role): Session => ({
  ...{ id: currentId, person: you, roles: [role], isCurrent: true, ...timesOf(world) },
  lastUsedAt: world.now().toISOString(),
  userAgent: 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/148.0.0.0 Safari/537.36',
  address: '192.0.2.14',
})

const isLive = ({ endedAt, idleUntil }: SessionRow, now: Date): boolean =>
  endedAt === null && Date.parse(idleUntil) > now.getTime()

/** Last used first; of one person alone where one is named. */
async function listLive(world: MockWorld, personId?: string): Promise<Session[]> {
  const rows = await world.tables.sessions.all()
  const others = rows
    .filter((row) => isLive(row, world.now()))
    .map(({ endedAt: _, ...row }): Session => ({ ...row, isCurrent: false }))
  const current = world.role === null ? [] : [currentSession(world, world.role)]
  return [...current, ...others]
    .filter(({ person }) => personId === undefined || person.id === personId)
    .toSorted((a, b) => (a.lastUsedAt < b.lastUsedAt ? 1 : -1))
}

/** Ends those of the sessions that go on; says how many. */
async function end(world: MockWorld, sessions: readonly Session[]): Promise<string[]> {
  const endedAt = world.now().toISOString()
  for (const { id, isCurrent } of sessions) {
    if (isCurrent) world.role = null
    else await world.tables.sessions.change(id, (row) => ({ ...row, endedAt }))
  }
  return sessions.map(({ id }) => id)
}

async function endOne(world: MockWorld, id: string, personId?: string) {
  const found = (await listLive(world, personId)).filter((session) => session.id === id)
  if (found.length === 0) throw new MockProblem('not-found', `There is no session ${id}.`)
  return { status: 200 as const, body: { data: { revoked: await end(world, found) }, meta: metaNow(world) } }
}

export const identityMocks: MockApi<typeof apiContract.identity> = {
  readSession: (_, world) => ({ status: 200, body: { data: stateOf(world), meta: metaNow(world) } }),
  signOut: (_, world) => {
    world.role = null
    return { status: 200, body: { data: { next: '/' }, meta: metaNow(world) } }
  },
  listOwnSessions: async (_, world) => ({
    status: 200,
    body: { data: { sessions: await listLive(world, you.id) }, meta: metaNow(world) },
  }),
  revokeOwnSession: ({ params: { id } }, world) => endOne(world, id, you.id),
  revokeOwnSessions: async (_, world) => {
    const revoked = await end(world, await listLive(world, you.id))
    return { status: 200, body: { data: { revoked }, meta: metaNow(world) } }
  },
  listSessions: async ({ query: { person } }, world) => ({
    status: 200,
    body: { data: { sessions: await listLive(world, person) }, meta: metaNow(world) },
  }),
  revokeSession: ({ params: { id } }, world) => endOne(world, id),
}
