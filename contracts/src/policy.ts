import type { AppRoute } from '@ts-rest/core'

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
