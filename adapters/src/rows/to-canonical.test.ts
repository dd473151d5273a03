import { describe, expect, it } from 'vitest'
import { compileConversion } from './to-canonical.ts'

describe('compileConversion', () => {
  it('brings a gas volume to the metric reference', () => {
    const toCanonical = compileConversion('gas_production', { unit: '1000 ft3', reference: 'us', basis: null })
    expect(toCanonical(35.383, 24)).toBeCloseTo(1000, 0)
  })

  it('keeps the volume of a liquid', () => {
    expect(compileConversion('oil_production', { unit: 'bbl', reference: 'us', basis: null })(1, 24)).toBeCloseTo(
      0.158987,
      6,
    )
  })

  it('brings an absolute pressure to gauge', () => {
    expect(
      compileConversion('wellhead_pressure', { unit: 'bar', reference: null, basis: 'absolute' })(11.01325, 24),
    ).toBeCloseTo(10, 6)
  })

  it('refuses another dimension, a volume without its reference and a pressure without its zero', () => {
    expect(() => compileConversion('oil_production', { unit: 'bar', reference: null, basis: 'gauge' })).toThrow(
      RangeError,
    )
    expect(() => compileConversion('gas_production', { unit: 'm3', reference: null, basis: null })).toThrow(RangeError)
    expect(() => compileConversion('wellhead_pressure', { unit: 'bar', reference: null, basis: null })).toThrow(
      RangeError,
    )
    expect(() => compileConversion('choke', { unit: 'm3/d', reference: 'metric', basis: null })).toThrow(RangeError)
  })
})
