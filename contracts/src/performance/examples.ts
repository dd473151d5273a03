import { newestColumns, newestOil, newestPeriods, refusedWater } from '../forecasts/example-vintages.ts'
import type { ForecastSummary } from '../forecasts/schemas.ts'
import type { ExamplesOf } from '../examples/examples-of.ts'
import { nodes, productionMeta } from '../examples/field.ts'
import { betaProblemExamplesWithNotFound, problemExamples, problemExamplesWithNotFound } from '../examples/problems.ts'
import {
  childPerformance,
  exampleWeek,
  producedKpis,
  weekPeriods,
  weekSeries,
  wellsOf,
  type ExampleWell,
} from '../examples/production.ts'
import type { NodeRef } from '../nodes/schemas.ts'
import type { performanceRoutes } from './routes.ts'
import type { ChildPerformance, PerformanceForecast } from './schemas.ts'

const [wellA1, wellA2, wellA3] = wellsOf.tindrevikA

const seriesOf = ({ id, issuedAt, model, unit, refused }: ForecastSummary) => ({
  forecastId: id,
  issuedAt,
  model,
  unit,
  refused,
})

/** What the hub's answer carries when it is asked with `forecast=true`. */
const forecast: PerformanceForecast = {
  periods: newestPeriods,
  series: [
    { ...seriesOf(newestOil), quantity: 'oil_production', quantiles: newestColumns },
    { ...seriesOf(refusedWater), quantity: 'water_production', quantiles: null },
  ],
}

function answers(
  node: NodeRef,
  wells: readonly ExampleWell[],
  children: ChildPerformance[],
  forecastOf: PerformanceForecast | null = null,
) {
  const kpis = producedKpis(wells, weekPeriods.length)
  return {
    request: { params: { id: node.id }, query: { ...exampleWeek, granularity: 'day' as const } },
    200: {
      data: {
        node,
        ...exampleWeek,
        granularity: 'day' as const,
        unitSystem: 'metric' as const,
        periods: weekPeriods,
        kpis,
        series: weekSeries(wells),
        children,
        forecast: forecastOf,
      },
      meta: productionMeta({ coverage: kpis[0].actual.coverage }),
    },
    ...problemExamplesWithNotFound,
    400: problemExamples['range-too-long'],
  }
}

export const performanceExamples: ExamplesOf<typeof performanceRoutes> = {
  readAssetPerformance: answers(nodes.tindrevik, wellsOf.tindrevik, [
    childPerformance(nodes.tindrevikNorth, wellsOf.tindrevik),
  ]),
  readHubPerformance: {
    ...answers(
      nodes.tindrevikNorth,
      wellsOf.tindrevik,
      [childPerformance(nodes.tindrevikA, wellsOf.tindrevikA), childPerformance(nodes.tindrevikB, wellsOf.tindrevikB)],
      forecast,
    ),
    request: { params: { id: nodes.tindrevikNorth.id }, query: { ...exampleWeek, forecast: 'true' } },
    501: betaProblemExamplesWithNotFound[501],
  },
  readFacilityPerformance: answers(nodes.tindrevikA, wellsOf.tindrevikA, [
    childPerformance(nodes.wellA2, [wellA2]),
    childPerformance(nodes.wellA3, [wellA3]),
    childPerformance(nodes.wellA1, [wellA1]),
  ]),
  readWellPerformance: answers(nodes.wellA2, wellsOf.wellA2, []),
}
