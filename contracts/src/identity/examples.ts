import type { ExamplesOf } from '../examples/examples-of.ts'
import { exampleAsOf, nodes } from '../examples/field.ts'
import { commonProblemExamples, problemExamplesWithNotFound } from '../examples/problems.ts'
import { roleScopes } from '../roles.ts'
import type { identityRoutes } from './routes.ts'
import type { Session, SessionState } from './schemas.ts'

const meta = { asOf: exampleAsOf, productionDay: null, sources: [], coverage: null, provisional: false }

const person = { id: 'solveig.aune', name: 'Solveig Aune' }

const { 401: _signIn, 403: _forbidden, ...publicProblemExamples } = commonProblemExamples

const current: Session = {
  id: 'session-4m7k2p9xq3',
  person,
  roles: ['pmc-engineer'],
  startedAt: '2026-11-19T05:52:10.000Z',
  lastUsedAt: '2026-11-19T09:29:58.000Z',
  idleUntil: '2026-11-19T10:29:58.000Z',
  endsAt: '2026-11-19T17:52:10.000Z',
  userAgent: 'Mozilla/5.0 (X11; Linux x64) Chrome/148.0',
  address: '192.0.2.14',
  isCurrent: true,
}

const other: Session = {
  ...current,
  id: 'session-8d2f6hw4c1',
  startedAt: '2026-11-19T04:10:00.000Z',
  lastUsedAt: '2026-11-19T05:01:00.000Z',
  idleUntil: '2026-11-19T06:01:00.000Z',
  endsAt: '2026-11-19T16:10:00.000Z',
  userAgent: null,
  isCurrent: false,
}

const state: SessionState = {
  signedIn: {
    person,
    kind: 'person',
    grants: [{ role: 'pmc-engineer', assets: [nodes.tindrevik] }],
    scopes: [...roleScopes['pmc-engineer']],
    session: {
      id: current.id,
      startedAt: current.startedAt,
      idleUntil: current.idleUntil,
      endsAt: current.endsAt,
    },
  },
  signInPath: '/auth/sign-in',
  isEvaluation: false,
}

export const identityExamples: ExamplesOf<typeof identityRoutes> = {
  readSession: { request: {}, 200: { data: state, meta }, ...publicProblemExamples },
  signOut: {
    request: {},
    200: { data: { next: 'https://login.example.com/end-session?client_id=tieback' }, meta },
    ...commonProblemExamples,
  },
  listOwnSessions: { request: {}, 200: { data: { sessions: [current, other] }, meta }, ...commonProblemExamples },
  revokeOwnSession: {
    request: { params: { id: other.id } },
    200: { data: { revoked: [other.id] }, meta },
    ...problemExamplesWithNotFound,
  },
  revokeOwnSessions: {
    request: {},
    200: { data: { revoked: [current.id, other.id] }, meta },
    ...commonProblemExamples,
  },
  listSessions: {
    request: { query: { person: person.id } },
    200: { data: { sessions: [current, other] }, meta },
    ...commonProblemExamples,
  },
  revokeSession: {
    request: { params: { id: other.id } },
    200: { data: { revoked: [other.id] }, meta },
    ...problemExamplesWithNotFound,
  },
}
