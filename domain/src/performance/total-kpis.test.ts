import type { Figure, Kpi } from '@tieback/contracts'
import { describe, expect, it } from 'vitest'
import { toKpi } from './kpi.ts'
import { isKpiExpected, totalKpis } from './total-kpis.ts'

const unit: Kpi['unit'] = { unit: 'm3', reference: 'metric', basis: null, label: 'Sm³' }

const figure = (value: number | null): Figure => ({
  value,
  quality: value === null ? 'missing' : 'good',
  status: value === null ? null : 'approved',
  coverage: value === null ? null : { coverage: 1, measured: 1, estimated: 0, missing: 0 },
  refused: null,
})

const kpi = (quantity: Kpi['quantity'], actual: number | null, plan: number | null): Kpi =>
  toKpi({
    quantity,
    unit,
    actualMeasure: actual === null ? null : 'allocated',
    actual: figure(actual),
    plan: figure(plan),
    potential: figure(plan),
  })

describe('totalKpis', () => {
  it('sums each quantity by itself, in the order of the contract', () => {
    const totals = totalKpis(
      [kpi('gas_production', 5, 6), kpi('oil_production', 90, 100), kpi('oil_production', 8, 10)],
      0,
    )
    expect(totals.map(({ quantity, actual, plan }) => [quantity, actual.value, plan.value])).toEqual([
      ['oil_production', 98, 110],
      ['gas_production', 5, 6],
    ])
    expect(totals[0]).toMatchObject({ delta: -12, actualMeasure: 'allocated' })
  })

  it('compares only the nodes that have an actual: one that is missing is not one of nothing', () => {
    const [total] = totalKpis([kpi('oil_production', 90, 100), kpi('oil_production', null, 100)], 0)
    expect(total?.delta).toBe(-10)
    expect(total?.deltaShare).toBe(-0.1)
    expect(total?.actual.coverage?.coverage).toBe(0.5)
  })

  it('withholds a sum that rests on too little', () => {
    const [total] = totalKpis([kpi('oil_production', 90, 100), kpi('oil_production', null, 200)], 0.5)
    expect(total?.actual).toMatchObject({ value: null, refused: { threshold: 0.5 } })
  })

  it('passes over a node that was to deliver nothing', () => {
    expect(isKpiExpected(kpi('oil_production', null, null))).toBe(false)
    expect(totalKpis([kpi('oil_production', null, null)], 0)).toEqual([])
  })
})
