import { apiExamples } from '@tieback/contracts/examples'
import type { Performance, PerformanceForecastSeries, Period } from '@tieback/contracts'
import { describe, expect, it } from 'vitest'
import { overlayForecast } from './forecast-overlay.ts'
import { toTrend } from './performance-trend.ts'

const example: Performance = apiExamples.performance.readFacilityPerformance[200].data

const period = (day: number): Period => ({
  label: `2026-11-${String(day)}`,
  start: `2026-11-${String(day)}T05:00:00.000Z`,
  end: `2026-11-${String(day + 1)}T05:00:00.000Z`,
  hours: 24,
})

const unit = { unit: 'm3', reference: 'metric', basis: null, label: 'Sm³' } as const

const expected = (change: Partial<PerformanceForecastSeries> = {}): PerformanceForecastSeries => ({
  forecastId: 'fc-1',
  issuedAt: period(12).start,
  model: { name: 'test', version: '1' },
  quantity: 'oil_production',
  unit,
  quantiles: {
    levels: [0.1, 0.5, 0.9],
    values: [
      [90, 80, null],
      [100, 95, null],
      [110, 115, null],
    ],
  },
  refused: null,
  ...change,
})

const performance = (series: PerformanceForecastSeries[] | null, periods = [11, 12, 13]): Performance => ({
  ...example,
  periods: [period(10), period(11)],
  series: [
    {
      quantity: 'oil_production',
      measure: 'allocated',
      unit,
      values: [104, null],
      quality: ['good', 'missing'],
      status: ['provisional', null],
      coverage: [1, 0],
    },
  ],
  forecast: series && { periods: periods.map(period), series },
})

function overlaid(answer: Performance) {
  const trend = toTrend(answer, 'oil_production', 'UTC')
  if (trend === null) throw new Error('the example has a line')
  return { trend, drawn: overlayForecast(trend, answer) }
}

describe('a forecast on the trend', () => {
  it('goes on behind the last fact, with its band, and overlaps where a fact is still missing', () => {
    const { drawn } = overlaid(performance([expected()]))
    expect(drawn.model.at).toEqual([10, 11, 12, 13].map((day) => period(day).start))
    expect(drawn.model.end).toBe(period(13).end)
    const [actual, forecast] = [drawn.model.lines[0], drawn.model.lines.at(-1)]
    expect(actual?.values).toEqual([104, null, null, null])
    expect(forecast).toMatchObject({ role: 'forecast', values: [null, 100, 95, null] })
    expect(forecast?.band).toMatchObject({ low: [null, 90, 80, null], high: [null, 110, 115, null] })
  })

  it('leaves open what was missing, and the newest fact what is read first', () => {
    const { drawn } = overlaid(performance([expected()]))
    expect(drawn.model.isMissing).toEqual([false, true, false, false])
    expect(drawn.model.latest).toBe(1)
  })

  it.each([
    ['was not asked for', null],
    ['is of another quantity', [expected({ quantity: 'gas_production' })]],
    ['is refused', [expected({ quantiles: null })]],
    ['has other levels', [expected({ quantiles: { levels: [0.25, 0.5, 0.75], values: [[1], [2], [3]] } })]],
    ['is in another unit', [expected({ unit: { ...unit, unit: 'bbl', label: 'stb' } })]],
  ])('draws nothing where it %s', (_title, series) => {
    const { trend, drawn } = overlaid(performance(series))
    expect(drawn).toBe(trend)
  })
})
