import type { Quantity, UnitSystem } from '@tieback/contracts'
import { describe, expect, it } from 'vitest'
import { convertQuantity } from './convert.ts'
import { displayDigits, displayUnit, toDisplay, type ShownAs } from './display.ts'
import { quantityTable } from './quantity-table.ts'
import { unitTable } from './unit-table.ts'

const quantities = Object.keys(quantityTable) as Quantity[]

describe('displayUnit', () => {
  it.each<[Quantity, UnitSystem, ShownAs, string, string]>([
    ['oil_production', 'metric', 'volume', 'm3', 'Sm³'],
    ['oil_production', 'metric', 'rate', 'm3/d', 'Sm³/d'],
    ['oil_production', 'field', 'volume', 'bbl', 'stb'],
    ['oil_production', 'field', 'rate', 'bbl/d', 'stb/d'],
    ['gas_export', 'metric', 'rate', 'm3/d', 'Sm³/d'],
    ['gas_production', 'field', 'volume', '1000 ft3', 'Mscf'],
    ['gas_production', 'field', 'rate', '1000 ft3/d', 'Mscf/d'],
    ['water_injection', 'field', 'rate', 'bbl/d', 'bbl/d'],
    ['wellhead_pressure', 'metric', 'rate', 'bar', 'barg'],
    ['wellhead_pressure', 'field', 'volume', 'psi', 'psig'],
    ['choke_differential_pressure', 'metric', 'volume', 'bar', 'bar'],
    ['downhole_temperature', 'metric', 'rate', 'degC', '°C'],
    ['downhole_temperature', 'field', 'rate', 'degF', '°F'],
    ['on_stream_hours', 'field', 'rate', 'h', 'h'],
    ['choke', 'metric', 'volume', '%', '%'],
  ])('shows %s in %s as a %s in %s, labelled %s', (quantity, unitSystem, as, unit, label) => {
    expect(displayUnit(quantity, unitSystem, as)).toMatchObject({ unit, label })
  })

  it('says the reference condition of volumes and the basis of pressures', () => {
    expect(displayUnit('gas_flare', 'metric', 'volume').reference).toBe('metric')
    expect(displayUnit('gas_flare', 'field', 'volume').reference).toBe('us')
    expect(displayUnit('annulus_pressure', 'field', 'volume').basis).toBe('gauge')
  })

  it('can be reached from the stored unit, for every quantity', () => {
    for (const quantity of quantities) {
      for (const system of ['metric', 'field'] as const) {
        const { canonical, phase } = quantityTable[quantity]
        expect(() => convertQuantity(1, canonical, displayUnit(quantity, system, 'volume'), phase)).not.toThrow()
      }
    }
  })

  it('shows what it stores, in metric', () => {
    for (const quantity of quantities) {
      expect(displayUnit(quantity, 'metric', 'volume')).toMatchObject(quantityTable[quantity].canonical)
    }
  })
})

describe('toDisplay', () => {
  it('leaves metric values untouched', () => {
    for (const quantity of quantities) expect(toDisplay(quantity, 'metric', 'rate', 0.1 + 0.2)).toBe(0.1 + 0.2)
  })

  it.each<[Quantity, ShownAs, number, number]>([
    ['oil_production', 'volume', 1000, 6289.81077],
    ['oil_production', 'rate', 1000, 6289.81077],
    ['gas_production', 'volume', 1000, 35.38264],
    ['gas_production', 'rate', 1000, 35.38264],
    ['water_production', 'rate', 1, 6.28981],
    ['wellhead_pressure', 'volume', 100, 1450.37738],
    ['wellhead_temperature', 'rate', 100, 212],
    ['on_stream_hours', 'rate', 25, 25],
    ['tubing_differential_pressure', 'volume', 1, 14.50377],
  ])('shows %s as a %s of %s (stored) as %s in field units', (quantity, as, stored, shown) => {
    expect(toDisplay(quantity, 'field', as, stored)).toBeCloseTo(shown, 4)
  })

  it('keeps zero at zero for volumes', () => {
    expect(toDisplay('gas_production', 'field', 'volume', 0)).toBe(0)
  })
})

describe('displayDigits', () => {
  it('gives each quantity its own fixed number of decimals', () => {
    expect(displayDigits('oil_production', 'metric')).toBe(0)
    expect(displayDigits('gas_production', 'field')).toBe(0)
    expect(displayDigits('wellhead_pressure', 'metric')).toBe(1)
    expect(displayDigits('wellhead_pressure', 'field')).toBe(0)
    expect(displayDigits('on_stream_hours', 'metric')).toBe(1)
  })
})

describe('quantityTable', () => {
  it('stores volumes at metric reference, absolute pressures never', () => {
    for (const quantity of quantities) {
      const { canonical, aggregation } = quantityTable[quantity]
      const { dimension } = unitTable[canonical.unit]
      expect(canonical.reference).toBe(dimension === 'volume' ? 'metric' : null)
      expect(canonical.basis).not.toBe('absolute')
      expect(aggregation).toBe(dimension === 'volume' ? 'sum' : 'none')
    }
  })
})
