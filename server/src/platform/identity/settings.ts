import type { Role } from '@tieback/contracts'
import type { AssetScope } from './actor.ts'

/** What a claim of the provider gives: a role, and the assets that it holds for. */
export interface GrantRule {
  /** Name of the claim, such as `roles` or `groups`. */
  readonly claim: string
  /** Its value, or one of its values. */
  readonly value: string
  readonly role: Role
  readonly assets: AssetScope
}

/** The company's OpenID provider, and what it says about people means here. */
export interface IdentitySettings {
  /** As the provider writes it, letter by letter. */
  readonly issuer: string
  readonly clientId: string
  readonly clientSecret: string
  /** Asked for at sign-in: `openid profile email offline_access` and what a site adds. */
  readonly scope: string
  /** Whom bearer tokens of machines must be for. */
  readonly audience: string
  /** Signature algorithms that tokens may have; never `none`, never a symmetric one. */
  readonly algorithms: readonly string[]
  /** Where the stable id of a person stands: `oid` at Entra ID, `sub` elsewhere. */
  readonly idClaim: string
  readonly nameClaim: string
  readonly grants: readonly GrantRule[]
  /** The only Entra tenant whose people may come in; null: the issuer says enough. */
  readonly tenantId: string | null
  /** Where groups are asked for when there are too many to be in the token; null: such a person is refused and told why. */
  readonly groupsUrl: string | null
  /** Most that the provider's clock and ours may differ, s. */
  readonly clockToleranceS: number
  readonly session: { readonly idleS: number; readonly absoluteS: number }
  /** The embedded provider, where everybody can be anybody. Refused in production. */
  readonly isEvaluation: boolean
}
