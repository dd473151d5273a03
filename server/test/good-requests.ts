import { apiExamples } from '@tieback/contracts/examples'
import { idOf, oilSignalId } from './small-field.ts'

/** A request as a client would send it. */
export interface GoodRequest {
  readonly method?: 'POST' | 'PUT' | 'DELETE'
  readonly path: string
  readonly body?: object
}

const range = 'from=2026-03-09&to=2026-03-12'

const { data: scenario } = apiExamples.optimization.getScenario[200]
const scenarioFields = {
  name: 'Two wells held',
  description: null,
  objective: scenario.objective,
  constraintOverrides: [],
  lockedWells: [],
  baseSnapshotId: null,
}
const onVersion = { expectedVersion: 1 }
const withReason = { ...onVersion, reason: 'Pigging today' }

/** One good request for every route of the contract; a route that is added needs one here. */
export const goodRequests: Readonly<Record<string, GoodRequest>> = {
  'summary.readSummary': { path: '/api/v1/summary' },
  'nodes.listNodes': { path: '/api/v1/assets' },
  'nodes.getNode': { path: `/api/v1/assets/${idOf('V-31')}` },
  'performance.readAssetPerformance': { path: `/api/v1/assets/${idOf('asset')}/performance?${range}` },
  'performance.readHubPerformance': { path: `/api/v1/hubs/${idOf('hub')}/performance?${range}&granularity=month` },
  'performance.readFacilityPerformance': {
    path: `/api/v1/facilities/${idOf('facility')}/performance?${range}&unitSystem=field`,
  },
  'performance.readWellPerformance': { path: `/api/v1/wells/${idOf('V-31')}/performance?${range}&granularity=hour` },
  'gaps.readGapDrivers': { path: `/api/v1/gap-drivers?node=${idOf('asset')}&${range}` },
  'flow.readProductionFlow': { path: `/api/v1/production-flow?node=${idOf('asset')}&day=2026-03-11` },
  'signals.readSamples': {
    path: `/api/v1/signals/${oilSignalId}/samples?from=2026-03-12T07:00:00Z&to=2026-03-12T09:00:00Z`,
  },
  'sources.listSources': { path: '/api/v1/sources' },
  'changes.listChanges': { path: '/api/v1/changes?since=2026-03-01T00:00:00Z' },
  'forecasts.listForecasts': { path: '/api/v1/forecasts' },
  'forecasts.compareForecasts': { path: '/api/v1/forecasts/compare?forecasts=fc-a1,fc-b2' },
  'forecasts.getForecast': { path: '/api/v1/forecasts/fc-a1' },
  'forecasts.readForecastBacktest': { path: '/api/v1/forecasts/fc-a1/backtest' },
  'alerts.listAlerts': { path: '/api/v1/alerts' },
  'alerts.getAlert': { path: '/api/v1/alerts/alert-a1' },
  'alerts.acknowledgeAlert': { method: 'POST', path: '/api/v1/alerts/alert-a1/acknowledge', body: onVersion },
  'alerts.shelveAlert': {
    method: 'POST',
    path: '/api/v1/alerts/alert-a1/shelve',
    body: { ...withReason, until: '2026-03-13T06:00:00.000Z' },
  },
  'alerts.unshelveAlert': { method: 'POST', path: '/api/v1/alerts/alert-a1/unshelve', body: onVersion },
  'alerts.assignAlert': {
    method: 'POST',
    path: '/api/v1/alerts/alert-a1/assign',
    body: { ...onVersion, assigneeId: null },
  },
  'alerts.closeAlert': {
    method: 'POST',
    path: '/api/v1/alerts/alert-a1/close',
    body: { ...withReason, closing: 'resolved' },
  },
  'optimization.readOptimizationRecommendations': {
    path: `/api/v1/optimization/recommendations?node=${idOf('hub')}`,
  },
  'optimization.listScenarios': { path: '/api/v1/optimization/scenarios' },
  'optimization.createScenario': {
    method: 'POST',
    path: '/api/v1/optimization/scenarios',
    body: { ...scenarioFields, node: idOf('hub') },
  },
  'optimization.compareScenarioRuns': { path: '/api/v1/optimization/scenarios/compare?runs=run-a1,run-b2' },
  'optimization.getScenario': { path: '/api/v1/optimization/scenarios/scn-a1' },
  'optimization.replaceScenario': {
    method: 'PUT',
    path: '/api/v1/optimization/scenarios/scn-a1',
    body: { ...scenarioFields, ...onVersion },
  },
  'optimization.withdrawScenario': {
    method: 'DELETE',
    path: '/api/v1/optimization/scenarios/scn-a1?expectedVersion=1',
  },
  'optimization.startScenarioRun': {
    method: 'POST',
    path: '/api/v1/optimization/scenarios/scn-a1/runs',
    body: { scenarioVersion: 1, gapMax: 0.01, timeLimit: 60 },
  },
  'optimization.listScenarioRuns': { path: '/api/v1/optimization/scenarios/scn-a1/runs' },
  'optimization.getScenarioRun': { path: '/api/v1/optimization/scenarios/scn-a1/runs/run-a1' },
  'optimization.cancelScenarioRun': {
    method: 'POST',
    path: '/api/v1/optimization/scenarios/scn-a1/runs/run-a1/cancel',
    body: {},
  },
  'recommendations.listRecommendations': { path: '/api/v1/recommendations' },
  'recommendations.getRecommendation': { path: '/api/v1/recommendations/rec-a1' },
  'recommendations.decideRecommendation': {
    method: 'POST',
    path: '/api/v1/recommendations/rec-a1/decisions',
    body: { ...onVersion, kind: 'accept' },
  },
  'recommendations.readRecommendationOutcome': { path: '/api/v1/recommendations/rec-a1/outcome' },
  'terminals.listTerminals': { path: '/api/v1/terminals' },
  'terminals.readTerminalOperations': { path: '/api/v1/terminal/terminal-a1/operations' },
  'cargoes.listCargoes': { path: '/api/v1/cargoes' },
  'pipelines.readPipelineEta': { path: '/api/v1/pipelines/pipeline-a1/eta' },
  'vessels.readVesselEta': { path: '/api/v1/vessels/vessel-a1/eta' },
  'live.streamLive': { path: '/api/v1/live' },
  'system.checkHealth': { path: '/healthz' },
  'system.checkReadiness': { path: '/readyz' },
  'system.getOpenApi': { path: '/openapi.json' },
  'system.getOpenApi30': { path: '/openapi-3.0.json' },
}
