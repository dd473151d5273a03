import type { Role } from '@tieback/contracts'
import type { Actor, AssetScope, ResolveActor } from '../src/platform/identity/actor.ts'

/** Somebody with roles, each where it holds. */
export const actorWith = (...grants: readonly (readonly [Role, AssetScope])[]): Actor => ({
  id: JSON.stringify(grants),
  name: 'Somebody',
  kind: 'person',
  grants: grants.map(([role, assets]) => ({ role, assets })),
  sessionId: null,
})

/** Header of a test's request that says who asks. */
export const actorHeader = 'x-test-actor'

/** Knows those given by the name in the header; nobody else has signed in. */
export const resolveNamed =
  (actors: Readonly<Record<string, Actor>>): ResolveActor =>
  ({ headers }) =>
    actors[String(headers[actorHeader])] ?? null
