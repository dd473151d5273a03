import { initContract } from '@ts-rest/core'
import { z } from 'zod'
import { asOfQuery, betaProblems, commonProblems, unitSystemQuery } from '../common-responses.ts'
import { envelope } from '../envelope.ts'
import { NodeId } from '../nodes/schemas.ts'
import { defineRoute } from '../policy.ts'
import { Problem } from '../problem.ts'
import { DayLabel, Granularity } from '../time.ts'
import { Performance } from './schemas.ts'

/** Longest range of each granularity, in production days: 32 days of hours are 768 periods, 10 years of days 3,660, a century of months 1,200. */
export const performanceRangeDaysMax = { hour: 32, day: 3_660, month: 36_600 } as const satisfies Record<
  Granularity,
  number
>

const rangeQuery = {
  from: DayLabel.optional().describe('First production day. Left out: 30 days before `to`.'),
  to: DayLabel.optional().describe(
    'Exclusive. Left out: the production day that is running now, so that the answer ends on the last whole one.',
  ),
  granularity: Granularity.default('day').describe('Length of a period.'),
  ...unitSystemQuery,
  ...asOfQuery,
}

const performanceRoute = <const Path extends string>(path: Path, level: string) =>
  defineRoute({
    method: 'GET',
    path,
    pathParams: z.object({ id: NodeId }),
    query: z.object(rangeQuery),
    responses: { 200: envelope(Performance), ...commonProblems, 404: Problem },
    summary: `Actual, plan and potential of ${level} over a range of production days`,
    metadata: {
      access: ['production:read'],
      reach: 'subtree',
      cache: { freshS: 30, staleS: 300, tags: ['nodes', 'production', 'samples', 'sources'] },
      slo: { p95Ms: 150 },
      stability: 'stable',
    },
  })

export const performanceRoutes = initContract().router(
  {
    readAssetPerformance: performanceRoute('/assets/:id/performance', 'an asset'),
    readHubPerformance: defineRoute({
      ...performanceRoute('/hubs/:id/performance', 'a hub'),
      query: z.object({
        ...rangeQuery,
        forecast: z
          .enum(['true', 'false'])
          .default('false')
          .describe('`true`: with the newest forecast of each produced quantity beyond the range'),
      }),
      // The rest of the route is stable: 501 only meets who asks for the forecast before it is served.
      responses: { 200: envelope(Performance), ...betaProblems, 404: Problem },
      metadata: {
        access: ['production:read'],
        reach: 'subtree',
        cache: { freshS: 30, staleS: 300, tags: ['nodes', 'production', 'samples', 'forecasts', 'sources'] },
        slo: { p95Ms: 150 },
        stability: 'stable',
      },
    }),
    readFacilityPerformance: performanceRoute('/facilities/:id/performance', 'a facility'),
    readWellPerformance: performanceRoute('/wells/:id/performance', 'a well'),
  },
  { strictStatusCodes: true },
)
