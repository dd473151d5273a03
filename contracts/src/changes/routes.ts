import { initContract } from '@ts-rest/core'
import { z } from 'zod'
import { asOfQuery, commonProblems, countParameter, unitSystemQuery } from '../common-responses.ts'
import { envelope } from '../envelope.ts'
import { NodeId } from '../nodes/schemas.ts'
import { defineRoute } from '../policy.ts'
import { Problem } from '../problem.ts'
import { Instant } from '../time.ts'
import { ChangeList } from './schemas.ts'

export const changeRoutes = initContract().router(
  {
    listChanges: defineRoute({
      method: 'GET',
      path: '/changes',
      query: z.object({
        since: Instant.describe('Exclusive: send the `meta.asOf` of your last answer.'),
        node: NodeId.optional().describe('Only this node and what is below it.'),
        limit: countParameter(1, 1_000, 100).describe('Most changes in one answer.'),
        cursor: z.string().max(200).optional().describe('`nextCursor` of the page before.'),
        ...unitSystemQuery,
        ...asOfQuery,
      }),
      responses: { 200: envelope(ChangeList), ...commonProblems, 404: Problem },
      summary: 'What was restated, re-statused or withdrawn since an instant, and why',
      metadata: {
        access: ['production:read'],
        reach: 'subtree',
        cache: { freshS: 10, staleS: 60, tags: ['nodes', 'production', 'sources'] },
        slo: { p95Ms: 100 },
        stability: 'stable',
      },
    }),
  },
  { strictStatusCodes: true },
)
