import { initContract } from '@ts-rest/core'
import { z } from 'zod'
import { commonProblems, namedText } from '../common-responses.ts'
import { envelope } from '../envelope.ts'
import { defineRoute, type RoutePolicy } from '../policy.ts'
import { Problem } from '../problem.ts'
import { RevokedSessions, SessionId, SessionList, SessionState, SignedOut } from './schemas.ts'

const own = {
  access: ['account:own'],
  reach: 'none',
  cache: null,
  slo: { p95Ms: 100 },
  stability: 'stable',
} as const satisfies RoutePolicy

const others = { ...own, access: ['people:manage'], reach: 'field' } as const satisfies RoutePolicy

/** Nobody is refused here: who has not signed in is told so. */
const { 401: _signIn, 403: _forbidden, ...publicProblems } = commonProblems

const sessionParams = z.object({ id: SessionId })

export const identityRoutes = initContract().router(
  {
    readSession: defineRoute({
      method: 'GET',
      path: '/session',
      responses: { 200: envelope(SessionState), ...publicProblems },
      summary: 'Who has signed in, in which roles and for which assets; nobody is an answer too',
      metadata: { ...own, access: ['public'] },
    }),
    signOut: defineRoute({
      method: 'DELETE',
      path: '/session',
      responses: { 200: envelope(SignedOut), ...commonProblems },
      summary: 'End this session, here and at the provider; the answer says where to go next',
      metadata: { ...own, audit: 'session.end' },
    }),
    listOwnSessions: defineRoute({
      method: 'GET',
      path: '/account/sessions',
      responses: { 200: envelope(SessionList), ...commonProblems },
      summary: 'Where you are signed in',
      metadata: own,
    }),
    revokeOwnSession: defineRoute({
      method: 'DELETE',
      path: '/account/sessions/:id',
      pathParams: sessionParams,
      responses: { 200: envelope(RevokedSessions), ...commonProblems, 404: Problem },
      summary: 'End one of your sessions, such as one on a device that you no longer have',
      metadata: { ...own, audit: 'session.revoke' },
    }),
    revokeOwnSessions: defineRoute({
      method: 'DELETE',
      path: '/account/sessions',
      responses: { 200: envelope(RevokedSessions), ...commonProblems },
      summary: 'End all your sessions, this one too',
      metadata: { ...own, audit: 'session.revoke' },
    }),
    listSessions: defineRoute({
      method: 'GET',
      path: '/sessions',
      query: z.object({ person: namedText(128).optional().describe('Only those of this person, by id') }),
      responses: { 200: envelope(SessionList), ...commonProblems },
      summary: 'Who is signed in, and since when',
      metadata: others,
    }),
    revokeSession: defineRoute({
      method: 'DELETE',
      path: '/sessions/:id',
      pathParams: sessionParams,
      responses: { 200: envelope(RevokedSessions), ...commonProblems, 404: Problem },
      summary: 'End somebody’s session; their streams close within seconds',
      metadata: { ...others, audit: 'session.revoke' },
    }),
  },
  { strictStatusCodes: true },
)
