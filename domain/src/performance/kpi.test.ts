import { Figure, Kpi } from '@tieback/contracts'
import { describe, expect, it } from 'vitest'
import type { RolledUp } from '../roll-up/roll-up.ts'
import { displayUnit } from '../units/display.ts'
import { toFigure, toKpi } from './kpi.ts'

const rolled = (value: number | null, coverage: number | null): RolledUp => ({
  value,
  quality: value === null ? 'missing' : 'good',
  status: 'provisional',
  coverage: coverage === null ? null : { coverage, measured: coverage, estimated: 0, missing: 1 - coverage },
})

const kpi = (actual: number | null, plan: number | null): Kpi =>
  toKpi({
    quantity: 'oil_production',
    unit: displayUnit('oil_production', 'metric', 'volume'),
    actualMeasure: 'allocated',
    actual: toFigure(rolled(actual, 1)),
    plan: toFigure(rolled(plan, 1)),
    potential: toFigure(rolled(null, null)),
  })

describe('toFigure', () => {
  it('gives a total that rests on enough', () => {
    expect(toFigure(rolled(100, 0.8))).toMatchObject({ value: 100, refused: null, status: 'provisional' })
  })

  it('withholds one that rests on less than half, and says why', () => {
    const figure = toFigure(rolled(100, 0.49))
    expect(figure).toMatchObject({
      value: null,
      quality: 'good',
      refused: { reason: 'not-enough-data', coverage: 0.49, threshold: 0.5 },
    })
    expect(Figure.safeParse(figure).success).toBe(true)
  })

  it('takes exactly the threshold as enough, and any threshold of the site', () => {
    expect(toFigure(rolled(100, 0.5)).value).toBe(100)
    expect(toFigure(rolled(100, 0.8), 0.9)).toMatchObject({ value: null, refused: { threshold: 0.9 } })
    expect(toFigure(rolled(100, 0.01), 0).value).toBe(100)
  })

  it('withholds nothing where there is nothing', () => {
    expect(toFigure(rolled(null, 0))).toMatchObject({ value: null, refused: null })
  })

  it("gives a source's own value, which has no coverage", () => {
    expect(toFigure(rolled(0, null))).toMatchObject({ value: 0, coverage: null, refused: null })
  })
})

describe('toKpi', () => {
  it('gives delta and its share, negative below plan', () => {
    expect(kpi(90, 100)).toMatchObject({ delta: -10, deltaShare: -0.1 })
    expect(Kpi.safeParse(kpi(90, 100)).success).toBe(true)
  })

  it('gives no share of a plan of zero', () => {
    expect(kpi(5, 0)).toMatchObject({ delta: 5, deltaShare: null })
  })

  it('gives no delta where actual or plan is missing: null is not zero', () => {
    expect(kpi(null, 100)).toMatchObject({ delta: null, deltaShare: null })
    expect(kpi(90, null)).toMatchObject({ delta: null, deltaShare: null })
  })

  it('gives a delta of minus the plan for a measured zero', () => {
    expect(kpi(0, 100)).toMatchObject({ delta: -100, deltaShare: -1 })
  })
})
