import type { ExamplesOf } from '../examples/examples-of.ts'
import { fullCoverage, nodes, productionMeta, units } from '../examples/field.ts'
import { problemExamplesWithNotFound } from '../examples/problems.ts'
import type { NodeRef } from '../nodes/schemas.ts'
import type { gapRoutes } from './routes.ts'
import type { GapCause, RankedGap, WaterfallBar } from './schemas.ts'

const bar = (
  key: string,
  label: string,
  kind: WaterfallBar['kind'],
  [start, end]: [number, number],
  eventIds: string[] = [],
): WaterfallBar => ({ key, label, kind, value: Math.round((end - start) * 10) / 10, start, end, eventIds })

/** Tindrevik A on 18 November: a separation test was planned, the trip of A-03 was not. */
const waterfall: WaterfallBar[] = [
  bar('potential', 'Potential', 'total', [0, 5650]),
  bar('planned:wells', 'Wells (planned)', 'planned', [5650, 5588.6], ['DE-20817']),
  bar('plan-allowance', 'Plan allowance', 'rest', [5588.6, 5450]),
  bar('plan', 'Plan', 'total', [0, 5450]),
  bar('unplanned:process', 'Process (unplanned)', 'unplanned', [5450, 4250], ['DE-20842']),
  bar('unexplained', 'Unexplained', 'rest', [4250, 4284.8]),
  bar('actual', 'Actual', 'total', [0, 4284.8]),
]

const trip: GapCause = {
  category: 'process',
  reason: 'Lift gas compressor tripped on high vibration',
  planned: false,
  since: '2026-11-17T16:00:00.000Z',
  until: null,
  eventId: 'DE-20842',
  deferred: 1200,
}

const wellTest: GapCause = {
  category: 'wells',
  reason: 'Well test through the test separator',
  planned: true,
  since: '2026-11-18T08:00:00.000Z',
  until: '2026-11-18T16:00:00.000Z',
  eventId: 'DE-20817',
  deferred: 61.4,
}

const ranked = (node: NodeRef, gap: number, actual: number, plan: number, causes: GapCause[]): RankedGap => ({
  node,
  path: [nodes.tindrevik, nodes.tindrevikNorth, nodes.tindrevikA],
  gap,
  gapPerDay: gap,
  actual,
  plan,
  coverage: fullCoverage,
  causes,
})

/** The example day alone. */
const range = { from: '2026-11-18', to: '2026-11-19' } as const

export const gapExamples: ExamplesOf<typeof gapRoutes> = {
  readGapDrivers: {
    request: { query: { node: nodes.tindrevikA.id, ...range } },
    200: {
      data: {
        node: nodes.tindrevikA,
        ...range,
        quantity: 'oil_production',
        unit: units.volume,
        waterfall,
        ranked: [
          ranked(nodes.wellA3, -1150, 0, 1150, [trip]),
          ranked(nodes.wellA2, -25.8, 1874.2, 1900, [wellTest]),
          ranked(nodes.wellA1, 10.6, 2410.6, 2400, []),
        ],
      },
      meta: productionMeta(),
    },
    ...problemExamplesWithNotFound,
  },
}
