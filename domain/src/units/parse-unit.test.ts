import type { Unit } from '@tieback/contracts'
import { describe, expect, it } from 'vitest'
import { parseUnit } from './parse-unit.ts'
import { unitTable, type UnitSpec } from './unit-table.ts'

describe('parseUnit', () => {
  it.each<[string, Unit, UnitSpec['reference'], UnitSpec['basis']]>([
    ['Sm3', 'm3', 'metric', null],
    ['Sm³', 'm3', 'metric', null],
    ['kSm3/d', '1000 m3/d', 'metric', null],
    ['1000 Sm3', '1000 m3', 'metric', null],
    ['MSm3', '1E6 m3', 'metric', null],
    ['mill Sm3', '1E6 m3', 'metric', null],
    ['bill Sm3', '1E9 m3', 'metric', null],
    ['Sm3/h', 'm3/h', 'metric', null],
    ['Sm3/Sm3', 'm3/m3', 'metric', null],
    ['Nm3', 'm3', 'normal', null],
    ['scf', 'ft3', 'us', null],
    ['Mscf', '1000 ft3', 'us', null],
    ['Mscf/d', '1000 ft3/d', 'us', null],
    ['MMscf/d', '1E6 ft3/d', 'us', null],
    ['MMscf', '1E6 ft3', 'us', null],
    ['mmscfd', '1E6 ft3/d', 'us', null],
    ['MSCFD', '1000 ft3/d', 'us', null],
    ['stb', 'bbl', 'us', null],
    ['STB/D', 'bbl/d', 'us', null],
    ['scf/stb', 'ft3/bbl', 'us', null],
    ['bbl', 'bbl', null, null],
    ['MMbbl', '1E6 bbl', null, null],
    ['barg', 'bar', null, 'gauge'],
    ['bar(g)', 'bar', null, 'gauge'],
    ['bara', 'bar', null, 'absolute'],
    ['psig', 'psi', null, 'gauge'],
    ['psia', 'psi', null, 'absolute'],
    ['kPag', 'kPa', null, 'gauge'],
    ['°C', 'degC', null, null],
    ['°F', 'degF', null, null],
    ['hrs', 'h', null, null],
    ['%', '%', null, null],
    ['  kSm3 / day ', '1000 m3/d', 'metric', null],
  ])('reads "%s" as %s, reference %s, basis %s', (text, unit, reference, basis) => {
    expect(parseUnit(text)).toEqual({ unit, reference, basis })
  })

  it('reads every unit symbol as itself, without a reference or a basis', () => {
    for (const unit of Object.keys(unitTable)) {
      expect(parseUnit(unit)).toEqual({ unit, reference: null, basis: null })
    }
  })

  it('tells the million of Sm3 from the thousand of scf', () => {
    expect(parseUnit('MSm3')?.unit).toBe('1E6 m3')
    expect(parseUnit('Mscf')?.unit).toBe('1000 ft3')
  })

  it.each(['', ' ', 'mSm3', 'msm3', 'KSm3', 'boe', 'Mboe', 'm3/s', 'gal', 'Bar', 'constructor', 'sm3/d/d'])(
    'does not guess at "%s"',
    (text) => {
      expect(parseUnit(text)).toBeNull()
    },
  )
})
