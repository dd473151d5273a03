import { initContract } from '@ts-rest/core'
import { changeRoutes } from './changes/routes.ts'
import { flowRoutes } from './flow/routes.ts'
import { gapRoutes } from './gaps/routes.ts'
import { nodeRoutes } from './nodes/routes.ts'
import { performanceRoutes } from './performance/routes.ts'
import { signalRoutes } from './signals/routes.ts'
import { sourceRoutes } from './sources/routes.ts'
import { summaryRoutes } from './summary/routes.ts'
import { systemRoutes } from './system/routes.ts'

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
    changes: changeRoutes,
  },
  { pathPrefix: '/api/v1' },
)

/** What orchestrators and tools read, outside `/api/v1`. */
export const systemContract = systemRoutes
