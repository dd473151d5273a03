import type { ExamplesOf } from '../examples/examples-of.ts'
import { exampleDay, nodes, productionMeta, sourceStates, units } from '../examples/field.ts'
import { commonProblemExamples, problemExamplesWithNotFound } from '../examples/problems.ts'
import { producedKpis, wellsOf, type ExampleWell } from '../examples/production.ts'
import type { nodeRoutes } from './routes.ts'
import type { NodeRef, Signal, TreeNode } from './schemas.ts'

type State = Pick<TreeNode, 'deviation' | 'state' | 'worstBelow'>

const normal = (wells: readonly ExampleWell[]): State => ({
  ...attention(wells),
  state: 'normal',
  worstBelow: 'normal',
})
const attention = (wells: readonly ExampleWell[]): State => ({
  deviation: producedKpis(wells, 1)[0].deltaShare,
  state: 'attention',
  worstBelow: 'attention',
})
const noPlan = (state: TreeNode['state']): State => ({ deviation: null, state, worstBelow: state })

const treeNode = (
  node: NodeRef,
  parent: NodeRef | null,
  state: State,
  wellType: TreeNode['wellType'] = null,
): TreeNode => ({
  ...node,
  parentId: parent?.id ?? null,
  wellType,
  ...state,
})

const [wellA1, wellA2, wellA3] = wellsOf.tindrevikA
const [wellB1] = wellsOf.tindrevikB

const tree: TreeNode[] = [
  treeNode(nodes.gamlegrunn, null, noPlan('no-data')),
  treeNode(nodes.solmark, null, { deviation: -87_400 / 4_300_000, state: 'normal', worstBelow: 'normal' }),
  treeNode(nodes.tindrevik, null, attention(wellsOf.tindrevik)),
  treeNode(nodes.tindrevikNorth, nodes.tindrevik, attention(wellsOf.tindrevik)),
  treeNode(nodes.tindrevikA, nodes.tindrevikNorth, attention(wellsOf.tindrevikA)),
  treeNode(nodes.wellA1, nodes.tindrevikA, normal([wellA1]), 'oil-producer'),
  treeNode(nodes.wellA2, nodes.tindrevikA, normal([wellA2]), 'oil-producer'),
  treeNode(nodes.wellA3, nodes.tindrevikA, attention([wellA3]), 'oil-producer'),
  treeNode(nodes.wellA4, nodes.tindrevikA, noPlan('normal'), 'water-injector'),
  treeNode(nodes.tindrevikB, nodes.tindrevikNorth, normal(wellsOf.tindrevikB)),
  treeNode(nodes.wellB1, nodes.tindrevikB, normal([wellB1]), 'oil-producer'),
]

export const wellheadPressure: Signal = {
  id: 'sig-k3v8w1p6a2',
  node: nodes.wellA2,
  name: 'Wellhead pressure',
  quantity: 'wellhead_pressure',
  unit: units.pressure,
  sourceId: 'pi-offshore',
  sourceKey: 'TRA-02.WHP',
  interpolation: 'linear',
  expectedPeriodS: 300,
  lastSampleAt: '2026-11-19T08:40:00.000Z',
}

const oilRate: Signal = {
  ...wellheadPressure,
  id: 'sig-o5r2t9q4b7',
  name: 'Oil rate',
  quantity: 'oil_production',
  unit: units.rate,
  sourceKey: 'TRA-02.OIL_RATE',
}

export const nodeExamples: ExamplesOf<typeof nodeRoutes> = {
  listNodes: {
    request: { query: { day: exampleDay.day } },
    200: { data: { nodes: tree }, meta: productionMeta() },
    ...commonProblemExamples,
  },
  getNode: {
    request: { params: { id: nodes.wellA2.id }, query: { day: exampleDay.day } },
    200: {
      data: {
        node: { ...nodes.wellA2, wellType: 'oil-producer', code: 'TRA-02' },
        path: [nodes.tindrevik, nodes.tindrevikNorth, nodes.tindrevikA],
        siblings: [nodes.wellA1, nodes.wellA2, nodes.wellA3, nodes.wellA4],
        children: [],
        calendar: { id: 'offshore', timeZone: 'Europe/Oslo', dayStart: '06:00' },
        attributes: [{ name: 'Lift', value: 'gas lift' }],
        aliases: [
          { namespace: 'offshore', keyKind: 'code', value: 'TRA-02', validFrom: null, validTo: null },
          { namespace: 'offshore', keyKind: 'name', value: 'A-2', validFrom: null, validTo: '2024-03-01' },
          { namespace: 'offshore', keyKind: 'name', value: 'A-02', validFrom: '2024-03-01', validTo: null },
          { namespace: 'offshore', keyKind: 'object-id', value: '0E5B7C29A4D1', validFrom: null, validTo: null },
        ],
        signals: [oilRate, wellheadPressure],
        dataRange: { firstDay: '2025-10-15', lastDay: '2026-11-18', finest: 'day' },
      },
      meta: productionMeta({ sources: [sourceStates.energyComponents, sourceStates.pi], coverage: null }),
    },
    ...problemExamplesWithNotFound,
  },
}
