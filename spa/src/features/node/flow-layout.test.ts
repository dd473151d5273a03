import { apiExamples } from '@tieback/contracts/examples'
import type { FlowBalance, FlowSink, PhaseFlow } from '@tieback/contracts'
import { balanceFlow, type FlowVolume, type NodeLink } from '@tieback/domain'
import { describe, expect, it } from 'vitest'
import { flowOf, type NodeFlow, placeStreams } from './flow-layout.ts'

const noOutflow: Record<FlowSink, number> = {
  export: 0,
  fuel: 0,
  flare: 0,
  injection: 0,
  disposal: 0,
  'stock-change': 0,
  unaccounted: 0,
}

const answer = apiExamples.flow.readProductionFlow[200].data
const facility = answer.node.id
const wellsBelow = new Map(answer.nodes.map((node) => [node.id, node.id === facility ? null : facility]))
const flowOfPhase = (phase: PhaseFlow['phase']) => {
  const found = answer.phases.find((candidate) => candidate.phase === phase)
  if (!found) throw new Error(`the example has no ${phase}`)
  // The example leaves out what the wells themselves balance to; the API gives that too.
  const wells = found.links
    .filter((link) => link.to === facility)
    .map((link): FlowBalance => ({ nodeId: link.from, inflow: link.value, outflow: noOutflow, unaccounted: 0 }))
  return flowOf({ ...found, balances: [...wells, ...found.balances] }, answer.nodes, facility, wellsBelow)
}

/** An asset of two hubs; the second has a facility with an exporting and an injecting well. */
const links: NodeLink[] = [
  { childId: 'hub-1', parentId: 'asset-1' },
  { childId: 'hub-2', parentId: 'asset-1' },
  { childId: 'facility-2', parentId: 'hub-2' },
  { childId: 'well-2', parentId: 'facility-2' },
  { childId: 'well-3', parentId: 'facility-2' },
]
const parents = new Map<string, string | null>([
  ['asset-1', null],
  ...links.map(({ childId, parentId }) => [childId, parentId] as const),
])

function networkFlow(volumes: [nodeId: string, flow: FlowVolume['flow'], value: number][]) {
  const stated = volumes.map(([nodeId, flow, value]): FlowVolume => ({ nodeId, flow, value, quality: 'good' }))
  const phase: PhaseFlow = {
    phase: 'gas',
    unit: { unit: 'm3', reference: 'metric', basis: null, label: 'Sm³' },
    ...balanceFlow('asset-1', links, stated),
  }
  return flowOf(phase, [{ id: 'hub-1', kind: 'hub', name: 'First' }], 'asset-1', parents)
}

const columns = (flow: NodeFlow | null) => ({
  in: flow?.inflows.map(({ label, value }) => [label, value]),
  out: flow?.outflows.map(({ label, value }) => [label, value]),
})

describe('the flow of a facility', () => {
  it.each(answer.phases.map(({ phase }) => phase))('has as much out as in: %s', (phase) => {
    const flow = flowOfPhase(phase)
    expect(flow?.total).toBeGreaterThan(0)
    expect(Math.abs(flow?.error ?? NaN)).toBeLessThan(1e-6 * (flow?.total ?? 0))
  })

  it('names the wells that gave and leaves out those that gave nothing, largest first', () => {
    expect(flowOfPhase('oil')?.inflows.map(({ label }) => label)).toEqual(['A-01', 'A-02'])
  })

  it('shows what is unaccounted, on the side where it is missing', () => {
    expect(flowOfPhase('oil')?.outflows.find(({ kind }) => kind === 'unaccounted')?.value).toBeCloseTo(7.5)
    const gas = flowOfPhase('gas')
    expect(gas?.inflows.find(({ kind }) => kind === 'unaccounted')?.value).toBeCloseTo(1205.2)
    expect(gas?.outflows.some(({ kind }) => kind === 'unaccounted')).toBe(false)
  })
})

describe('the flow of an asset', () => {
  it('counts what left far below, and names the branches it came from', () => {
    const flow = networkFlow([
      ['hub-1', 'production', 60],
      ['hub-1', 'export', 58],
      ['well-2', 'production', 40],
      ['facility-2', 'export', 30],
      ['facility-2', 'flare', 6],
    ])
    expect(columns(flow)).toEqual({
      in: [
        ['First', 60],
        ['hub-2', 40],
      ],
      out: [
        ['Export', 88],
        ['Flare', 6],
        ['Unaccounted', 6],
      ],
    })
    expect(flow?.error).toBeCloseTo(0)
  })

  it('sends gas back down to the well that injects it without counting it twice', () => {
    const flow = networkFlow([
      ['well-2', 'production', 40],
      ['well-3', 'injection', 25],
      ['facility-2', 'export', 15],
    ])
    expect(columns(flow)).toEqual({
      in: [['hub-2', 40]],
      out: [
        ['Injection', 25],
        ['Export', 15],
      ],
    })
  })

  it('takes out of stock as an inflow', () => {
    const flow = networkFlow([
      ['hub-1', 'production', 10],
      ['hub-1', 'export', 12],
      ['hub-1', 'stock-change', -2],
    ])
    expect(columns(flow)).toEqual({
      in: [
        ['First', 10],
        ['From stock', 2],
      ],
      out: [['Export', 12]],
    })
  })

  it('calls a figure that only the asset has its own', () => {
    expect(columns(networkFlow([['asset-1', 'production', 5]])).in).toEqual([['Own production', 5]])
  })

  it('gathers the smallest of many wells without losing any', () => {
    const wells = Array.from({ length: 30 }, (_, index) => `well-${String(index + 10)}`)
    const volumes = wells.map((nodeId, index): FlowVolume => ({
      nodeId,
      flow: 'production',
      value: index + 1,
      quality: 'good',
    }))
    const network = wells.map((childId): NodeLink => ({ childId, parentId: 'hub-1' }))
    const phase: PhaseFlow = {
      phase: 'oil',
      unit: { unit: 'm3', reference: 'metric', basis: null, label: 'Sm³' },
      ...balanceFlow('hub-1', network, volumes),
    }
    const flow = flowOf(phase, [], 'hub-1', new Map(network.map(({ childId, parentId }) => [childId, parentId])))
    expect(flow?.inflows).toHaveLength(8)
    expect(flow?.inflows.at(-1)).toMatchObject({ label: '23 others', value: 276 })
    expect(flow?.total).toBe(465)
  })

  it('is null without a balance, and empty for a day on which nothing flowed', () => {
    expect(networkFlow([])).toBeNull()
    expect(networkFlow([['hub-1', 'production', 0]])).toMatchObject({ inflows: [], outflows: [], total: 0 })
  })
})

describe('the bands', () => {
  it('fill the bar in proportion, without gap or overlap', () => {
    const streams = flowOfPhase('gas')?.inflows ?? []
    const total = flowOfPhase('gas')?.total ?? 0
    const placed = placeStreams(streams, total, 200, 28)
    placed.forEach((stream, index) => {
      const before = placed[index - 1]
      expect(stream.bandTop).toBeCloseTo(before ? before.bandTop + before.bandHeight : 0)
      expect(stream.slotTop).toBe(index * 28)
    })
    const last = placed.at(-1)
    expect((last?.bandTop ?? 0) + (last?.bandHeight ?? 0)).toBeCloseTo(200)
  })

  it('have no height where nothing flows', () => {
    const streams = [{ key: 'a', label: 'A', kind: 'own', node: null, value: 0 } as const]
    expect(placeStreams(streams, 0, 200, 28)[0]?.bandHeight).toBe(0)
  })
})
