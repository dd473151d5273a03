import { type PolicedRoute, type Role, roleScopes, type RoleGrant, type SignedInPerson } from '@tieback/contracts'
import { entryOf } from '../ui/known.ts'
import { useSession } from './session/session-context.ts'

type Policed = Pick<PolicedRoute, 'metadata'>
type Rights = Pick<SignedInPerson, 'scopes' | 'grants'>

const scopesOf = (role: string): readonly string[] | undefined =>
  entryOf<readonly string[]>(roleScopes satisfies Record<Role, readonly string[]>, role)

/** What a route needs besides being asked. */
export const neededScopes = ({ metadata: { access } }: Policed): readonly string[] =>
  access.filter((scope) => scope !== 'public')

/** Scopes that somebody would need for a route and has nowhere. */
export const missingScopes = (rights: Rights | null, route: Policed): readonly string[] =>
  neededScopes(route).filter((scope) => rights?.scopes.includes(scope) !== true)

/** Whether a role for the whole field brings all of these scopes; one that the API learnt since may. */
function isForAll({ role, assets }: RoleGrant, scopes: readonly string[]): boolean {
  const brought = scopesOf(role)
  return assets === null && (brought === undefined || scopes.every((scope) => brought.includes(scope)))
}

/** Whether somebody with these rights may call a route, by the route's policy. */
export function isAllowed(rights: Rights | null, route: Policed): boolean {
  const needed = neededScopes(route)
  if (needed.length === 0) return true
  if (rights === null || missingScopes(rights, route).length > 0) return false
  return route.metadata.reach !== 'field' || rights.grants.some((grant) => isForAll(grant, needed))
}

/** Whether the reader may call a route. What isn't allowed isn't offered; the API refuses it all the same. */
export function useAllowed(route: Policed): boolean {
  return isAllowed(useSession().signedIn, route)
}
