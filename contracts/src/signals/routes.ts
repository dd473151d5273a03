import { initContract } from '@ts-rest/core'
import { z } from 'zod'
import { asOfQuery, commonProblems, countParameter, unitSystemQuery } from '../common-responses.ts'
import { envelope } from '../envelope.ts'
import { SignalId } from '../nodes/schemas.ts'
import { defineRoute } from '../policy.ts'
import { Problem } from '../problem.ts'
import { Instant } from '../time.ts'
import { SignalSamples } from './schemas.ts'

/** Points of one answer: wider than any screen, about 400 kB of JSON. */
export const samplePointsMax = 10_000

export const signalRoutes = initContract().router(
  {
    readSamples: defineRoute({
      method: 'GET',
      path: '/signals/:id/samples',
      pathParams: z.object({ id: SignalId }),
      query: z.object({
        from: Instant.describe('First instant.'),
        to: Instant.describe('Exclusive.'),
        maxPoints: countParameter(2, samplePointsMax, 2_000).describe(
          'Most samples in the answer; extremes and gaps are kept.',
        ),
        ...unitSystemQuery,
        ...asOfQuery,
      }),
      responses: { 200: envelope(SignalSamples), ...commonProblems, 404: Problem },
      summary: 'Samples of one series in [from, to), oldest first, reduced to at most maxPoints',
      metadata: {
        access: ['production:read'],
        cache: { freshS: 10, staleS: 60, tags: ['nodes', 'samples', 'sources'] },
        slo: { p95Ms: 150 },
        stability: 'stable',
      },
    }),
  },
  { strictStatusCodes: true },
)
