import type { Unit } from '@tieback/contracts'
import { describe, expect, it } from 'vitest'
import { parseUnit } from './parse-unit.ts'
import { unitLabel } from './unit-label.ts'
import { unitTable, type UnitSpec } from './unit-table.ts'

const units = Object.keys(unitTable) as Unit[]

/** Every unit plain, and with each reference or basis that is printed with it. */
const printedSpecs = units.flatMap((unit): UnitSpec[] => {
  const spec: UnitSpec = { unit, reference: null, basis: null }
  const { dimension } = unitTable[unit]
  if (dimension === 'pressure' && unit !== 'Pa') {
    return [spec, { ...spec, basis: 'gauge' }, { ...spec, basis: 'absolute' }]
  }
  if (!['volume', 'volume-rate', 'ratio'].includes(dimension)) return [spec]
  const isMetric = unit.includes('m3')
  return isMetric
    ? [spec, { ...spec, reference: 'metric' }, { ...spec, reference: 'normal' }]
    : [spec, { ...spec, reference: 'us' }]
})

describe('unitLabel', () => {
  it.each<[Unit, UnitSpec['reference'], UnitSpec['basis'], string]>([
    ['m3', 'metric', null, 'Sm³'],
    ['1000 m3/d', 'metric', null, 'kSm³/d'],
    ['1E6 m3', 'normal', null, 'MNm³'],
    ['1000 m3', null, null, '1000 m³'],
    ['1000 ft3/d', 'us', null, 'Mscf/d'],
    ['bbl', 'us', null, 'stb'],
    ['bbl', null, null, 'bbl'],
    ['1000 ft3/bbl', 'us', null, 'Mscf/stb'],
    ['m3/m3', 'metric', null, 'Sm³/Sm³'],
    ['bar', null, 'gauge', 'barg'],
    ['psi', null, 'absolute', 'psia'],
    ['bar', null, null, 'bar'],
    ['degC', null, null, '°C'],
    ['kg/m3', null, null, 'kg/m³'],
    ['1/64 in', null, null, '1/64 in'],
  ])('prints %s, reference %s, basis %s as %s', (unit, reference, basis, label) => {
    expect(unitLabel({ unit, reference, basis })).toBe(label)
  })

  it('prints nothing that parseUnit would read as something else', () => {
    for (const spec of printedSpecs) expect(parseUnit(unitLabel(spec)), unitLabel(spec)).toEqual(spec)
  })
})
