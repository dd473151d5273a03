import type { Change } from '@tieback/contracts'
import { apiExamples } from '@tieback/contracts/examples'
import { describe, expect, it } from 'vitest'
import { restatements, statusLifts } from './change-groups.ts'

const { changes } = apiExamples.changes.listChanges[200].data
const example = (kind: Change['kind']): Change => {
  const found = changes.find((change) => change.kind === kind)
  if (!found) throw new Error(`the contract has no example that is ${kind}`)
  return found
}
const [restated, lifted, withdrawn] = [example('restated'), example('status'), example('withdrawn')]
const other = { ...restated.node, id: 'well-other', name: 'V-9' }

describe('what moved', () => {
  it('is one line for all figures of a node on a day, the number of record first, each cause once', () => {
    const [line, ...rest] = restatements([
      { ...restated, quantity: 'gas_production', measure: 'measured', before: 9, after: 8 },
      { ...restated, quantity: 'gas_production', before: 90, after: 80 },
      { ...restated, before: 812, after: 798 },
    ])
    expect(rest).toEqual([])
    expect(line?.moves.map(({ quantity, measure, before, after }) => [quantity, measure, before, after])).toEqual([
      ['oil_production', 'allocated', 812, 798],
      ['gas_production', 'allocated', 90, 80],
      ['gas_production', 'measured', 9, 8],
    ])
    expect(line?.causes).toEqual([restated.cause])
  })

  it('leads from the first to the last value of a figure that moved twice', () => {
    const [line] = restatements([
      { ...restated, knownAt: '2026-11-19T08:00:00.000Z', before: 805, after: 798, cause: 'Well test' },
      { ...restated, knownAt: '2026-11-19T06:00:00.000Z', before: 812, after: 805 },
    ])
    expect(line?.moves).toMatchObject([{ before: 812, after: 798 }])
    expect(line?.knownAt).toBe('2026-11-19T08:00:00.000Z')
    expect(line?.causes).toEqual(['Well test', restated.cause])
  })

  it('keeps days, nodes and months apart, newest first and the largest of one moment before the rest', () => {
    const lines = restatements([
      { ...restated, knownAt: '2026-11-19T09:00:00.000Z', day: '2026-11-08', before: 10, after: 11 },
      { ...restated, before: 10, after: 12 },
      { ...restated, node: other, before: 10, after: 20 },
      { ...restated, day: '2026-11-01', grain: 'month', before: 10, after: 13 },
    ])
    expect(lines.map(({ node, day, moves: [move] }) => [node.name, day, move?.after])).toEqual([
      [restated.node.name, '2026-11-08', 11],
      ['V-9', restated.day, 20],
      [restated.node.name, '2026-11-01', 13],
      [restated.node.name, restated.day, 12],
    ])
  })

  it('puts what was approved before what is still provisional, however large or new', () => {
    const lines = restatements([
      {
        ...restated,
        knownAt: '2026-11-19T09:00:00.000Z',
        node: other,
        statusBefore: 'provisional',
        before: 0,
        after: 99,
      },
      { ...restated, statusBefore: 'approved', before: 10, after: 11 },
    ])
    expect(lines.map((line) => line.status)).toEqual(['approved', 'provisional'])
  })

  it('is withdrawn only where nothing is left', () => {
    expect(restatements([withdrawn])).toMatchObject([{ kind: 'withdrawn', moves: [{ after: null }] }])
    expect(
      restatements([withdrawn, { ...withdrawn, kind: 'restated', quantity: 'gas_production', after: 1 }]),
    ).toMatchObject([{ kind: 'restated' }])
  })

  it('leaves out what only changed its status', () => {
    expect(restatements([lifted])).toEqual([])
    expect(statusLifts([restated, withdrawn])).toEqual([])
  })
})

describe('status changes', () => {
  it('are one line a day and kind, with the nodes by name as people count', () => {
    const nodeOf = (name: string) => ({ ...lifted.node, id: `well-${name.toLowerCase().replace('-', '')}`, name })
    const lines = statusLifts([
      { ...lifted, node: nodeOf('V-10') },
      { ...lifted, node: nodeOf('V-2') },
      { ...lifted, node: nodeOf('V-2'), quantity: 'gas_production' },
    ])
    expect(lines).toMatchObject([{ day: lifted.day, before: 'provisional', after: 'verified', figures: 3 }])
    expect(lines[0]?.nodes.map(({ node, figures }) => [node.name, figures])).toEqual([
      ['V-2', 2],
      ['V-10', 1],
    ])
  })

  it('keep days and directions apart, newest day first', () => {
    const lines = statusLifts([
      { ...lifted, day: '2026-11-12' },
      { ...lifted, day: '2026-11-17', statusBefore: 'verified', statusAfter: 'approved' },
      { ...lifted, day: '2026-11-17', statusBefore: 'approved', statusAfter: 'provisional' },
    ])
    expect(lines.map(({ day, before, after }) => `${day} ${before} ${after ?? ''}`)).toEqual([
      '2026-11-17 verified approved',
      '2026-11-17 approved provisional',
      '2026-11-12 provisional verified',
    ])
  })
})
