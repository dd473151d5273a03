import { FlowBalance, type FlowLink } from '@tieback/contracts'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { NodeLink } from '../network/tree.ts'
import { balanceFlow, type FlowVolume } from './flow-balance.ts'

const links: NodeLink[] = [
  { childId: 'well-1', parentId: 'facility' },
  { childId: 'well-2', parentId: 'facility' },
  { childId: 'injector', parentId: 'facility' },
  { childId: 'facility', parentId: 'hub' },
]

const volume = (
  nodeId: string,
  flow: FlowVolume['flow'],
  value: number | null,
  quality: FlowVolume['quality'] = 'good',
): FlowVolume => ({ nodeId, flow, value, quality })

type Flows = ReturnType<typeof balanceFlow>

const linkValues = (flows: Flows): Record<string, number> =>
  Object.fromEntries(flows.links.map(({ from, to, value }) => [`${from} > ${to}`, value]))

/** Fails unless at every node own production + links in = links out, and what its balance says agrees with the links. */
const expectBalanced = ({ links: flowLinks, balances }: Flows, ownProduction: (nodeId: string) => number): void => {
  const total = (chosen: FlowLink[]): number => chosen.reduce((sum, { value }) => sum + value, 0)
  const scale = Math.max(1, ...flowLinks.map(({ value }) => Math.abs(value)))
  const isNear = (a: number, b: number): boolean => Math.abs(a - b) <= 1e-6 * scale
  for (const { nodeId, inflow, outflow, unaccounted } of balances) {
    const into = total(flowLinks.filter(({ to }) => to === nodeId))
    const out = flowLinks.filter(({ from }) => from === nodeId)
    const intoSinks = total(out.filter(({ to }) => to.startsWith('sink:')))
    expect(isNear(inflow, ownProduction(nodeId) + into)).toBe(true)
    expect(isNear(inflow, total(out))).toBe(true)
    expect(
      isNear(
        intoSinks,
        Object.values(outflow).reduce((sum, value) => sum + value, 0),
      ),
    ).toBe(true)
    expect(outflow.unaccounted).toBe(unaccounted)
  }
}

describe('balanceFlow', () => {
  it('brings production up, lets out what is stated, and leaves the rest unaccounted at the root', () => {
    const flows = balanceFlow('hub', links, [
      volume('well-1', 'production', 100),
      volume('well-2', 'production', 60),
      volume('facility', 'fuel', 10),
      volume('facility', 'flare', 5),
      volume('hub', 'export', 140),
    ])
    expect(linkValues(flows)).toEqual({
      'well-1 > facility': 100,
      'well-2 > facility': 60,
      'facility > sink:fuel': 10,
      'facility > sink:flare': 5,
      'facility > hub': 145,
      'hub > sink:export': 140,
      'hub > sink:unaccounted': 5,
    })
    expect(flows.balances.find(({ nodeId }) => nodeId === 'facility')).toEqual({
      nodeId: 'facility',
      inflow: 160,
      outflow: { export: 0, fuel: 10, flare: 5, injection: 0, disposal: 0, 'stock-change': 0, unaccounted: 0 },
      unaccounted: 0,
    })
    expect(flows.balances.every((balance) => FlowBalance.safeParse(balance).success)).toBe(true)
  })

  it('leaves the rest unaccounted at whichever node is asked for', () => {
    const flows = balanceFlow('facility', links, [
      volume('well-1', 'production', 100),
      volume('facility', 'export', 97),
    ])
    expect(linkValues(flows)).toMatchObject({ 'facility > sink:unaccounted': 3 })
  })

  it('gives a negative unaccounted where more went out than came in', () => {
    const flows = balanceFlow('facility', links, [
      volume('well-1', 'production', 100),
      volume('facility', 'export', 103),
    ])
    expect(flows.balances.at(-1)?.unaccounted).toBe(-3)
  })

  it('sends down to an injector what it takes', () => {
    const flows = balanceFlow('facility', links, [
      volume('well-1', 'production', 100),
      volume('injector', 'injection', 70),
      volume('facility', 'disposal', 30),
    ])
    expect(linkValues(flows)).toEqual({
      'well-1 > facility': 100,
      'facility > injector': 70,
      'injector > sink:injection': 70,
      'facility > sink:disposal': 30,
      'facility > sink:unaccounted': 0,
    })
    expect(flows.balances.find(({ nodeId }) => nodeId === 'injector')).toMatchObject({ inflow: 70 })
  })

  it('counts a volume once where a node repeats what nodes below it said', () => {
    const flows = balanceFlow('hub', links, [
      volume('well-1', 'production', 0.1),
      volume('well-2', 'production', 0.2),
      volume('facility', 'production', 0.3),
      volume('facility', 'export', 0.3),
      volume('hub', 'export', 0.3),
    ])
    expect(Object.keys(linkValues(flows))).not.toContain('hub > sink:export')
    expect(linkValues(flows)['hub > sink:unaccounted']).toBeCloseTo(0, 12)
  })

  it('lets out at a node what it states beyond the nodes below', () => {
    const flows = balanceFlow('hub', links, [
      volume('well-1', 'production', 50),
      volume('facility', 'export', 10),
      volume('hub', 'export', 45),
    ])
    expect(linkValues(flows)).toMatchObject({
      'facility > sink:export': 10,
      'hub > sink:export': 35,
      'hub > sink:unaccounted': 5,
    })
  })

  it('takes stock that shrinks as a negative volume into stock', () => {
    const flows = balanceFlow('facility', links, [
      volume('well-1', 'production', 100),
      volume('facility', 'stock-change', -20),
      volume('facility', 'export', 120),
    ])
    expect(flows.balances.at(-1)).toMatchObject({ outflow: { 'stock-change': -20 }, unaccounted: 0 })
  })

  it('does not count what is not known, and leaves out nodes that nothing was said of', () => {
    const flows = balanceFlow('hub', links, [
      volume('well-1', 'production', 100),
      volume('well-2', 'production', null, 'missing'),
      volume('injector', 'production', 9999, 'bad'),
    ])
    expect(flows.balances.map(({ nodeId }) => nodeId)).toEqual(['well-1', 'facility', 'hub'])
    expect(balanceFlow('hub', links, [])).toEqual({ links: [], balances: [] })
  })

  it('keeps a well that measured zero', () => {
    const flows = balanceFlow('facility', links, [volume('well-1', 'production', 0)])
    expect(linkValues(flows)).toEqual({ 'well-1 > facility': 0, 'facility > sink:unaccounted': 0 })
  })

  it('carries the worst quality that a volume rests on', () => {
    const flows = balanceFlow('hub', links, [
      volume('well-1', 'production', 100, 'estimated'),
      volume('well-2', 'production', 60),
      volume('facility', 'fuel', 10, 'uncertain'),
    ])
    const quality = (from: string, to: string) =>
      flows.links.find((link) => link.from === from && link.to === to)?.quality
    expect(quality('well-2', 'facility')).toBe('good')
    expect(quality('facility', 'sink:fuel')).toBe('uncertain')
    expect(quality('facility', 'hub')).toBe('estimated')
  })

  it('passes over nodes outside of the tree of the root', () => {
    const flows = balanceFlow('well-1', links, [volume('well-1', 'production', 7), volume('well-2', 'production', 8)])
    expect(linkValues(flows)).toEqual({ 'well-1 > sink:unaccounted': 7 })
  })

  it('refuses two volumes of one kind, two parents, and loops', () => {
    const twice = [volume('well-1', 'production', 1), volume('well-1', 'production', 2)]
    expect(() => balanceFlow('hub', links, twice)).toThrow(/two volumes of well-1, production/)
    expect(() => balanceFlow('hub', [...links, { childId: 'well-1', parentId: 'hub' }], [])).toThrow(RangeError)
    expect(() => balanceFlow('hub', [...links, { childId: 'hub', parentId: 'well-1' }], [])).toThrow(RangeError)
  })

  it('balances every node of generated networks, and loses nothing on the way', () => {
    const anyValue = fc.double({ min: 0, max: 1e6, noNaN: true })
    const anyNode = fc.record({
      parent: fc.nat(),
      production: fc.option(anyValue),
      sinks: fc.dictionary(
        fc.constantFrom('export', 'fuel', 'flare', 'injection', 'disposal', 'stock-change'),
        anyValue,
      ),
    })
    fc.assert(
      fc.property(fc.array(anyNode, { minLength: 1, maxLength: 50 }), (nodes) => {
        // Each node hangs below one made before it, so the links are a tree whatever was drawn.
        const tree = nodes.map(({ parent }, index) => ({
          childId: `n${index + 1}`,
          parentId: `n${parent % (index + 1)}`,
        }))
        const parents = new Set(tree.map(({ parentId }) => parentId))
        const isLeaf = (index: number): boolean => !parents.has(`n${index + 1}`)
        const production = nodes.flatMap(({ production: value }, index) =>
          isLeaf(index) ? [volume(`n${index + 1}`, 'production', value)] : [],
        )
        const stated = nodes.flatMap(({ sinks }, index) =>
          // Safe: the dictionary was drawn with these keys alone.
          Object.entries(sinks).map(([sink, value]) => volume(`n${index + 1}`, sink as FlowVolume['flow'], value)),
        )
        const flows = balanceFlow('n0', tree, [...production, ...stated])
        const produced = new Map(production.map(({ nodeId, value }) => [nodeId, value ?? 0]))
        expectBalanced(flows, (nodeId) => produced.get(nodeId) ?? 0)
        const out = flows.links.filter(({ to }) => to.startsWith('sink:')).reduce((sum, { value }) => sum + value, 0)
        const total = [...produced.values()].reduce((sum, value) => sum + value, 0)
        expect(Math.abs(out - total)).toBeLessThanOrEqual(1e-6 * Math.max(1, total))
      }),
      { numRuns: 300 },
    )
  })
})
