import { initContract } from '@ts-rest/core'
import { z } from 'zod'
import { asOfQuery, betaProblems, unitSystemQuery } from '../common-responses.ts'
import { envelope } from '../envelope.ts'
import { PipelineId } from '../logistics.ts'
import { defineRoute } from '../policy.ts'
import { Problem } from '../problem.ts'
import { DeliveryPointId, PipelineEta } from './schemas.ts'

export const pipelineRoutes = initContract().router(
  {
    readPipelineEta: defineRoute({
      method: 'GET',
      path: '/pipelines/:id/eta',
      pathParams: z.object({ id: PipelineId }),
      query: z.object({
        deliveryPoint: DeliveryPointId.optional().describe('Only arrivals at this point. Left out: at every one.'),
        ...unitSystemQuery,
        ...asOfQuery,
      }),
      responses: { 200: envelope(PipelineEta), ...betaProblems, 404: Problem },
      summary: 'What is in a pipeline and when it arrives: parcels of a liquid, line pack of a gas',
      metadata: {
        access: ['logistics:read'],
        reach: 'subtree',
        cache: { freshS: 30, staleS: 300, tags: ['logistics'] },
        slo: { p95Ms: 150 },
        stability: 'beta',
      },
    }),
  },
  { strictStatusCodes: true },
)
