import type { JWTPayload } from 'jose'
import type { AssetScope, Grant } from './actor.ts'
import type { GrantRule, IdentitySettings } from './settings.ts'

/** What a provider says of somebody. */
export type Claims = Readonly<JWTPayload>

const hasValue = (claims: Claims, { claim, value }: GrantRule): boolean => {
  const said = claims[claim]
  return Array.isArray(said) ? said.includes(value) : said === value
}

const joinScopes = (a: AssetScope, b: AssetScope): AssetScope =>
  a === 'all' || b === 'all' ? 'all' : [...new Set([...a, ...b])]

/** What claims give by the rules of the settings, one grant for each role. */
export function grantsOf({ grants: rules }: Pick<IdentitySettings, 'grants'>, claims: Claims): Grant[] {
  const byRole = new Map<Grant['role'], AssetScope>()
  for (const rule of rules.filter((each) => hasValue(claims, each))) {
    const known = byRole.get(rule.role)
    byRole.set(rule.role, known === undefined ? rule.assets : joinScopes(known, rule.assets))
  }
  return [...byRole].map(([role, assets]) => ({ role, assets }))
}

/** Whether a person's groups matter here, and were too many to be told: Entra ID says so in place of them. */
export function areGroupsLeftOut({ grants }: Pick<IdentitySettings, 'grants'>, claims: Claims): boolean {
  if (!grants.some(({ claim }) => claim === 'groups') || claims['groups'] !== undefined) return false
  const names = claims['_claim_names']
  return claims['hasgroups'] === true || (typeof names === 'object' && names !== null && 'groups' in names)
}

/** Whether the claims come from the one tenant whose people may come in. */
export const isOwnTenant = ({ tenantId }: Pick<IdentitySettings, 'tenantId'>, claims: Claims): boolean =>
  tenantId === null || claims['tid'] === tenantId

/** A claim that is a text with something in it; null otherwise. */
export function textClaim(claims: Claims, name: string): string | null {
  const value = claims[name]
  return typeof value === 'string' && value.trim() !== '' ? value : null
}
