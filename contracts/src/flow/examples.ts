import type { ExamplesOf } from '../examples/examples-of.ts'
import { exampleDay, nodes, productionMeta, units } from '../examples/field.ts'
import { problemExamplesWithNotFound } from '../examples/problems.ts'
import type { flowRoutes } from './routes.ts'
import type { FlowLink, FlowSink, PhaseFlow } from './schemas.ts'

const link = (from: string, to: string, value: number): FlowLink => ({ from, to, value, quality: 'good' })

/** A phase of Tindrevik A: what its wells sent in, and where it went. Both sides sum to the same. */
function phaseFlow(
  phase: PhaseFlow['phase'],
  wells: [a1: number, a2: number],
  out: Partial<Record<FlowSink, number>>,
): PhaseFlow {
  const facility = nodes.tindrevikA.id
  const outflow = { export: 0, fuel: 0, flare: 0, injection: 0, disposal: 0, 'stock-change': 0, unaccounted: 0, ...out }
  const sinks = Object.entries(outflow).filter(([, value]) => value !== 0)
  return {
    phase,
    unit: units.volume,
    links: [
      link(nodes.wellA1.id, facility, wells[0]),
      link(nodes.wellA2.id, facility, wells[1]),
      link(nodes.wellA3.id, facility, 0),
      ...sinks.map(([sink, value]) => link(facility, `sink:${sink}`, value)),
    ],
    balances: [
      {
        nodeId: facility,
        inflow: Math.round((wells[0] + wells[1]) * 10) / 10,
        outflow,
        unaccounted: outflow.unaccounted,
      },
    ],
  }
}

export const flowExamples: ExamplesOf<typeof flowRoutes> = {
  readProductionFlow: {
    request: { query: { node: nodes.tindrevikA.id, day: exampleDay.day } },
    200: {
      data: {
        node: nodes.tindrevikA,
        day: exampleDay,
        nodes: [nodes.tindrevikA, nodes.wellA1, nodes.wellA2, nodes.wellA3],
        phases: [
          phaseFlow('oil', [2410.6, 1874.2], { export: 4268.3, 'stock-change': 9, unaccounted: 7.5 }),
          phaseFlow('gas', [342305.2, 258639.6], {
            export: 521800,
            fuel: 61250,
            flare: 4100,
            injection: 15000,
            unaccounted: -1205.2,
          }),
          phaseFlow('water', [747.3, 824.6], { injection: 1200, disposal: 368.4, unaccounted: 3.5 }),
        ],
      },
      meta: productionMeta(),
    },
    ...problemExamplesWithNotFound,
  },
}
