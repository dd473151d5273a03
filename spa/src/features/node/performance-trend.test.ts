import { apiExamples } from '@tieback/contracts/examples'
import type { Performance, PerformanceSeries, Period } from '@tieback/contracts'
import { describe, expect, it } from 'vitest'
import {
  describeValue,
  gapQuantity,
  latestDay,
  namePeriod,
  shownQuantity,
  toTrend,
  trendQuantities,
} from './performance-trend.ts'

const facility: Performance = apiExamples.performance.readFacilityPerformance[200].data

const line = (measure: PerformanceSeries['measure'], values: (number | null)[]): PerformanceSeries => ({
  quantity: 'oil_production',
  measure,
  unit: { unit: 'm3', reference: 'metric', basis: null, label: 'Sm³' },
  values,
  quality: values.map((value) => (value === null ? 'missing' : 'good')),
  status: values.map(() => 'provisional'),
  coverage: values.map((value) => (value === null ? 0 : 1)),
})

const period = (label: string, hours = 24): Period => ({
  label,
  start: '2026-10-24T04:00:00.000Z',
  end: '2026-10-25T05:00:00.000Z',
  hours,
})

const performance = (series: PerformanceSeries[]): Performance => ({
  ...facility,
  periods: [period('2026-10-24'), period('2026-10-25')],
  series,
})

describe('the trend of a quantity', () => {
  it('draws the number of record against plan and potential', () => {
    const trend = toTrend(
      performance([
        line('potential', [12, 12]),
        line('measured', [9, 9]),
        line('plan', [11, 11]),
        line('allocated', [10, null]),
      ]),
      'oil_production',
      'Europe/Oslo',
    )
    expect(trend?.model.lines).toEqual([
      { role: 'actual', label: 'Allocated', values: [10, null] },
      { role: 'plan', label: 'Plan', values: [11, 11] },
      { role: 'potential', label: 'Potential', values: [12, 12] },
    ])
    expect(trend?.model).toMatchObject({ isMissing: [false, true], isStepped: true, isFromZero: false })
  })

  it('leaves zero off the axis where all lines run high above it', () => {
    const high = toTrend(performance([line('plan', [100, 100]), line('allocated', [95, 90])]), 'oil_production', 'UTC')
    expect(high?.model.isFromZero).toBe(false)
    const shutIn = toTrend(performance([line('plan', [100, 100]), line('allocated', [95, 0])]), 'oil_production', 'UTC')
    expect(shutIn?.model.isFromZero).toBe(true)
  })

  it('falls back on what meters said where nothing is allocated', () => {
    const trend = toTrend(
      performance([line('measured', [9, 9]), line('allocated', [null, null])]),
      'oil_production',
      'UTC',
    )
    expect(trend?.model.lines.map(({ label }) => label)).toEqual(['Measured'])
  })

  it('keeps an empty number of record when there is nothing else', () => {
    const trend = toTrend(performance([line('allocated', [null, null])]), 'oil_production', 'UTC')
    expect(trend?.actual.measure).toBe('allocated')
  })

  it('calls nothing missing where nothing was expected', () => {
    const idle = { ...line('allocated', [null, 4]), coverage: [null, 1] }
    expect(toTrend(performance([idle]), 'oil_production', 'UTC')?.model.isMissing).toEqual([false, false])
  })

  it('does not start a gauge at zero, nor step an hourly curve', () => {
    const gauge = { ...line('measured', [80, 81]), quantity: 'wellhead_pressure' as const }
    const trend = toTrend({ ...performance([gauge]), granularity: 'hour' }, 'wellhead_pressure', 'UTC')
    expect(trend?.model).toMatchObject({ isFromZero: false, isStepped: false })
  })

  it('is null for a quantity without a line', () => {
    expect(toTrend(performance([line('plan', [1, 1])]), 'oil_production', 'UTC')).toBeNull()
    expect(toTrend(performance([]), 'gas_production', 'UTC')).toBeNull()
  })
})

describe('what a page is about', () => {
  it('is what the address asks for, where the answer has it', () => {
    expect(shownQuantity(facility, 'gas_production')).toBe('gas_production')
    expect(shownQuantity(facility, 'choke')).toBe('oil_production')
    expect(shownQuantity(facility, null)).toBe('oil_production')
    expect(shownQuantity({ kpis: [], series: [] }, 'choke')).toBeNull()
  })

  it('ranks gaps of what is injected where nothing is produced', () => {
    const [main] = facility.kpis
    if (!main) throw new Error('the example has no figure')
    const injection = { ...main, quantity: 'water_injection' as const }
    expect(gapQuantity([injection], null)).toBe('water_injection')
    expect(gapQuantity([injection, main], null)).toBe('oil_production')
    expect(gapQuantity([injection, main], 'water_injection')).toBe('water_injection')
  })

  it('ranks gaps of what is produced, whatever the trend shows', () => {
    expect(gapQuantity(facility.kpis, 'water_production')).toBe('water_production')
    expect(gapQuantity(facility.kpis, 'wellhead_pressure')).toBe('oil_production')
    expect(gapQuantity([], 'oil_production')).toBeNull()
  })

  it('offers each quantity once', () => {
    expect(trendQuantities(performance([line('plan', []), line('allocated', [])]))).toEqual(['oil_production'])
  })
})

describe('the last day of a range', () => {
  it('stands against its own plan', () => {
    const answer = performance([line('allocated', [10, 9]), line('plan', [10, 12])])
    expect(latestDay(answer, 'oil_production')).toMatchObject({ value: 9, deltaShare: -0.25 })
  })

  it('has no share without a plan, or with a plan of nothing', () => {
    expect(latestDay(performance([line('allocated', [10, 9])]), 'oil_production')?.deltaShare).toBeNull()
    const idle = performance([line('allocated', [10, 9]), line('plan', [10, 0])])
    expect(latestDay(idle, 'oil_production')?.deltaShare).toBeNull()
    const missing = performance([line('allocated', [10, null]), line('plan', [10, 12])])
    expect(latestDay(missing, 'oil_production')).toMatchObject({ value: null, deltaShare: null })
  })

  it('is not repeated beside a range of one day, nor made up from hours', () => {
    const answer = performance([line('allocated', [10, 9])])
    expect(latestDay({ ...answer, periods: answer.periods.slice(1) }, 'oil_production')).toBeNull()
    expect(latestDay({ ...answer, granularity: 'hour' }, 'oil_production')).toBeNull()
    expect(latestDay(answer, 'gas_production')).toBeNull()
  })
})

describe('a period in words', () => {
  it('says how long an unusual day was', () => {
    expect(namePeriod(period('2026-10-24', 25), 'day', 'Europe/Oslo')).toBe('24 Oct 2026 (25 h)')
    expect(namePeriod(period('2026-10-23'), 'day', 'Europe/Oslo')).toBe('23 Oct 2026')
  })

  it('names hours by the clock of the site, and months', () => {
    const hour = { ...period('x', 1), end: '2026-10-24T05:00:00.000Z' }
    expect(namePeriod(hour, 'hour', 'Europe/Oslo')).toBe('24 Oct 06:00–07:00')
    expect(namePeriod(period('2026-10'), 'month', 'Europe/Oslo')).toBe('October 2026')
    expect(namePeriod(period('2026-10-01'), 'month', 'Europe/Oslo')).toBe('October 2026')
  })

  it('adds status and quality only where they are not the ordinary ones', () => {
    const series = {
      ...line('allocated', [1, 2]),
      quality: ['good' as const, 'estimated' as const],
      status: ['approved' as const, 'provisional' as const],
    }
    expect(describeValue(series, 0)).toBe('')
    expect(describeValue(series, 1)).toBe('provisional, estimated')
    expect(describeValue(series, 2)).toBe('missing')
  })
})
