import { initContract } from '@ts-rest/core'
import { z } from 'zod'
import { asOfQuery, commonProblems, unitSystemQuery } from '../common-responses.ts'
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

const performanceRoute = <const Path extends string>(path: Path, level: string) =>
  defineRoute({
    method: 'GET',
    path,
    pathParams: z.object({ id: NodeId }),
    query: z.object({
      /** First production day; left out: 30 days before `to`. */
      from: DayLabel.optional(),
      /** Exclusive; left out: the production day that is running now, so the answer ends on the last whole one. */
      to: DayLabel.optional(),
      granularity: Granularity.default('day'),
      ...unitSystemQuery,
      ...asOfQuery,
    }),
    responses: { 200: envelope(Performance), ...commonProblems, 404: Problem },
    summary: `Actual, plan and potential of ${level} over a range of production days`,
    metadata: {
      access: ['production:read'],
      cache: { freshS: 30, staleS: 300, tags: ['production'] },
      slo: { p95Ms: 150 },
      stability: 'stable',
    },
  })

export const performanceRoutes = initContract().router(
  {
    readAssetPerformance: performanceRoute('/assets/:id/performance', 'an asset'),
    readHubPerformance: performanceRoute('/hubs/:id/performance', 'a hub'),
    readFacilityPerformance: performanceRoute('/facilities/:id/performance', 'a facility'),
    readWellPerformance: performanceRoute('/wells/:id/performance', 'a well'),
  },
  { strictStatusCodes: true },
)
