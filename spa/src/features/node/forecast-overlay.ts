import type { Performance, PerformanceForecastSeries, Period, Quantity, QuantileColumns } from '@tieback/contracts'
import type { QuantityTrend } from './performance-trend.ts'

/** What the answer expects of a quantity; undefined where it wasn't asked for, or has none. */
export const forecastOf = (
  { forecast }: Pick<Performance, 'forecast'>,
  quantity: Quantity | null,
): PerformanceForecastSeries | undefined => forecast?.series.find((series) => series.quantity === quantity)

/** The column of one level; undefined where the forecast has no such level, because a band isn't guessed from its neighbours. */
function columnOf({ levels, values }: QuantileColumns, level: number): readonly (number | null)[] | undefined {
  return values[levels.findIndex((given) => Math.abs(given - level) < 1e-9)]
}

/** The periods of the trend, and those of the forecast that lie behind them. */
function joinPeriods(known: readonly Period[], expected: readonly Period[]): readonly Period[] {
  const end = known.at(-1)?.end ?? ''
  return [...known, ...expected.filter(({ start }) => start >= end)]
}

/** The trend with what a model expects: the median, and around it the band that holds four of five. Unchanged where the answer has no such forecast. */
export function overlayForecast(trend: QuantityTrend, performance: Performance): QuantityTrend {
  const expected = forecastOf(performance, trend.quantity)
  const [low, middle, high] = [0.1, 0.5, 0.9].map((level) => expected?.quantiles && columnOf(expected.quantiles, level))
  if (!performance.forecast || !low || !middle || !high || expected?.unit.label !== trend.unitLabel) return trend
  const places = new Map(performance.forecast.periods.map(({ start }, index) => [start, index]))
  const periods = joinPeriods(trend.periods, performance.forecast.periods)
  const place = (values: readonly (number | null)[]) =>
    periods.map(({ start }) => values[places.get(start) ?? -1] ?? null)
  const { model } = trend
  return {
    ...trend,
    periods,
    model: {
      ...model,
      at: periods.map(({ start }) => start),
      end: periods.at(-1)?.end ?? null,
      lines: [
        ...model.lines.map((line) => ({ ...line, values: periods.map((_, index) => line.values[index] ?? null) })),
        {
          role: 'forecast',
          label: 'Forecast P50',
          values: place(middle),
          band: { label: 'P10–P90', low: place(low), high: place(high) },
        },
      ],
      isMissing: periods.map((_, index) => model.isMissing[index] ?? false),
      latest: trend.periods.length - 1,
    },
  }
}
