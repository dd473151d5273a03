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
        node: NodeId,
        from: DayLabel.optional(),
        to: DayLabel.optional(),
        quantity: VolumeQuantity.default('oil_production'),
        /** Most rows of the ranked list. */
        top: countParameter(1, 200, 20),
        ...unitSystemQuery,
        ...asOfQuery,
      }),
      responses: { 200: envelope(GapDrivers), ...commonProblems, 404: Problem },
      summary: 'Where a node lost against potential and plan: a waterfall that closes, and the ranked list behind it',
      metadata: {
        access: ['production:read'],
        cache: { freshS: 30, staleS: 300, tags: ['production', 'deferment'] },
        slo: { p95Ms: 150 },
        stability: 'stable',
      },
    }),
  },
  { strictStatusCodes: true },
)
