import { describe, expect, it } from 'vitest'
import { groupBySharedFigures } from './figure-twins.ts'
import { parseEnergyComponentsMapping } from './mapping.ts'
import { testMapping } from './test/test-site.ts'

const gas = (quantity: string, className: string, more: Record<string, unknown> = {}) => ({
  ...testMapping().datasets.wellDay,
  class: className,
  fields: { [quantity]: { column: 'gas', unit: '1000 m3', reference: 'metric', measure: 'allocated' } },
  ...more,
})

const groupsOf = (datasets: Record<string, unknown>) =>
  groupBySharedFigures(parseEnergyComponentsMapping({ ...testMapping(), datasets }).datasets.production).map((group) =>
    group.map(({ name }) => name),
  )

describe('datasets that can be read at the same time', () => {
  it('are those that share neither a figure nor a class', () => {
    expect(
      groupsOf({
        a: gas('gas_production', 'one'),
        b: gas('gas_injection', 'two'),
        c: gas('gas_production', 'three'),
        d: gas('gas_lift', 'two'),
      }),
    ).toEqual([
      ['a', 'c'],
      ['b', 'd'],
    ])
  })

  it('keep days apart from months', () => {
    const month = gas('gas_production', 'two', { grain: 'month' })
    expect(groupsOf({ a: gas('gas_production', 'one'), b: month })).toEqual([['a'], ['b']])
  })

  it('are joined by a dataset that shares with both, in the mapping’s order', () => {
    const both = {
      ...gas('gas_production', 'three'),
      fields: { ...gas('gas_production', 'x').fields, ...gas('gas_lift', 'x').fields },
    }
    expect(groupsOf({ a: gas('gas_lift', 'one'), b: gas('gas_production', 'two'), c: both })).toEqual([['a', 'b', 'c']])
  })
})
