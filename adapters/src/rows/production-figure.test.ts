import type { Quantity, Unit } from '@tieback/contracts'
import { createCalendar } from '@tieback/domain'
import { describe, expect, it } from 'vitest'
import type { ProductionRow } from '../port.ts'
import { flagHoursConflict, type FigureSpec, periodHours, toFigure } from './production-figure.ts'
import { compileConversion } from './to-canonical.ts'

const oslo = createCalendar('oslo', [{ validFrom: null, timeZone: 'Europe/Oslo', dayStart: '06:00' }])

function spec(quantity: Quantity, unit: Unit, overrides: Partial<FigureSpec> = {}): FigureSpec {
  const reference = unit.includes('m3') || unit.includes('ft3') || unit.includes('bbl') ? ('metric' as const) : null
  return {
    quantity,
    measure: 'allocated',
    toCanonical: compileConversion(quantity, { unit, reference, basis: unit === 'bar' ? 'gauge' : null }),
    numbers: { decimal: '.', sentinels: [-999] },
    min: null,
    max: null,
    expected: true,
    quality: 'good',
    ...overrides,
  }
}

const row = (day: string, hours = 24) =>
  ({
    dataset: 'set',
    objectId: 'A',
    grain: 'day',
    day,
    status: 'provisional',
    note: null,
    periodHours: hours,
    source: {},
  }) as const

const read = (raw: unknown, figure: FigureSpec, day = '2024-03-13') =>
  toFigure(raw, figure, row(day, periodHours(oslo, day, 'day')))

describe('toFigure', () => {
  it('gives a value in its canonical unit', () => {
    expect(read(1.5, spec('gas_production', '1000 m3'))).toMatchObject({
      row: { value: 1500, quality: 'good', flags: [] },
    })
  })

  it('gives the volume that a rate makes over the length of its day', () => {
    const rate = spec('oil_production', 'm3/d')
    expect(read(2400, rate, '2024-03-13')).toMatchObject({ row: { value: 2400 } })
    expect(read(2400, rate, '2024-03-30')).toMatchObject({ row: { value: 2300 } })
    expect(read(2400, rate, '2024-10-26')).toMatchObject({ row: { value: 2500 } })
    expect(read(100, spec('oil_production', 'm3/h'), '2024-10-26')).toMatchObject({ row: { value: 2500 } })
  })

  it('says that an empty field is missing where one was due, and nothing where none was', () => {
    expect(read(null, spec('oil_production', 'm3'))).toMatchObject({ row: { value: null, quality: 'missing' } })
    expect(read(null, spec('oil_production', 'm3', { expected: false }))).toBeNull()
  })

  it('says that a sentinel is bad', () => {
    expect(read(-999, spec('oil_production', 'm3'))).toMatchObject({ row: { value: null, quality: 'bad' } })
  })

  it('refuses what is no number', () => {
    expect(read('n.a.', spec('oil_production', 'm3'))).toMatchObject({
      refused: { reason: 'invalid-value', key: 'A/2024-03-13/oil_production/allocated' },
    })
  })

  it("refuses what is outside its bounds, in the column's own unit, and takes the bounds themselves", () => {
    const choke = spec('choke', '%', { min: 0, max: 100 })
    for (const value of [0, 100]) expect(read(value, choke)).toMatchObject({ row: { value } })
    for (const value of [-0.1, 100.1])
      expect(read(value, choke)).toMatchObject({ refused: { reason: 'invalid-value' } })
  })

  it.each([
    ['2024-03-13', 24],
    ['2024-03-30', 23],
    ['2024-10-26', 25],
  ])('takes up to the length of %s, %d h, for hours on stream', (day, length) => {
    const hours = spec('on_stream_hours', 'h')
    expect(read(length, hours, day)).toMatchObject({ row: { value: length } })
    expect(read(length + 0.009, hours, day)).toHaveProperty('row')
    expect(read(length + 0.02, hours, day)).toMatchObject({ refused: { reason: 'impossible-hours' } })
    expect(read(-1, hours, day)).toMatchObject({ refused: { reason: 'impossible-hours' } })
  })

  it('keeps a negative volume with a flag, and lets stock go down without', () => {
    expect(read(-14.19, spec('water_production', 'm3'))).toMatchObject({
      row: { value: -14.19, flags: ['negative-volume'] },
    })
    expect(read(-14.19, spec('oil_stock_change', 'm3'))).toMatchObject({ row: { flags: [] } })
    expect(read(-3, spec('wellhead_temperature', 'degC'))).toMatchObject({ row: { flags: [] } })
  })
})

describe('periodHours', () => {
  it('counts a month by its production days, clock changes included', () => {
    expect(periodHours(oslo, '2024-02-01', 'month')).toBe(29 * 24)
    expect(periodHours(oslo, '2024-03-01', 'month')).toBe(31 * 24 - 1)
    expect(periodHours(oslo, '2024-10-01', 'month')).toBe(31 * 24 + 1)
  })
})

describe('flagHoursConflict', () => {
  const flowed: ProductionRow = {
    objectId: 'A',
    grain: 'day',
    day: '2024-03-13',
    quantity: 'oil_production',
    measure: 'allocated',
    value: 12,
    quality: 'good',
    status: 'approved',
    note: null,
    flags: [],
  }

  it('keeps a volume that flowed in no hours, as uncertain and flagged', () => {
    expect(flagHoursConflict(flowed, 0)).toEqual({ ...flowed, quality: 'uncertain', flags: ['hours-volume-conflict'] })
  })

  it.each([
    ['hours are there', flowed, 0.5],
    ['hours are not known', flowed, null],
    ['nothing flowed', { ...flowed, value: 0 }, 0],
    ['no volume is known', { ...flowed, value: null, quality: 'missing' as const }, 0],
    ['it is a gauge', { ...flowed, quantity: 'wellhead_pressure' as const }, 0],
  ])('leaves a figure as it is where %s', (_why, figure, hours) => {
    expect(flagHoursConflict(figure, hours)).toBe(figure)
  })
})
