import fc from 'fast-check'
import type { Unit } from '@tieback/contracts'
import { describe, expect, it } from 'vitest'
import { convert, convertQuantity } from './convert.ts'
import { unitTable, type UnitSpec } from './unit-table.ts'

const units = Object.keys(unitTable) as Unit[]
const sm3: UnitSpec = { unit: 'm3', reference: 'metric', basis: null }
const scf: UnitSpec = { unit: 'ft3', reference: 'us', basis: null }
const nm3: UnitSpec = { unit: 'm3', reference: 'normal', basis: null }
const barg: UnitSpec = { unit: 'bar', reference: null, basis: 'gauge' }
const bara: UnitSpec = { unit: 'bar', reference: null, basis: 'absolute' }
const psia: UnitSpec = { unit: 'psi', reference: null, basis: 'absolute' }

describe('convert', () => {
  it.each<[number, Unit, number, Unit]>([
    [1, 'bbl', 0.158987294928, 'm3'],
    [1, 'm3', 6.28981077, 'bbl'],
    [1, 'm3', 35.3146667, 'ft3'],
    [1, '1E6 ft3/d', 28_316.846592, 'm3/d'],
    [1, 'bbl/d', 0.158987294928, 'm3/d'],
    [24, 'm3/d', 1, 'm3/h'],
    [2.5, '1E9 m3', 2_500, '1E6 m3'],
    [1000, 'ft3/bbl', 178.107607, 'm3/m3'],
    [32, 'degF', 0, 'degC'],
    [-40, 'degC', -40, 'degF'],
    [15, 'degC', 288.15, 'K'],
    [1, 'psi', 6.894757293, 'kPa'],
    [1, 'bar', 14.503773773, 'psi'],
    [1500, 'min', 25, 'h'],
    [50, '%', 0.5, 'Euc'],
    [1, 't', 1000, 'kg'],
  ])('%s %s is %s %s', (value, from, expected, to) => {
    expect(convert(value, from, to)).toBeCloseTo(expected, 6)
  })

  it('gives the barrels per cubic metre that turn 1 bbl/d into about 58 m3 a year', () => {
    expect(convert(365, 'bbl', 'm3')).toBeCloseTo(58, 0)
  })

  it('comes back to where it started, for every pair of units of one dimension', () => {
    const pairs = units.flatMap((from) =>
      units.filter((to) => unitTable[from].dimension === unitTable[to].dimension).map((to) => [from, to] as const),
    )
    fc.assert(
      fc.property(fc.constantFrom(...pairs), fc.double({ min: -1e6, max: 1e6, noNaN: true }), (pair, value) => {
        const [from, to] = pair
        // 300 K are what a temperature in K may lose its last digits to.
        expect(Math.abs(convert(convert(value, from, to), to, from) - value)).toBeLessThan(
          1e-9 * (300 + Math.abs(value)),
        )
      }),
      { numRuns: 2000 },
    )
  })

  it('leaves a number in its own unit untouched, to the last bit', () => {
    fc.assert(
      fc.property(fc.constantFrom(...units), fc.double({ noNaN: true }), (unit, value) => {
        expect(convert(value, unit, unit)).toBe(value)
      }),
    )
  })

  it('refuses every pair of units of different dimensions', () => {
    for (const from of units) {
      for (const to of units.filter((unit) => unitTable[unit].dimension !== unitTable[from].dimension)) {
        expect(() => convert(1, from, to)).toThrow(RangeError)
      }
    }
  })
})

describe('convertQuantity', () => {
  it('counts 35.383 scf in a Sm3 of gas', () => {
    expect(convertQuantity(1, sm3, scf, 'gas')).toBeCloseTo(35.383, 3)
  })

  it('counts 35.3147 ft3 in a m3 where no reference condition is in play', () => {
    const plain = (unit: Unit): UnitSpec => ({ unit, reference: null, basis: null })
    expect(convertQuantity(1, plain('m3'), plain('ft3'), 'gas')).toBeCloseTo(35.3147, 4)
  })

  it('makes a Sm3 of gas smaller at 0 °C', () => {
    expect(convertQuantity(1, sm3, nm3, 'gas')).toBeCloseTo(273.15 / 288.15, 12)
  })

  it.each(['oil', 'water'] as const)('keeps the volume of %s between reference conditions', (phase) => {
    expect(convertQuantity(1, sm3, { ...scf, unit: 'bbl' }, phase)).toBeCloseTo(6.28981077, 8)
  })

  it('moves a pressure between gauge and absolute by 1.01325 bar, in any unit', () => {
    expect(convertQuantity(0, barg, bara, null)).toBeCloseTo(1.01325, 12)
    expect(convertQuantity(1.01325, bara, barg, null)).toBeCloseTo(0, 12)
    expect(convertQuantity(0, barg, psia, null)).toBeCloseTo(14.69595, 5)
    expect(convertQuantity(14.69595, psia, barg, null)).toBeCloseTo(0, 6)
  })

  it('refuses where only one side says its reference condition', () => {
    expect(() => convertQuantity(1, { ...sm3, reference: null }, scf, 'gas')).toThrow(/one side.*reference/)
    expect(() => convertQuantity(1, sm3, { ...sm3, reference: null }, 'oil')).toThrow(RangeError)
  })

  it('refuses where only one side says gauge or absolute', () => {
    expect(() => convertQuantity(1, barg, { ...barg, basis: null }, null)).toThrow(/one side.*gauge/)
    expect(() => convertQuantity(1, { ...barg, basis: null }, bara, null)).toThrow(RangeError)
  })

  it('refuses to change the reference condition of a volume whose phase is unknown', () => {
    expect(() => convertQuantity(1, sm3, scf, null)).toThrow(/phase/)
    expect(convertQuantity(1, sm3, { ...sm3, unit: '1000 m3' }, null)).toBe(0.001)
  })

  it('refuses different dimensions whatever the references', () => {
    expect(() => convertQuantity(1, sm3, { ...sm3, unit: 'm3/d' }, 'gas')).toThrow(RangeError)
  })
})
