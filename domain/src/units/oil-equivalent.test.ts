import { describe, expect, it } from 'vitest'
import { convert } from './convert.ts'
import { addOilEquivalents, oilEquivalent } from './oil-equivalent.ts'

describe('oilEquivalent', () => {
  it('counts oil, condensate and NGL as they are and a thousand Sm3 of gas as one, under NOD', () => {
    expect(oilEquivalent('NOD', { oil: 1 })).toEqual({ value: 1, unit: 'Sm3 o.e.', policy: 'NOD' })
    expect(oilEquivalent('NOD', { condensate: 1 }).value).toBe(1)
    expect(oilEquivalent('NOD', { ngl: 1 }).value).toBe(1)
    expect(oilEquivalent('NOD', { nglTonnes: 1 }).value).toBe(1.9)
    expect(oilEquivalent('NOD', { gas: 1000 }).value).toBe(1)
    expect(oilEquivalent('NOD', { oil: 10, condensate: 2, ngl: 3, nglTonnes: 10, gas: 5000 }).value).toBeCloseTo(39, 12)
  })

  it('makes the NOD rule 5,614.6 cubic feet a barrel', () => {
    expect(convert(1000, 'm3', 'ft3') / convert(1, 'm3', 'bbl')).toBeCloseTo(5614.6, 1)
  })

  it('counts 6,000 or 5,800 scf of gas as a barrel', () => {
    const gas = 6000 / 35.38264
    expect(oilEquivalent('BOE6000', { gas }).value).toBeCloseTo(1, 5)
    expect(oilEquivalent('BOE5800', { gas }).value).toBeCloseTo(6000 / 5800, 5)
    expect(oilEquivalent('BOE5800', { oil: 1 })).toMatchObject({ unit: 'boe', policy: 'BOE5800' })
    expect(oilEquivalent('BOE6000', { oil: 0.158987294928 }).value).toBeCloseTo(1, 12)
  })

  it('counts 35,500 MJ in a Sm3 of oil and 40 MJ in a Sm3 of gas', () => {
    expect(oilEquivalent('energy', { oil: 2, gas: 100 })).toEqual({ value: 75_000, unit: 'MJ', policy: 'energy' })
  })

  it('refuses to invent a heating value for condensate and NGL', () => {
    expect(() => oilEquivalent('energy', { oil: 1, condensate: 1 })).toThrow(RangeError)
    expect(() => oilEquivalent('energy', { nglTonnes: 1 })).toThrow(RangeError)
  })

  it('is nothing where nothing was produced', () => {
    expect(oilEquivalent('NOD', {}).value).toBe(0)
  })
})

describe('addOilEquivalents', () => {
  it('adds amounts of one policy', () => {
    const sum = addOilEquivalents(oilEquivalent('NOD', { oil: 1 }), oilEquivalent('NOD', { gas: 500 }))
    expect(sum).toEqual({ value: 1.5, unit: 'Sm3 o.e.', policy: 'NOD' })
  })

  it('refuses to add amounts of two policies', () => {
    expect(() => addOilEquivalents(oilEquivalent('BOE6000', { oil: 1 }), oilEquivalent('BOE5800', { oil: 1 }))).toThrow(
      /BOE6000 and BOE5800/,
    )
  })
})
