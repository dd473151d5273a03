import { type Role, type RoleGrant, roleScopes, roleTitles, type SignedInPerson } from '@tieback/contracts'
import { wordFor } from '../../ui/wording.ts'

/** A role of somebody in words. */
export interface NamedGrant {
  readonly role: string
  /** The nodes that it holds for, or the whole field. */
  readonly where: string
}

const whereOf = ({ assets }: RoleGrant): string =>
  assets === null ? 'whole field' : assets.map(({ name }) => name).join(', ') || 'nothing'

/** Each role of somebody, and where it holds. */
export const listGrants = ({ grants }: Pick<SignedInPerson, 'grants'>): NamedGrant[] =>
  grants.map((grant) => ({ role: wordFor(roleTitles, grant.role), where: whereOf(grant) }))

/** People's roles that bring all of these scopes. A machine's is nothing to ask an administrator for. */
export const listRolesWith = (scopes: readonly string[]): string[] =>
  (Object.keys(roleScopes) as Role[])
    .filter((role) => role !== 'integrator')
    .filter((role) => scopes.every((scope) => (roleScopes[role] as readonly string[]).includes(scope)))
    .map((role) => roleTitles[role])

const firstLetterOf = (word: string | undefined): string =>
  word === undefined ? '' : String.fromCodePoint(word.codePointAt(0) ?? 0)

/** Two letters that stand for a name. */
export function initialsOf(name: string): string {
  const words = name.split(/\s+/).filter((word) => word !== '')
  const last = words.length > 1 ? words.at(-1) : undefined
  return `${firstLetterOf(words[0])}${firstLetterOf(last)}`.toUpperCase() || '?'
}
