import { type Role, roleScopes, type RoutePolicy, type Scope } from '@tieback/contracts'
import type { Actor } from '../../src/platform/identity/actor.ts'
import { actorWith } from '../actors.ts'
import { idOf } from '../small-field.ts'
import { otherIdOf } from './two-fields.ts'

/** Where a role holds, as seen from a request about the first of the two fields. */
export const holdings = {
  own: [idOf('asset')],
  other: [otherIdOf('asset')],
  whole: 'all',
} as const
export type Holding = keyof typeof holdings

/** One of those who ask: a role and where it holds, or nobody. */
export interface Person {
  readonly name: string
  readonly role: Role | null
  readonly holding: Holding
  readonly actor: Actor | null
}

// Safe: these are the keys of the table itself.
const roles = Object.keys(roleScopes) as Role[]

/** Every role with each holding, a machine among them, and nobody. */
export const persons: readonly Person[] = [
  { name: 'nobody', role: null, holding: 'whole', actor: null },
  ...roles.flatMap((role) =>
    (Object.keys(holdings) as Holding[]).map((holding): Person => {
      const person = actorWith([role, holdings[holding]])
      const kind = role === 'integrator' ? 'machine' : 'person'
      return { name: `${role} of ${holding}`, role, holding, actor: { ...person, kind } }
    }),
  ),
]

/** What somebody's request about the first field comes to, read off the policy alone: nothing of the server is asked. */
export function expectedOutcome(
  { access, reach, stability }: RoutePolicy,
  { role, holding }: Person,
  { namesNode }: { readonly namesNode: boolean },
): 'served' | 501 | 401 | 403 | 404 {
  const served = stability === 'beta' ? 501 : 'served'
  const needed = access.filter((scope) => scope !== 'public')
  if (needed.length === 0) return served
  if (role === null) return 401
  const held: readonly Scope[] = roleScopes[role]
  if (needed.some((scope) => !held.includes(scope))) return 403
  if (reach === 'field' && holding !== 'whole') return 403
  // What isn't served yet is asked nothing: it says so to whoever may ask.
  if (stability === 'beta') return 501
  return reach === 'subtree' && holding === 'other' && namesNode ? 404 : 'served'
}
