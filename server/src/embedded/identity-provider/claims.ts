import { createHash } from 'node:crypto'
import type { EvaluationPerson } from './persons.ts'

/** The tenant that the provider says it is, where it speaks like Entra ID. */
export const evaluationTenantId = '7d9a1c52-0b6e-4f7c-9b3e-2f1d6a8c4e10'

/** Entra ID leaves groups out of tokens beyond this many. */
const groupsInTokenMax = 200

export interface ClaimStyle {
  /** As Entra ID writes them: `oid`, `tid`, groups by id, and where to ask for groups when there are too many. */
  readonly entraShaped: boolean
  /** Where too many groups are asked for. */
  readonly groupsUrl: string
}

/** Every claim that a person may have; all come with the scope `openid`. */
export const claimNames = ['sub', 'name', 'preferred_username', 'email', 'roles', 'groups', 'oid', 'tid', 'ver']

/** A stable id that looks like one of a directory. */
export function objectIdOf(id: string): string {
  const hex = createHash('sha256').update(id).digest('hex')
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join('-')
}

function groupClaims(groups: readonly string[], groupsUrl: string): Record<string, unknown> {
  if (groups.length <= groupsInTokenMax) return { groups }
  return { _claim_names: { groups: 'src1' }, _claim_sources: { src1: { endpoint: groupsUrl } } }
}

/** What the provider says about a person. */
export function claimsOf(person: EvaluationPerson, { entraShaped, groupsUrl }: ClaimStyle) {
  const { id, name, roles, groups, tenantId } = person
  const email = `${id}@example.com`
  const common = { sub: id, name, preferred_username: email, email, ...(roles.length === 0 ? {} : { roles }) }
  if (!entraShaped) return { ...common, ...(groups === undefined ? {} : { groups }) }
  return {
    ...common,
    oid: objectIdOf(id),
    tid: tenantId ?? evaluationTenantId,
    ver: '2.0',
    ...(groups === undefined ? {} : groupClaims(groups, groupsUrl)),
  }
}
