import { initContract } from '@ts-rest/core'
import { z } from 'zod'
import { asOfQuery, commonProblems } from '../common-responses.ts'
import { envelope } from '../envelope.ts'
import { defineRoute } from '../policy.ts'
import { Source } from './schemas.ts'

export const sourceRoutes = initContract().router(
  {
    listSources: defineRoute({
      method: 'GET',
      path: '/sources',
      query: z.object(asOfQuery),
      responses: { 200: envelope(z.object({ sources: z.array(Source) })), ...commonProblems },
      summary: 'Each source: whether it answers, how far its data reach, what was refused',
      metadata: {
        access: ['sources:read'],
        cache: { freshS: 5, staleS: 30, tags: ['sources'] },
        slo: { p95Ms: 50 },
        stability: 'stable',
      },
    }),
  },
  { strictStatusCodes: true },
)
