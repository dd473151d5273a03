import { adviceMeta, rounded, subjectOf } from '../examples/advice.ts'
import type { ExamplesOf } from '../examples/examples-of.ts'
import { nodes, productionMeta, units } from '../examples/field.ts'
import { betaProblemExamplesWithNotFound } from '../examples/problems.ts'
import { dailyActual, wellsOf } from '../examples/production.ts'
import type { Quality } from '../quality.ts'
import type { QuantileColumns } from '../quantiles.ts'
import type { Calibration, MethodError, ThirdError } from './accuracy.ts'
import {
  daysFrom,
  earlierColumns,
  earlierOil,
  earlierPeriods,
  exampleLevels,
  newestColumns,
  newestOil,
  newestParts,
  newestPeriods,
  refusedWater,
} from './example-vintages.ts'
import type { forecastRoutes } from './routes.ts'
import type { ForecastSummary } from './schemas.ts'
import type { ComparedVintage } from './vintage.ts'

const originCount = 60

/** Steps of each third within the band of a level, of 60 origins of three near, two middle and two far days. */
const hitsOf = { 0.5: [93, 59, 57], 0.8: [146, 97, 94] } as const

const calibration: Calibration[] = Object.entries(hitsOf).flatMap(([level, [first, middle, last]]) => {
  const row = (third: Calibration['third'], hits: number, count: number): Calibration => ({
    nominal: Number(level),
    third,
    covered: hits / count,
    count,
  })
  return [
    row('all', first + middle + last, 7 * originCount),
    row('first', first, 3 * originCount),
    row('middle', middle, 2 * originCount),
    row('last', last, 2 * originCount),
  ]
})

const methods: MethodError[] = [
  { method: 'model', mase: 1.05, smape: 3.36, owa: 0.82, pinball: 41.7, msis: 9.4 },
  { method: 'naive', mase: 1.25, smape: 4.2, owa: 1, pinball: null, msis: null },
  { method: 'seasonal-naive', mase: 1.5, smape: 5.04, owa: 1.2, pinball: null, msis: null },
  { method: 'naive2', mase: 1.25, smape: 4.2, owa: 1, pinball: null, msis: null },
]

/** Weighted by their steps they give the figures of the whole horizon. */
const thirds: ThirdError[] = [
  { third: 'first', fromStep: 1, toStep: 3, mase: 0.75, smape: 2.4, owa: 0.78, pinball: 29.9, msis: 7.1 },
  { third: 'middle', fromStep: 4, toStep: 5, mase: 1.125, smape: 3.6, owa: 0.84, pinball: 44.8, msis: 9.9 },
  { third: 'last', fromStep: 6, toStep: 7, mase: 1.425, smape: 4.56, owa: 0.85, pinball: 56.3, msis: 12.35 },
]

const comparedPeriods = daysFrom('2026-11-12', 14)

/** What came. On the 14th A-02 did not report: too little of the hub to compare with. */
const actual = comparedPeriods.map(({ label }, index) =>
  label === '2026-11-14' ? null : (dailyActual(wellsOf.tindrevik, 'oil_production').slice(7)[index] ?? null),
)

function columnsOver(columns: QuantileColumns, first: string): QuantileColumns {
  const offset = comparedPeriods.findIndex(({ label }) => label === first)
  return {
    levels: columns.levels,
    values: columns.values.map((column) => comparedPeriods.map((_, index) => column[index - offset] ?? null)),
  }
}

function compared({ id, issuedAt, model }: ForecastSummary, quantiles: QuantileColumns): ComparedVintage {
  const at = (level: number, step: number) => quantiles.values[exampleLevels.indexOf(level)]?.[step] ?? null
  const steps = actual.flatMap((came, step) => {
    const [low, median, high] = [at(0.1, step), at(0.5, step), at(0.9, step)]
    if (came === null || low === null || median === null || high === null) return []
    return [{ error: median - came, isCovered: low <= came && came <= high }]
  })
  const mean = (values: readonly number[]) =>
    values.length === 0 ? null : rounded(values.reduce((sum, value) => sum + value, 0) / values.length)
  return {
    id,
    issuedAt,
    model,
    quantiles,
    meanAbsoluteError: mean(steps.map(({ error }) => Math.abs(error))),
    bias: mean(steps.map(({ error }) => error)),
    covered: mean(steps.map(({ isCovered }) => Number(isCovered))),
    comparedSteps: steps.length,
  }
}

export const forecastExamples: ExamplesOf<typeof forecastRoutes> = {
  listForecasts: {
    request: { query: { node: nodes.tindrevikNorth.id } },
    200: { data: { forecasts: [refusedWater, newestOil, earlierOil], nextCursor: null }, meta: adviceMeta() },
    ...betaProblemExamplesWithNotFound,
  },
  compareForecasts: {
    request: { query: { forecasts: `${earlierOil.id},${newestOil.id}` } },
    200: {
      data: {
        subject: subjectOf(nodes.tindrevikNorth),
        quantity: 'oil_production',
        unit: units.volume,
        granularity: 'day',
        periods: comparedPeriods,
        actual,
        quality: actual.map((value): Quality => (value === null ? 'missing' : 'good')),
        vintages: [
          compared(earlierOil, columnsOver(earlierColumns, earlierPeriods[0]?.label ?? '')),
          compared(newestOil, columnsOver(newestColumns, newestPeriods[0]?.label ?? '')),
        ],
      },
      meta: productionMeta({ coverage: null }),
    },
    ...betaProblemExamplesWithNotFound,
  },
  getForecast: {
    request: { params: { id: newestOil.id }, query: {} },
    200: {
      data: {
        ...newestOil,
        periods: newestPeriods,
        quantiles: newestColumns,
        members: [
          { name: 'ridge-autoregression', weight: 0.46 },
          { name: 'damped-trend', weight: 0.31 },
          { name: 'arps-decline', weight: 0.23 },
        ],
        contributions: [
          { kind: 'level', label: 'The hub as on 18 November', values: newestParts.level },
          { kind: 'decline', label: 'Natural decline', values: newestParts.decline },
          { kind: 'plan', label: 'A-03 back with its lift gas compressor', values: newestParts.plan },
        ],
        assumptions: [
          {
            text: 'Lift gas compressor repaired on 22 November in the afternoon',
            from: '2026-11-22T14:00:00.000Z',
            to: null,
            eventId: 'DE-20842',
          },
        ],
        calibration,
        errors: methods,
      },
      meta: adviceMeta(),
    },
    ...betaProblemExamplesWithNotFound,
  },
  readForecastBacktest: {
    request: { params: { id: newestOil.id }, query: {} },
    200: {
      data: {
        forecastId: newestOil.id,
        model: newestOil.model,
        unit: units.volume,
        granularity: 'day',
        origins: {
          count: originCount,
          first: '2026-05-16T05:00:00.000Z',
          last: '2026-11-09T05:00:00.000Z',
          everySteps: 3,
        },
        horizonSteps: 7,
        methods,
        thirds,
        calibration,
        worst: [
          { origin: '2026-08-11T05:00:00.000Z', smape: 18.3 },
          { origin: '2026-06-30T05:00:00.000Z', smape: 14.9 },
        ],
      },
      meta: adviceMeta(),
    },
    ...betaProblemExamplesWithNotFound,
  },
}
