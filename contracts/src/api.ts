import { initContract } from '@ts-rest/core'
import { cargoRoutes } from './cargoes/routes.ts'
import { alertRoutes } from './alerts/routes.ts'
import { auditRoutes } from './audit/routes.ts'
import { changeRoutes } from './changes/routes.ts'
import { flowRoutes } from './flow/routes.ts'
import { forecastRoutes } from './forecasts/routes.ts'
import { gapRoutes } from './gaps/routes.ts'
import { identityRoutes } from './identity/routes.ts'
import { jobRoutes } from './jobs/routes.ts'
import { liveRoutes } from './live/routes.ts'
import { nodeRoutes } from './nodes/routes.ts'
import { optimizationRoutes } from './optimization/routes.ts'
import { performanceRoutes } from './performance/routes.ts'
import { pipelineRoutes } from './pipelines/routes.ts'
import { recommendationRoutes } from './recommendations/routes.ts'
import { signalRoutes } from './signals/routes.ts'
import { sourceRoutes } from './sources/routes.ts'
import { summaryRoutes } from './summary/routes.ts'
import { systemRoutes } from './system/routes.ts'
import { terminalRoutes } from './terminals/routes.ts'
import { vesselRoutes } from './vessels/routes.ts'

/** Everything behind `/api/v1`, by resource. */
export const apiContract = initContract().router(
  {
    summary: summaryRoutes,
    nodes: nodeRoutes,
    performance: performanceRoutes,
    gaps: gapRoutes,
    flow: flowRoutes,
    signals: signalRoutes,
    sources: sourceRoutes,
    jobs: jobRoutes,
    changes: changeRoutes,
    forecasts: forecastRoutes,
    alerts: alertRoutes,
    optimization: optimizationRoutes,
    recommendations: recommendationRoutes,
    terminals: terminalRoutes,
    cargoes: cargoRoutes,
    pipelines: pipelineRoutes,
    vessels: vesselRoutes,
    live: liveRoutes,
    identity: identityRoutes,
    audit: auditRoutes,
  },
  { pathPrefix: '/api/v1' },
)

/** What orchestrators and tools read, outside `/api/v1`. */
export const systemContract = systemRoutes
