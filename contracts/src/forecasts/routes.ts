import { initContract } from '@ts-rest/core'
import { z } from 'zod'
import { cursorParameter, ForecastId, idListParameter, SubjectId } from '../advice.ts'
import { asOfQuery, betaProblems, countParameter, unitSystemQuery } from '../common-responses.ts'
import { envelope } from '../envelope.ts'
import { defineRoute, type RoutePolicy } from '../policy.ts'
import { Problem } from '../problem.ts'
import { Instant } from '../time.ts'
import { ForecastBacktest } from './accuracy.ts'
import { ForecastList, ForecastQuantity } from './schemas.ts'
import { Forecast, ForecastComparison } from './vintage.ts'

/** Vintages that can be compared at once: more lines than that nobody tells apart. */
export const comparedForecastsMax = 8

const reading = (p95Ms: number, freshS: number) =>
  ({
    access: ['forecast:read'],
    reach: 'subtree',
    cache: { freshS, staleS: 600, tags: ['forecasts'] },
    slo: { p95Ms },
    stability: 'beta',
  }) as const satisfies RoutePolicy

/** A vintage never changes, so its answer may be kept long; its unit may differ by request. */
const vintageFreshS = 3_600

export const forecastRoutes = initContract().router(
  {
    listForecasts: defineRoute({
      method: 'GET',
      path: '/forecasts',
      query: z.object({
        node: SubjectId.optional().describe('Only this node, terminal or tank and what is below it'),
        quantity: ForecastQuantity.optional().describe('Only forecasts of this quantity'),
        issuedSince: Instant.optional().describe('Only those made at this instant or later'),
        issuedBefore: Instant.optional().describe('Only those made before this instant'),
        latestOnly: z
          .enum(['true', 'false'])
          .default('false')
          .describe('`true`: the newest forecast of each series alone, refusals among them'),
        limit: countParameter(1, 200, 50).describe('Most forecasts in the answer'),
        cursor: cursorParameter,
        ...unitSystemQuery,
        ...asOfQuery,
      }),
      responses: { 200: envelope(ForecastList), ...betaProblems, 404: Problem },
      summary: 'Which forecasts were made, of what, when and by which model, refusals included',
      metadata: reading(100, 60),
    }),
    compareForecasts: defineRoute({
      method: 'GET',
      path: '/forecasts/compare',
      query: z.object({
        forecasts: idListParameter('fc', 1, comparedForecastsMax).describe(
          'Ids between commas, 1 to 8, all of one series: the same subject, quantity and granularity',
        ),
        ...unitSystemQuery,
        ...asOfQuery,
      }),
      responses: { 200: envelope(ForecastComparison), ...betaProblems, 404: Problem },
      summary: 'Several vintages of one series side by side, and against what came',
      metadata: {
        ...reading(150, 60),
        access: ['forecast:read', 'production:read'],
        reach: 'subtree',
        cache: { freshS: 60, staleS: 600, tags: ['forecasts', 'production'] },
      },
    }),
    getForecast: defineRoute({
      method: 'GET',
      path: '/forecasts/:id',
      pathParams: z.object({ id: ForecastId }),
      query: z.object({ ...unitSystemQuery }),
      responses: { 200: envelope(Forecast), ...betaProblems, 404: Problem },
      summary: 'One forecast: quantiles by step, what it rests on and how right it has been, or why it was refused',
      metadata: reading(100, vintageFreshS),
    }),
    readForecastBacktest: defineRoute({
      method: 'GET',
      path: '/forecasts/:id/backtest',
      pathParams: z.object({ id: ForecastId }),
      query: z.object({ ...unitSystemQuery }),
      responses: { 200: envelope(ForecastBacktest), ...betaProblems, 404: Problem },
      summary:
        'How right the model of a forecast was on earlier days, against the naive forecasts and against its own bands',
      metadata: reading(150, vintageFreshS),
    }),
  },
  { strictStatusCodes: true },
)
