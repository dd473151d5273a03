import { initContract } from '@ts-rest/core'
import { z } from 'zod'
import { asOfQuery, commonProblems, dayQuery, unitSystemQuery } from '../common-responses.ts'
import { envelope } from '../envelope.ts'
import { NodeId } from '../nodes/schemas.ts'
import { defineRoute } from '../policy.ts'
import { Problem } from '../problem.ts'
import { ProductionFlow } from './schemas.ts'

export const flowRoutes = initContract().router(
  {
    readProductionFlow: defineRoute({
      method: 'GET',
      path: '/production-flow',
      query: z.object({
        node: NodeId.describe('Where to begin; everything below it is in the answer.'),
        ...dayQuery,
        ...unitSystemQuery,
        ...asOfQuery,
      }),
      responses: { 200: envelope(ProductionFlow), ...commonProblems, 404: Problem },
      summary: 'From wells to export, fuel, flare, injection and stock on one production day; every node balances',
      metadata: {
        access: ['production:read'],
        reach: 'subtree',
        cache: { freshS: 30, staleS: 300, tags: ['nodes', 'production', 'sources'] },
        slo: { p95Ms: 150 },
        stability: 'stable',
      },
    }),
  },
  { strictStatusCodes: true },
)
