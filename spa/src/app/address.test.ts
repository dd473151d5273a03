import { describe, expect, it } from 'vitest'
import {
  carriedSearch,
  changeGranularity,
  changeRange,
  changeSearch,
  fitToData,
  jumpTo,
  lastDayOf,
  parseAddress,
  shiftDays,
  showAll,
  shownRange,
} from './address.ts'

const read = (search: string) => parseAddress(new URLSearchParams(search))

describe('reading an address', () => {
  it('gives the defaults for an empty one', () => {
    expect(read('')).toEqual({
      from: null,
      to: null,
      granularity: null,
      units: 'metric',
      asOf: null,
      quantity: null,
      signal: null,
      view: 'chart',
    })
  })

  it('takes every part it knows', () => {
    const address = read(
      'from=2026-10-01&to=2026-11-01&granularity=hour&units=field&asOf=2026-11-02T08:00:00.000Z' +
        '&quantity=gas_production&signal=sig-4k2m&view=table',
    )
    expect(address).toMatchObject({ from: '2026-10-01', to: '2026-11-01', granularity: 'hour', units: 'field' })
    expect(address).toMatchObject({ asOf: '2026-11-02T08:00:00.000Z', quantity: 'gas_production', view: 'table' })
    expect(address.signal).toBe('sig-4k2m')
  })

  it.each([
    'from=yesterday',
    'from=2026-02-30',
    'to=',
    'granularity=week',
    'units=imperial',
    'asOf=2026-11-02',
    'asOf=2026-11-02T08:00:00%2B01:00',
    'quantity=Au%20gold',
    'signal=../../etc',
    'view=pie',
  ])('ignores %s', (search) => {
    expect(read(search)).toEqual(read(''))
  })

  it('keeps a quantity that only the API knows', () => {
    expect(read('quantity=hydrogen_production').quantity).toBe('hydrogen_production')
  })

  it('ignores a range that ends before or where it starts', () => {
    expect(read('from=2026-11-02&to=2026-11-01')).toMatchObject({ from: null, to: null })
    expect(read('from=2026-11-01&to=2026-11-01')).toMatchObject({ from: null, to: null })
  })

  it('knows the last whole day of the range', () => {
    expect(lastDayOf(read('from=2026-10-01&to=2026-11-01'))).toBe('2026-10-31')
    expect(lastDayOf(read('from=2026-10-01'))).toBeNull()
  })
})

describe('changing an address', () => {
  it('leaves defaults out and keeps what it does not know', () => {
    const next = changeSearch(new URLSearchParams('units=field&theme=x'), {
      units: 'metric',
      quantity: 'gas_production',
    })
    expect(next.toString()).toBe('theme=x&quantity=gas_production')
  })

  it('reads back what it wrote', () => {
    const address = read('from=2026-10-01&to=2026-11-01&granularity=month&units=field&asOf=2026-11-02T08:00:00.000Z')
    expect(parseAddress(changeSearch(new URLSearchParams(), address))).toEqual(address)
  })

  it('carries range, units and knowledge time to the next page, but not the chosen series', () => {
    const search = new URLSearchParams('from=2026-10-01&to=2026-11-01&units=field&signal=sig-4k2m&other=1')
    expect(carriedSearch(search)).toBe('?from=2026-10-01&to=2026-11-01&units=field')
    expect(carriedSearch(new URLSearchParams(''))).toBe('')
    expect(carriedSearch(search, { asOf: '2026-11-02T08:00:00Z', from: null, to: null })).toBe(
      '?units=field&asOf=2026-11-02T08%3A00%3A00Z',
    )
  })
})

describe('changing the range', () => {
  const month = { from: '2026-10-20', to: '2026-11-19' }

  it('keeps 30 days when they are shown as hours, and shortens a year', () => {
    expect(changeGranularity('hour', month)).toEqual({ granularity: 'hour' })
    expect(changeGranularity('hour', { from: '2025-11-19', to: '2026-11-19' })).toEqual({
      granularity: 'hour',
      from: '2026-11-12',
      to: '2026-11-19',
    })
  })

  it('widens a month to twelve when months are asked for', () => {
    expect(changeGranularity('month', month)).toEqual({ granularity: 'month', from: '2025-12-01', to: '2026-11-19' })
    expect(changeGranularity('month', { from: '2026-01-01', to: '2026-11-01' })).toEqual({ granularity: 'month' })
  })

  it('counts a preset back from the day that runs now, and stays open at the end', () => {
    expect(changeRange(7, null, month)).toEqual({ from: '2026-11-12', to: null, granularity: null })
    expect(changeRange(1, '2026-11-19', month)).toEqual({ from: '2026-11-18', to: '2026-11-19', granularity: 'hour' })
  })

  it('fills in the last 30 days, as the API does', () => {
    expect(shownRange(read(''), '2026-11-18')).toEqual(month)
    expect(shownRange(read('from=2026-11-01'), '2026-11-18')).toEqual({ from: '2026-11-01', to: '2026-11-19' })
    expect(shownRange(read('to=2026-03-02'), '2026-03-01')).toEqual({ from: '2026-01-31', to: '2026-03-02' })
  })

  it('moves day by day, and leaves an open start open', () => {
    expect(shiftDays(-1, read(''), month)).toEqual({ from: null, to: '2026-11-18' })
    expect(shiftDays(1, read('from=2026-10-20&to=2026-11-19'), month)).toEqual({ from: '2026-10-21', to: '2026-11-20' })
  })

  it('jumps to the last day, or to the year of the last month', () => {
    expect(jumpTo('2016-09-17', 'day')).toEqual({ from: '2016-08-19', to: '2016-09-18', granularity: null })
    expect(jumpTo('2016-12-01', 'month')).toEqual({ from: '2016-01-01', to: '2017-01-01', granularity: 'month' })
  })

  it('shows a long history by month and a short one by day', () => {
    expect(showAll({ firstDay: '2007-09-03', lastDay: '2016-12-01', finest: 'day' })).toEqual({
      from: '2007-09-03',
      to: '2016-12-02',
      granularity: 'month',
    })
    expect(showAll({ firstDay: '2026-10-08', lastDay: '2026-11-18', finest: 'day' })).toEqual({
      from: '2026-10-08',
      to: '2026-11-19',
      granularity: 'day',
    })
    expect(showAll({ firstDay: '2025-01-01', lastDay: '2025-03-01', finest: 'month' })).toEqual({
      from: '2025-01-01',
      to: '2025-04-01',
      granularity: 'month',
    })
  })
})

describe('a node that is known by month alone', () => {
  const monthly = { firstDay: '1979-11-01', lastDay: '2025-01-01', finest: 'month' } as const

  it('is shown by month where the address asks for no step', () => {
    expect(fitToData(read(''), monthly, '2026-11-18')).toMatchObject({ granularity: 'month', from: '2025-12-01' })
    expect(fitToData(read('from=2024-01-01&to=2025-02-01'), monthly, '2025-01-31')).toMatchObject({
      granularity: 'month',
      from: '2024-01-01',
      to: '2025-02-01',
    })
  })

  it('is shown as the address asks where it does', () => {
    const address = read('granularity=day')
    expect(fitToData(address, monthly, '2026-11-18')).toBe(address)
  })

  it('changes nothing for a node that is known by day, or not at all', () => {
    expect(fitToData(read(''), { ...monthly, finest: 'day' }, '2026-11-18')).toEqual(read(''))
    expect(fitToData(read(''), null, '2026-11-18')).toEqual(read(''))
  })
})
