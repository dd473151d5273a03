export { apiContract, systemContract } from './api.ts'
export {
  type CachePolicy,
  type CacheTag,
  defineRoute,
  type PolicedRoute,
  type RoutePolicy,
  type Scope,
} from './policy.ts'
export { type Role, roleScopes } from './roles.ts'
export * from './changes/schemas.ts'
export * from './envelope.ts'
export * from './flow/schemas.ts'
export * from './gaps/schemas.ts'
export * from './nodes/schemas.ts'
export * from './performance/schemas.ts'
export { performanceRangeDaysMax } from './performance/routes.ts'
export * from './problem.ts'
export { measured, type MeasuredAs } from './measured.ts'
export { openEnum } from './open-enum.ts'
export * from './quality.ts'
export * from './quantiles.ts'
export * from './quantity.ts'
export { samplePointsMax } from './signals/routes.ts'
export * from './signals/schemas.ts'
export * from './sources/schemas.ts'
export * from './summary/schemas.ts'
export * from './system/schemas.ts'
export * from './time.ts'
export * from './units.ts'
