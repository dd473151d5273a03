import type { apiContract } from '@tieback/contracts'
import { alertMocks } from './handlers/alerts.ts'
import { auditMocks } from './handlers/audit.ts'
import { changeMocks } from './handlers/changes.ts'
import { flowMocks } from './handlers/flow.ts'
import { forecastMocks } from './handlers/forecasts.ts'
import { gapMocks } from './handlers/gaps.ts'
import { identityMocks } from './handlers/identity.ts'
import { jobMocks } from './handlers/jobs.ts'
import { liveMocks } from './handlers/live.ts'
import { cargoMocks } from './handlers/logistics/cargoes.ts'
import { pipelineMocks } from './handlers/logistics/pipelines.ts'
import { terminalMocks } from './handlers/logistics/terminals.ts'
import { vesselMocks } from './handlers/logistics/vessels.ts'
import { nodeMocks } from './handlers/nodes.ts'
import { optimizationMocks } from './handlers/optimization.ts'
import { performanceMocks } from './handlers/performance.ts'
import { recommendationMocks } from './handlers/recommendations.ts'
import { signalMocks } from './handlers/signals.ts'
import { sourceMocks } from './handlers/sources.ts'
import { summaryMocks } from './handlers/summary.ts'
import type { MockApi } from './mock-api.ts'

/** A mock for every route of the API. */
export const mocks: MockApi<typeof apiContract> = {
  summary: summaryMocks,
  nodes: nodeMocks,
  performance: performanceMocks,
  gaps: gapMocks,
  flow: flowMocks,
  signals: signalMocks,
  sources: sourceMocks,
  jobs: jobMocks,
  changes: changeMocks,
  forecasts: forecastMocks,
  alerts: alertMocks,
  optimization: optimizationMocks,
  recommendations: recommendationMocks,
  terminals: terminalMocks,
  cargoes: cargoMocks,
  pipelines: pipelineMocks,
  vessels: vesselMocks,
  live: liveMocks,
  identity: identityMocks,
  audit: auditMocks,
}
