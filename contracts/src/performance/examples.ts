import type { ExamplesOf } from '../examples/examples-of.ts'
import { nodes, productionMeta } from '../examples/field.ts'
import { problemExamples, problemExamplesWithNotFound } from '../examples/problems.ts'
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
import type { ChildPerformance } from './schemas.ts'

const [wellA1, wellA2, wellA3] = wellsOf.tindrevikA

function answers(node: NodeRef, wells: readonly ExampleWell[], children: ChildPerformance[]) {
  const kpis = producedKpis(wells, weekPeriods.length)
  return {
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
  readHubPerformance: answers(nodes.tindrevikNorth, wellsOf.tindrevik, [
    childPerformance(nodes.tindrevikA, wellsOf.tindrevikA),
    childPerformance(nodes.tindrevikB, wellsOf.tindrevikB),
  ]),
  readFacilityPerformance: answers(nodes.tindrevikA, wellsOf.tindrevikA, [
    childPerformance(nodes.wellA2, [wellA2]),
    childPerformance(nodes.wellA3, [wellA3]),
    childPerformance(nodes.wellA1, [wellA1]),
  ]),
  readWellPerformance: answers(nodes.wellA2, wellsOf.wellA2, []),
}
