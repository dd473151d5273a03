import { initContract } from '@ts-rest/core'
import { z } from 'zod'
import { asOfQuery, commonProblems, countParameter, unitSystemQuery } from '../common-responses.ts'
import { envelope } from '../envelope.ts'
import { NodeId } from '../nodes/schemas.ts'
import { defineRoute } from '../policy.ts'
import { Problem } from '../problem.ts'
import { VolumeQuantity } from '../quantity.ts'
import { DayLabel } from '../time.ts'
import { GapDrivers } from './schemas.ts'

export const gapRoutes = initContract().router(
  {
    readGapDrivers: defineRoute({
      method: 'GET',
      path: '/gap-drivers',
      query: z.object({
        node: NodeId.describe('The node whose loss is explained; the ranked list is of what lies below it.'),
        from: DayLabel.optional().describe('First production day. Left out: 30 days before `to`.'),
        to: DayLabel.optional().describe('Exclusive. Left out: the production day that is running now.'),
        quantity: VolumeQuantity.default('oil_production').describe('What was lost.'),
        top: countParameter(1, 200, 20).describe('Most rows of the ranked list.'),
        ...unitSystemQuery,
        ...asOfQuery,
      }),
      responses: { 200: envelope(GapDrivers), ...commonProblems, 404: Problem },
      summary: 'Where a node lost against potential and plan: a waterfall that closes, and the ranked list behind it',
      metadata: {
        access: ['production:read'],
        reach: 'subtree',
        cache: { freshS: 30, staleS: 300, tags: ['nodes', 'production', 'deferment', 'sources'] },
        slo: { p95Ms: 150 },
        stability: 'stable',
      },
    }),
  },
  { strictStatusCodes: true },
)
