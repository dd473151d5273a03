import { initContract } from '@ts-rest/core'
import { z } from 'zod'
import { asOfQuery, commonProblems, dayQuery, unitSystemQuery } from '../common-responses.ts'
import { envelope } from '../envelope.ts'
import { defineRoute } from '../policy.ts'
import { Summary } from './schemas.ts'

export const summaryRoutes = initContract().router(
  {
    readSummary: defineRoute({
      method: 'GET',
      path: '/summary',
      query: z.object({
        ...dayQuery,
        ...unitSystemQuery,
        ...asOfQuery,
      }),
      responses: { 200: envelope(Summary), ...commonProblems },
      summary: 'The portfolio on one production day: a tile for each asset, and what it delivers now',
      metadata: {
        access: ['production:read'],
        reach: 'subtree',
        cache: { freshS: 15, staleS: 300, tags: ['nodes', 'production', 'samples', 'sources'] },
        slo: { p95Ms: 50 },
        stability: 'stable',
      },
    }),
  },
  { strictStatusCodes: true },
)
