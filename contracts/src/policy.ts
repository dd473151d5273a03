import type { AppRoute } from '@ts-rest/core'
import type { AuditAction } from './audit/actions.ts'

/** What a caller may be allowed to do; roles are sets of these (`roles.ts`). */
export type Scope =
  | 'public'
  | 'production:read'
  | 'logistics:read'
  | 'forecast:read'
  | 'alerts:read'
  | 'alerts:acknowledge'
  | 'optimization:read'
  | 'optimization:run'
  | 'recommendation:read'
  | 'recommendation:decide'
  | 'sources:read'
  | 'sources:operate'
  | 'audit:read'
  | 'people:manage'
  | 'account:own'

/** What invalidates a cached answer: each names what a job writes, never who reads it. */
export type CacheTag =
  | 'nodes'
  | 'production'
  | 'deferment'
  | 'samples'
  | 'sources'
  | 'logistics'
  | 'forecasts'
  | 'alerts'
  | 'optimization'
  | 'recommendations'

/** How long an answer may be served again. */
export interface CachePolicy {
  /** Served as it is for this long, s. */
  readonly freshS: number
  /** After that served for this much longer while a new one is made, s. */
  readonly staleS: number
  readonly tags: readonly CacheTag[]
}

/** What every reader of a route needs to know about it besides its shape. */
export interface RoutePolicy {
  /** All are needed. `public` alone means that nobody has to sign in. */
  readonly access: readonly Scope[]
  /**
   * How the assets that a caller may see bear on the answer. `none`: nothing of an asset is in it. `subtree`: it holds what lies
   * within them and nothing else. `field`: it is about all of them, so only who may see them all may call.
   */
  readonly reach: 'none' | 'subtree' | 'field'
  /** What the audit log calls it; left out: the route changes nothing, and only a refusal is recorded. */
  readonly audit?: AuditAction
  /** Null: never cached. */
  readonly cache: CachePolicy | null
  readonly slo: { readonly p95Ms: number }
  /** `beta` may change without a new version of the API, and the server may not serve it yet. */
  readonly stability: 'stable' | 'beta'
}

/** A route with its policy. `defineRoute` takes nothing else, so a route without a policy doesn't compile. */
export type PolicedRoute = AppRoute & { readonly metadata: RoutePolicy }

/** The same route, once the compiler has seen that it carries a policy. */
export function defineRoute<const Route extends PolicedRoute>(route: Route): Route {
  return route
}
