import { initContract } from '@ts-rest/core'
import { z } from 'zod'
import { cursorParameter, RecommendationId, SubjectId, writeHeaders } from '../advice.ts'
import { asOfQuery, betaProblems, countParameter, unitSystemQuery } from '../common-responses.ts'
import { envelope } from '../envelope.ts'
import { defineRoute, type RoutePolicy } from '../policy.ts'
import { Problem } from '../problem.ts'
import { Instant } from '../time.ts'
import { RecommendationOutcome } from './outcome.ts'
import { DecideRecommendation } from './requests.ts'
import { RecommendationDetail, RecommendationKind, RecommendationList, RecommendationState } from './schemas.ts'

const reading = {
  access: ['recommendation:read'],
  reach: 'subtree',
  cache: { freshS: 10, staleS: 60, tags: ['recommendations'] },
  slo: { p95Ms: 100 },
  stability: 'beta',
} as const satisfies RoutePolicy

const pathParams = z.object({ id: RecommendationId })

export const recommendationRoutes = initContract().router(
  {
    listRecommendations: defineRoute({
      method: 'GET',
      path: '/recommendations',
      query: z.object({
        workspace: z.string().min(1).max(40).optional().describe('Only advice of this part of the application'),
        state: RecommendationState.optional().describe('Only advice that stands like this'),
        kind: RecommendationKind.optional().describe('Only advice of this kind'),
        node: SubjectId.optional().describe('Only this node, terminal or other subject and what is below it'),
        since: Instant.optional().describe('Only advice that changed at this instant or later'),
        limit: countParameter(1, 200, 50).describe('Most recommendations in the answer'),
        cursor: cursorParameter,
        ...unitSystemQuery,
        ...asOfQuery,
      }),
      responses: { 200: envelope(RecommendationList), ...betaProblems, 404: Problem },
      summary: 'The ledger of advice: what was proposed, what was decided and what came of it',
      metadata: reading,
    }),
    getRecommendation: defineRoute({
      method: 'GET',
      path: '/recommendations/:id',
      pathParams,
      query: z.object({ ...unitSystemQuery, ...asOfQuery }),
      responses: { 200: envelope(RecommendationDetail), ...betaProblems, 404: Problem },
      summary: 'One recommendation: its steps, why, within which limits, and everything that was decided on it',
      metadata: reading,
    }),
    decideRecommendation: defineRoute({
      method: 'POST',
      path: '/recommendations/:id/decisions',
      pathParams,
      headers: writeHeaders,
      body: DecideRecommendation,
      responses: { 201: envelope(RecommendationDetail), ...betaProblems, 404: Problem, 409: Problem },
      summary: 'Decide on advice: all of it, a part, otherwise, not, or later',
      metadata: {
        access: ['recommendation:read', 'recommendation:decide'],
        reach: 'subtree',
        audit: 'recommendation.decide',
        cache: null,
        slo: { p95Ms: 200 },
        stability: 'beta',
      },
    }),
    readRecommendationOutcome: defineRoute({
      method: 'GET',
      path: '/recommendations/:id/outcome',
      pathParams,
      query: z.object({ ...unitSystemQuery, ...asOfQuery }),
      responses: { 200: envelope(RecommendationOutcome), ...betaProblems, 404: Problem },
      summary: 'What advice that was carried out gave, against what would have been without it',
      metadata: { ...reading, cache: { freshS: 60, staleS: 600, tags: ['recommendations', 'production'] } },
    }),
  },
  { strictStatusCodes: true },
)
