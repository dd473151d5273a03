import type { apiContract } from '@tieback/contracts'
import { apiExamples } from '@tieback/contracts/examples'
import type { OpenMock } from './open-mock.ts'

type Api = typeof apiContract

/** Every operation of the API: a route without a request below doesn't compile. */
export type Operation = { [Module in keyof Api]: keyof Api[Module] }[keyof Api]

export interface GoodRequest {
  readonly method?: string
  readonly path: string
  readonly body?: unknown
  /** What the contract declares for it; left out: 200. */
  readonly status?: number
}

const { nodes, performance, gaps, signals, terminals, pipelines, vessels, alerts, recommendations, optimization } =
  apiExamples

const assetId = performance.readAssetPerformance[200].data.node.id
const hubId = performance.readHubPerformance[200].data.node.id
const signal = signals.readSamples[200].data
const alertId = alerts.getAlert[200].data.id
const recommendationId = recommendations.getRecommendation[200].data.id
const scenario = optimization.getScenario[200].data
const run = optimization.getScenarioRun[200].data
const scenarioBody = {
  name: 'Less gas',
  description: null,
  objective: { kind: 'oil', policy: null, movesMax: 3 },
  constraintOverrides: [],
  lockedWells: [],
  baseSnapshotId: null,
}

/** Alerts of the mock in the state that each action needs. */
const inState = {
  active: '/alerts/alert-9j4g6k1h',
  acknowledged: '/alerts/alert-3c8v5w1p',
  returned: '/alerts/alert-5f1g8j3s',
  shelved: '/alerts/alert-9d4h6n2r',
}

/** One good request for every route, with ids out of the contract's examples wherever these give one. `{newest}` and `{older}` are forecasts. */
export const goodRequests: Readonly<Record<Operation, GoodRequest>> = {
  readSummary: { path: '/summary' },
  listNodes: { path: '/assets' },
  getNode: { path: `/assets/${nodes.getNode[200].data.node.id}` },
  readAssetPerformance: { path: `/assets/${assetId}/performance` },
  readHubPerformance: { path: `/hubs/${hubId}/performance?forecast=true` },
  readFacilityPerformance: {
    path: `/facilities/${performance.readFacilityPerformance[200].data.node.id}/performance?granularity=month`,
  },
  readWellPerformance: {
    path: `/wells/${performance.readWellPerformance[200].data.node.id}/performance?granularity=hour&from=2026-11-17`,
  },
  readGapDrivers: { path: `/gap-drivers?node=${gaps.readGapDrivers[200].data.node.id}` },
  readProductionFlow: { path: `/production-flow?node=${assetId}` },
  readSamples: { path: `/signals/${signal.signal.id}/samples?from=${signal.from}&to=${signal.to}` },
  listSources: { path: '/sources' },
  listChanges: { path: '/changes?since=2026-11-18T09:30:00.000Z' },
  listForecasts: { path: '/forecasts?limit=5' },
  compareForecasts: { path: '/forecasts/compare?forecasts={newest},{older}' },
  getForecast: { path: '/forecasts/{newest}' },
  readForecastBacktest: { path: '/forecasts/{newest}/backtest' },
  listAlerts: { path: '/alerts' },
  getAlert: { path: `/alerts/${alertId}` },
  acknowledgeAlert: { method: 'POST', path: `${inState.active}/acknowledge`, body: { expectedVersion: 1 } },
  shelveAlert: {
    method: 'POST',
    path: `${inState.acknowledged}/shelve`,
    body: { expectedVersion: 2, until: '2026-11-20T09:30:00.000Z', reason: 'Known since the start-up' },
  },
  unshelveAlert: { method: 'POST', path: `${inState.shelved}/unshelve`, body: { expectedVersion: 3 } },
  assignAlert: {
    method: 'POST',
    path: `${inState.returned}/assign`,
    body: { expectedVersion: 2, assigneeId: 'person-tomas' },
  },
  closeAlert: {
    method: 'POST',
    path: '/alerts/alert-6w3n9b5z/close',
    body: { expectedVersion: 1, closing: 'resolved', reason: 'The choke was opened' },
  },
  readOptimizationRecommendations: { path: `/optimization/recommendations?node=${hubId}` },
  listScenarios: { path: '/optimization/scenarios' },
  createScenario: {
    method: 'POST',
    path: '/optimization/scenarios',
    body: { node: hubId, ...scenarioBody },
    status: 201,
  },
  compareScenarioRuns: { path: '/optimization/scenarios/compare?runs=run-3m6q9t2w,run-7b1f4j8n,run-5r9v2y6c' },
  getScenario: { path: `/optimization/scenarios/${scenario.id}` },
  replaceScenario: {
    method: 'PUT',
    path: '/optimization/scenarios/scn-8e2h5l7q',
    body: { expectedVersion: 1, ...scenarioBody },
  },
  withdrawScenario: { method: 'DELETE', path: '/optimization/scenarios/scn-3k7n1q5t?expectedVersion=1' },
  startScenarioRun: {
    method: 'POST',
    path: '/optimization/scenarios/scn-1a5d8g2k/runs',
    body: { scenarioVersion: 1, gapMax: 0.01, timeLimit: 60 },
    status: 202,
  },
  listScenarioRuns: { path: `/optimization/scenarios/${run.scenarioId}/runs` },
  getScenarioRun: { path: `/optimization/scenarios/${run.scenarioId}/runs/${run.id}` },
  // Its run is made by the test before: only one that goes on can be stopped.
  cancelScenarioRun: { method: 'POST', path: '', body: {} },
  listRecommendations: { path: '/recommendations' },
  getRecommendation: { path: `/recommendations/${recommendationId}` },
  decideRecommendation: {
    method: 'POST',
    path: `/recommendations/${recommendationId}/decisions`,
    body: { kind: 'accept', expectedVersion: 1 },
    status: 201,
  },
  readRecommendationOutcome: {
    path: `/recommendations/${recommendations.readRecommendationOutcome[200].data.recommendationId}/outcome`,
  },
  listTerminals: { path: '/terminals' },
  readTerminalOperations: { path: `/terminal/${terminals.readTerminalOperations[200].data.terminal.id}/operations` },
  listCargoes: { path: '/cargoes' },
  readPipelineEta: { path: `/pipelines/${pipelines.readPipelineEta[200].data.pipeline.id}/eta` },
  readVesselEta: { path: `/vessels/${vessels.readVesselEta[200].data.vessel.id}/eta` },
  // A stream has no end: live.test.ts reads it.
  streamLive: { path: '' },
}

/** A path with the newest forecasts of the oil of Tindrevik put in. */
export async function withForecasts(mock: OpenMock, path: string): Promise<string> {
  if (!path.includes('{')) return path
  const { data } = await mock.get(`/forecasts?node=${assetId}&quantity=oil_production&limit=200`)
  const { forecasts } = data as { forecasts: { id: string; subject: { id: string } }[] }
  const [newest, older] = forecasts.filter(({ subject }) => subject.id === assetId)
  return path.replaceAll('{newest}', newest?.id ?? '').replaceAll('{older}', older?.id ?? '')
}
