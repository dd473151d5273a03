export { apiContract, systemContract } from './api.ts'
export {
  type CachePolicy,
  type CacheTag,
  defineRoute,
  type PolicedRoute,
  type RoutePolicy,
  type Scope,
} from './policy.ts'
export { type Role, roleScopes, roleTitles } from './roles.ts'
export {
  AlertId,
  BandedNumber,
  ForecastId,
  PersonRef,
  RecommendationId,
  ScenarioId,
  ScenarioRunId,
  SubjectId,
  SubjectKind,
  SubjectRef,
  Version,
} from './advice.ts'
export * from './alerts/actions.ts'
export * from './alerts/schemas.ts'
export { AuditAction } from './audit/actions.ts'
export { auditExportMax } from './audit/routes.ts'
export * from './audit/schemas.ts'
export { cargoesMax } from './cargoes/routes.ts'
export * from './cargoes/laytime.ts'
export * from './cargoes/schemas.ts'
export * from './changes/schemas.ts'
export * from './envelope.ts'
export * from './flow/schemas.ts'
export * from './forecasts/accuracy.ts'
export { comparedForecastsMax } from './forecasts/routes.ts'
export * from './forecasts/schemas.ts'
export * from './forecasts/vintage.ts'
export * from './gaps/schemas.ts'
export * from './identity/schemas.ts'
export * from './jobs/schemas.ts'
export { liveNodesMax } from './live/routes.ts'
export * from './live/schemas.ts'
export * from './logistics.ts'
export * from './nodes/schemas.ts'
export * from './optimization/comparison.ts'
export * from './optimization/requests.ts'
export * from './optimization/result.ts'
export { comparedRunsMax } from './optimization/routes.ts'
export * from './optimization/schemas.ts'
export * from './performance/schemas.ts'
export { performanceRangeDaysMax } from './performance/routes.ts'
export * from './pipelines/line-pack.ts'
export * from './pipelines/schemas.ts'
export * from './problem.ts'
export { measured, type MeasuredAs } from './measured.ts'
export { openEnum } from './open-enum.ts'
export * from './quality.ts'
export * from './quantiles.ts'
export * from './quantity.ts'
export * from './recommendations/outcome.ts'
export * from './recommendations/requests.ts'
export * from './recommendations/schemas.ts'
export { samplePointsMax } from './signals/routes.ts'
export * from './signals/schemas.ts'
export * from './sources/operation.ts'
export { backfillDaysMax } from './sources/routes.ts'
export * from './sources/schemas.ts'
export * from './summary/schemas.ts'
export * from './system/schemas.ts'
export * from './terminals/berths.ts'
export * from './terminals/endurance.ts'
export * from './terminals/projection.ts'
export { terminalRangeDaysMax } from './terminals/routes.ts'
export * from './terminals/schemas.ts'
export * from './terminals/tanks.ts'
export * from './time.ts'
export * from './units.ts'
export * from './vessels/schemas.ts'
