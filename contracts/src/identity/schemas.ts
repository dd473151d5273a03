import { z } from 'zod'
import { PersonRef } from '../advice.ts'
import { NodeRef } from '../nodes/schemas.ts'
import { openEnum } from '../open-enum.ts'
import { Instant } from '../time.ts'

export const RoleName = openEnum([
  'viewer',
  'pmc-engineer',
  'performance-lead',
  'production-programmer',
  'production-technologist',
  'administrator',
  'integrator',
])
export type RoleName = z.infer<typeof RoleName>

/** A role, and where it holds. */
export const RoleGrant = z.object({
  role: RoleName,
  /** The nodes that it holds for, each with all below it; null: the whole field. */
  assets: z.array(NodeRef).nullable(),
})
export type RoleGrant = z.infer<typeof RoleGrant>

/** Who has signed in, and what that lets them do. */
export const SignedInPerson = z.object({
  person: PersonRef,
  kind: openEnum(['person', 'machine']),
  grants: z.array(RoleGrant),
  /** What the grants come to, anywhere in the field. */
  scopes: z.array(z.string().min(1)),
  /** Null where a bearer token was sent, which ends by itself. */
  session: z
    .object({
      id: z.string().min(1),
      startedAt: Instant,
      /** Unless it is used before. */
      idleUntil: Instant,
      /** At the latest. */
      endsAt: Instant,
    })
    .nullable(),
})
export type SignedInPerson = z.infer<typeof SignedInPerson>

/** What the web application asks first. */
export const SessionState = z.object({
  /** Null: nobody has signed in, or the session has ended. */
  signedIn: SignedInPerson.nullable(),
  /** Address that begins a sign-in; `returnTo=` takes the path to come back to. */
  signInPath: z.string().min(1),
  /** The provider is the one for evaluation: everybody who reaches it can be anybody. */
  isEvaluation: z.boolean(),
})
export type SessionState = z.infer<typeof SessionState>

/** Names one session. It opens nothing: the cookie's secret is another. */
export const SessionId = z
  .string()
  .max(64)
  .regex(/^session-[a-z0-9]+$/)
export type SessionId = z.infer<typeof SessionId>

/** A sign-in of somebody on some device. */
export const Session = z.object({
  id: SessionId,
  person: PersonRef,
  roles: z.array(RoleName),
  startedAt: Instant,
  lastUsedAt: Instant,
  idleUntil: Instant,
  endsAt: Instant,
  /** What the browser called itself at sign-in. */
  userAgent: z.string().nullable(),
  /** Address that the sign-in came from. */
  address: z.string().nullable(),
  /** The one that asks. */
  isCurrent: z.boolean(),
})
export type Session = z.infer<typeof Session>

export const SessionList = z.object({
  /** Last used first; sessions that have ended are not listed. */
  sessions: z.array(Session),
})
export type SessionList = z.infer<typeof SessionList>

export const SignedOut = z.object({
  /** Where the browser goes now: the provider's own sign-out, or a page that says it is done. */
  next: z.string().min(1),
})
export type SignedOut = z.infer<typeof SignedOut>

/** The sessions that have ended by this. */
export const RevokedSessions = z.object({ revoked: z.array(SessionId) })
export type RevokedSessions = z.infer<typeof RevokedSessions>
