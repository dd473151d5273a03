import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { NodeLink } from '../network/tree.ts'
import { rollUpTree, type NodeFact } from './roll-up-tree.ts'

const links: NodeLink[] = [
  { childId: 'well-1', parentId: 'facility' },
  { childId: 'well-2', parentId: 'facility' },
  { childId: 'facility', parentId: 'hub' },
]

const fact = (nodeId: string, value: number | null, changes: Partial<NodeFact> = {}): NodeFact => ({
  nodeId,
  quantity: 'oil_production',
  measure: 'allocated',
  value,
  quality: value === null ? 'missing' : 'good',
  status: 'approved',
  coverage: null,
  ...changes,
})

const find = (facts: NodeFact[], nodeId: string, changes: Partial<NodeFact> = {}): NodeFact | undefined =>
  facts.find((row) => {
    const wanted = { nodeId, quantity: 'oil_production', measure: 'allocated', ...changes }
    return row.nodeId === wanted.nodeId && row.quantity === wanted.quantity && row.measure === wanted.measure
  })

describe('rollUpTree', () => {
  it('carries wells to the facility and on to the hub, and returns only what it computed', () => {
    const computed = rollUpTree(links, [fact('well-1', 100), fact('well-2', 50)])
    const whole = { coverage: 1, measured: 1, estimated: 0, missing: 0 }
    expect(computed).toEqual([fact('facility', 150, { coverage: whole }), fact('hub', 150, { coverage: whole })])
  })

  it('keeps quantities and measures apart', () => {
    const computed = rollUpTree(links, [
      fact('well-1', 100),
      fact('well-1', 120, { measure: 'plan' }),
      fact('well-2', 9, { quantity: 'water_injection' }),
    ])
    expect(find(computed, 'hub')?.value).toBe(100)
    expect(find(computed, 'hub', { measure: 'plan' })?.value).toBe(120)
    expect(find(computed, 'hub', { quantity: 'water_injection' })?.value).toBe(9)
    expect(computed).toHaveLength(6)
  })

  it('expects a child that has a potential, and weighs it by that', () => {
    const computed = rollUpTree(links, [
      fact('well-1', 290),
      fact('well-1', 300, { measure: 'potential' }),
      fact('well-2', 100, { measure: 'potential' }),
    ])
    expect(find(computed, 'facility')).toMatchObject({ value: 290, coverage: { measured: 0.75, missing: 0.25 } })
    expect(find(computed, 'hub')).toMatchObject({ value: 290, coverage: { measured: 0.75, missing: 0.25 } })
    expect(find(computed, 'facility', { measure: 'potential' })?.value).toBe(400)
  })

  it('falls back on the plan where there is no potential, also where its row is empty', () => {
    const computed = rollUpTree(links, [
      fact('well-1', 290),
      fact('well-1', null, { measure: 'potential' }),
      fact('well-1', 300, { measure: 'plan' }),
      fact('well-2', 100, { measure: 'plan' }),
    ])
    expect(find(computed, 'facility')?.coverage?.missing).toBe(0.25)
  })

  it('expects a child whose row is there but empty, and not one that has nothing', () => {
    const more = [...links, { childId: 'well-3', parentId: 'facility' }]
    const computed = rollUpTree(more, [fact('well-1', 80), fact('well-2', null, { status: 'provisional' })])
    expect(find(computed, 'facility')).toMatchObject({ value: 80, status: 'provisional', coverage: { missing: 0.5 } })
  })

  it("lets the source's own figure of a parent stand, and adds it up from there", () => {
    const computed = rollUpTree(links, [fact('well-1', 100), fact('well-2', 50), fact('facility', 148)])
    expect(find(computed, 'facility')).toBeUndefined()
    expect(find(computed, 'hub')?.value).toBe(148)
  })

  it("lets the source's empty row of a parent stand as well", () => {
    const computed = rollUpTree(links, [fact('well-1', 100), fact('facility', null)])
    expect(computed.map(({ nodeId, value }) => [nodeId, value])).toEqual([['hub', null]])
  })

  it('leaves out hours and gauges, which do not add up', () => {
    const hours = fact('well-1', 24, { quantity: 'on_stream_hours', measure: 'measured' })
    expect(rollUpTree(links, [hours, fact('well-1', 90, { quantity: 'wellhead_pressure' })])).toEqual([])
  })

  it('computes nothing where there is nothing', () => {
    expect(rollUpTree(links, [])).toEqual([])
    expect(rollUpTree([], [fact('well-1', 1)])).toEqual([])
  })

  it('refuses two parents, loops, and two facts of one key', () => {
    expect(() => rollUpTree([...links, { childId: 'well-1', parentId: 'hub' }], [])).toThrow(RangeError)
    expect(() => rollUpTree([...links, { childId: 'hub', parentId: 'well-1' }], [])).toThrow(RangeError)
    expect(() => rollUpTree(links, [fact('well-1', 1), fact('well-1', 2)])).toThrow(/two facts of well-1/)
  })

  it('gives the top the sum of its leaves, on generated networks in any order of links', () => {
    const anyNetwork = fc
      .array(fc.tuple(fc.nat(), fc.option(fc.double({ min: 0, max: 1e5, noNaN: true }))), {
        minLength: 1,
        maxLength: 60,
      })
      .map((nodes) => ({
        // Each node hangs below one made before it, so the links are a tree whatever was drawn.
        links: nodes.map(([pick], index) => ({ childId: `n${index + 1}`, parentId: `n${pick % (index + 1)}` })),
        values: nodes.map(([, value], index) => ({ nodeId: `n${index + 1}`, value })),
      }))
    fc.assert(
      fc.property(anyNetwork, fc.infiniteStream(fc.nat()), ({ links: drawn, values }, order) => {
        const parents = new Set(drawn.map(({ parentId }) => parentId))
        const leaves = values.filter(({ nodeId }) => !parents.has(nodeId))
        const shuffled = drawn.toSorted(() => ((order.next().value ?? 0) % 2) - 0.5)
        const computed = rollUpTree(
          shuffled,
          leaves.map(({ nodeId, value }) => fact(nodeId, value)),
        )
        const given = leaves.map(({ value }) => value).filter((value) => value !== null)
        const top = find(computed, 'n0')
        if (given.length === 0) expect(top?.value).toBeNull()
        else
          expect(top?.value).toBeCloseTo(
            given.reduce((sum, value) => sum + value, 0),
            6,
          )
      }),
      { numRuns: 300 },
    )
  })
})
