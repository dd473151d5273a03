import type { NodeState, Quality, Quantity, ReferenceCondition, SourceStatus } from '@tieback/contracts'
import { describe, expect, it } from 'vitest'
import { describeUnit, formatFigure, formatWithUnit } from './format.ts'
import { entryOf, placeOf } from './known.ts'
import { factsOf } from './quantities.ts'
import { markOfSource, markOfState } from './state-mark.tsx'
import { qualityTitle, wordFor } from './wording.ts'

// Words that an API of the same version may send one day; types know those of today alone.
const quantity = 'hydrogen_production' as Quantity
const reference = 'summer' as ReferenceCondition

describe('a word that the API learnt after this page was built', () => {
  it('is shown as it came', () => {
    expect(wordFor(qualityTitle, 'guessed' as Quality)).toBe('guessed')
    expect(wordFor(qualityTitle, 'good')).toBe('good')
  })

  it('is no property that every object has', () => {
    expect(entryOf(qualityTitle, 'constructor')).toBeUndefined()
    expect(wordFor(qualityTitle, 'toString' as Quality)).toBe('toString')
  })

  it('has a mark that says neither good nor bad', () => {
    expect(markOfState('resting' as Exclude<NodeState, 'normal'>)).toBe('info')
    expect(markOfSource('paused' as SourceStatus)).toBe('info')
    expect([markOfState('attention'), markOfSource('ok')]).toEqual(['warning', 'ok'])
  })

  it('stands last in an order', () => {
    expect(placeOf(['plan', 'measured'], 'measured')).toBe(1)
    expect(placeOf(['plan', 'measured'], 'modelled')).toBe(2)
  })

  it('names a quantity, whose figures are printed like a reading', () => {
    expect(factsOf(quantity)).toEqual({ title: 'hydrogen_production', phase: null, flow: 'gauge' })
    expect(formatFigure(12.34, quantity, 'metric', 'en')).toBe('12.3')
    expect(factsOf('oil_production').title).toBe('Oil production')
    expect(formatFigure(12.34, 'oil_production', 'metric', 'en')).toBe('12')
  })

  it('names the conditions of a unit', () => {
    const unit = { unit: 'm3', reference, basis: null, label: 'm³' } as const
    expect(describeUnit(unit)).toBe('m³ at summer conditions')
    expect(formatWithUnit(5, unit, quantity, 'metric', 'en')).toBe('5.0 m³')
  })
})
