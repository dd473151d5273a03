import { areGroupsLeftOut, type Claims, grantsOf, isOwnTenant, textClaim } from './grants.ts'
import { readGroups } from './group-overage.ts'
import type { Grant } from './actor.ts'
import type { IdentitySettings } from './settings.ts'

/** Whom the provider has recognised, and what they may do here. */
export interface KnownPerson {
  readonly id: string
  readonly name: string
  readonly grants: readonly Grant[]
}

/** Why somebody whom the provider knows can't come in. */
export type PersonFault = 'no-id' | 'other-tenant' | 'groups-left-out' | 'no-role'

/** Longest id and name that are kept, characters. */
const textMax = 256

/** Who somebody is by their claims. Groups that were left out are asked for, where the settings say where. */
export async function recognise(
  settings: IdentitySettings,
  claims: Claims,
  accessToken: string,
): Promise<KnownPerson | { readonly fault: PersonFault; readonly id: string | null; readonly name: string | null }> {
  const id = textClaim(claims, settings.idClaim)?.slice(0, textMax) ?? null
  const name = textClaim(claims, settings.nameClaim)?.slice(0, textMax) ?? id
  if (!isOwnTenant(settings, claims)) return { fault: 'other-tenant', id, name }
  if (id === null || name === null) return { fault: 'no-id', id, name }
  let said = claims
  if (areGroupsLeftOut(settings, claims)) {
    if (settings.groupsUrl === null) return { fault: 'groups-left-out', id, name }
    said = { ...claims, groups: await readGroups(settings.groupsUrl, accessToken) }
  }
  const grants = grantsOf(settings, said)
  return grants.length === 0 ? { fault: 'no-role', id, name } : { id, name, grants }
}
