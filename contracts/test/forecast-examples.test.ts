import { describe, expect, it } from 'vitest'
import { apiExamples } from '../src/examples.ts'
import { closeTo, expectNoCrossing, noColumns, sum } from './example-checks.ts'

const { forecasts, performance } = apiExamples

describe('the forecast that the examples show', () => {
  const forecast = forecasts.getForecast[200].data
  const backtest = forecasts.readForecastBacktest[200].data
  const comparison = forecasts.compareForecasts[200].data
  const median = forecast.quantiles?.values[forecast.levels.indexOf(0.5)] ?? []
  const listed = forecasts.listForecasts[200].data.forecasts

  it('has a period for each step of its horizon, and quantiles that do not cross', () => {
    expect(forecast.periods).toHaveLength(forecast.horizon.steps)
    expect(forecast.periods[0]?.start).toBe(forecast.horizon.from)
    expect(forecast.periods.at(-1)?.end).toBe(forecast.horizon.to)
    expectNoCrossing(forecast.quantiles ?? noColumns, forecast.horizon.steps)
    expect(forecast.quantiles?.levels).toStrictEqual(forecast.levels)
  })

  it('adds its contributions up to its median, from the last day that was', () => {
    const steps = forecast.periods.map((_, step) =>
      sum(forecast.contributions.map(({ values }) => values[step] ?? null)),
    )
    expect(steps).toStrictEqual(median.map((value) => closeTo(value)))
    const level = forecast.contributions.find(({ kind }) => kind === 'level')?.values[0]
    expect(level).toBe(performance.readHubPerformance[200].data.series[0]?.values.at(-1))
  })

  it('weighs its members to one', () => {
    expect(sum(forecast.members.map(({ weight }) => weight))).toEqual(closeTo(1))
  })

  it('was issued when the last of its history was over, and before its answer', () => {
    for (const { issuedAt, history, horizon } of listed) {
      expect(history.to <= issuedAt).toBe(true)
      expect(history.to).toBe(horizon.from)
      expect(issuedAt < forecasts.listForecasts[200].meta.asOf).toBe(true)
    }
  })

  it('gives either a forecast or a reason, and counts what was missing for it', () => {
    expect(listed.filter(({ refused }) => refused !== null)).toHaveLength(1)
    for (const { refused, history, owa } of listed.filter((row) => row.refused !== null)) {
      expect(refused?.usableSteps).toBe(history.steps - history.missingSteps)
      expect(refused?.usableSteps).toBeLessThan(refused?.neededSteps ?? 0)
      expect(owa).toBeNull()
    }
    expect(forecast.refused).toBeNull()
  })

  it('says the same in the list, in the answer and beside the performance of the hub', () => {
    const { forecast: beside, node } = performance.readHubPerformance[200].data
    expect(listed).toContainEqual(expect.objectContaining({ id: forecast.id, issuedAt: forecast.issuedAt }))
    expect(forecast.subject).toStrictEqual(node)
    expect(beside?.periods).toStrictEqual(forecast.periods)
    expect(beside?.series[0]).toMatchObject({ forecastId: forecast.id, quantiles: forecast.quantiles, refused: null })
    expect(beside?.series.map(({ refused, quantiles }) => (refused === null) !== (quantiles === null))).not.toContain(
      false,
    )
  })

  it('starts where the performance of the hub ends', () => {
    const { periods, forecast: beside } = performance.readHubPerformance[200].data
    expect(beside?.periods[0]?.start).toBe(periods.at(-1)?.end)
  })

  it('is backtested by thirds that give the whole', () => {
    const [model] = backtest.methods
    const weighted = (pick: (third: (typeof backtest.thirds)[number]) => number | null) =>
      sum(backtest.thirds.map((third) => (pick(third) ?? 0) * (third.toStep - third.fromStep + 1))) /
      backtest.horizonSteps
    for (const error of ['mase', 'smape', 'pinball', 'msis'] as const) {
      expect(weighted((third) => third[error])).toEqual(closeTo(model?.[error]))
    }
    expect(backtest.thirds.at(-1)?.toStep).toBe(backtest.horizonSteps)
  })

  it('has an OWA that is the mean of its two ratios to Naive2', () => {
    const naive2 = backtest.methods.find(({ method }) => method === 'naive2')
    for (const { smape, mase, owa } of backtest.methods) {
      expect(((smape ?? 0) / (naive2?.smape ?? 1) + (mase ?? 0) / (naive2?.mase ?? 1)) / 2).toEqual(closeTo(owa))
    }
    expect(forecast.owa).toBe(backtest.methods[0]?.owa)
    expect(forecast.errors).toStrictEqual(backtest.methods)
  })

  it('covers as its thirds cover together', () => {
    const whole = backtest.calibration.filter(({ third }) => third === 'all')
    expect(whole.length).toBeGreaterThan(0)
    for (const { nominal, covered, count } of whole) {
      const parts = backtest.calibration.filter((row) => row.nominal === nominal && row.third !== 'all')
      expect(sum(parts.map((part) => part.count))).toBe(count)
      expect(count).toBe(backtest.origins.count * backtest.horizonSteps)
      expect(sum(parts.map((part) => (part.covered ?? 0) * part.count)) / count).toEqual(closeTo(covered, 9))
    }
  })

  it('compares vintages with what came, and only where something did', () => {
    const [earlier, newest] = comparison.vintages
    const middle = earlier?.quantiles.values[earlier.quantiles.levels.indexOf(0.5)] ?? []
    const errors = comparison.actual.flatMap((came, step) => {
      const said = middle[step] ?? null
      return came === null || said === null ? [] : [said - came]
    })
    expect(earlier?.comparedSteps).toBe(errors.length)
    expect(earlier?.bias).toEqual(closeTo(sum(errors) / errors.length))
    expect(earlier?.meanAbsoluteError).toEqual(closeTo(sum(errors.map(Math.abs)) / errors.length))
    expect(newest).toMatchObject({ comparedSteps: 0, bias: null, covered: null })
    for (const { quantiles } of comparison.vintages) expectNoCrossing(quantiles, comparison.periods.length)
    expect(comparison.quality.map((quality) => quality === 'missing')).toStrictEqual(
      comparison.actual.map((came) => came === null),
    )
  })
})
