import { initContract } from '@ts-rest/core'
import { z } from 'zod'
import { asOfQuery, betaProblems } from '../common-responses.ts'
import { envelope } from '../envelope.ts'
import { ArrivalReference, TerminalId, VesselId } from '../logistics.ts'
import { defineRoute } from '../policy.ts'
import { Problem } from '../problem.ts'
import { VesselEta } from './schemas.ts'

export const vesselRoutes = initContract().router(
  {
    readVesselEta: defineRoute({
      method: 'GET',
      path: '/vessels/:id/eta',
      pathParams: z.object({ id: VesselId }),
      query: z.object({
        terminal: TerminalId.optional().describe('Where to. Left out: the terminal of its next cargo.'),
        reference: ArrivalReference.default('berth').describe('What counts as arrived.'),
        ...asOfQuery,
      }),
      responses: { 200: envelope(VesselEta), ...betaProblems, 404: Problem },
      summary: 'When a vessel arrives, early, likely and late, and everything the estimate rests on',
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
