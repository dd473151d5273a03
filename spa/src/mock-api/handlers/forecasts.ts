import type { apiContract, ComparedVintage, ForecastBacktest, ForecastComparison, UnitSystem } from '@tieback/contracts'
import { addDays, dayBounds, lastWholeDay, listDays } from '@tieback/domain'
import { toNodeRef } from '../field/node-tree.ts'
import { backtestSteps, everySteps, originCount } from '../forecast/backtest.ts'
import { levels } from '../forecast/model.ts'
import { listForecastSeries, readDaily } from '../forecast/series.ts'
import {
  backtestOf,
  findVintage,
  forecastModel,
  horizonSteps,
  originDays,
  projectionOf,
  shownOf,
  toForecast,
  toPeriod,
  toSummary,
  toVintage,
  type Vintage,
  vintageId,
} from '../forecast/vintage.ts'
import type { MockApi } from '../mock-api.ts'
import { MockProblem } from '../mock-problem.ts'
import type { MockWorld } from '../mock-world.ts'
import { metaOf, openReading, type ReadingTime } from '../reading/reading.ts'
import { offshoreNodes, subjectsBelow } from '../reading/subjects.ts'
import { takePage } from '../tables/page.ts'

/** Vintages of each series that are kept. */
const vintagesKept = 14

const metaOfForecasts = (world: MockWorld, time: ReadingTime) =>
  metaOf(world, time, { nodes: offshoreNodes(world), restsOn: ['production'], day: null })

function readVintage(world: MockWorld, id: string): Vintage {
  const vintage = findVintage(world, id, world.now())
  if (vintage === undefined) throw new MockProblem('not-found', `There is no forecast ${id}.`)
  return vintage
}

/** Every vintage that was made by an instant, newest issue first. */
function listVintages(world: MockWorld, asOf: Date): Vintage[] {
  const lastDay = lastWholeDay(world.field.calendar, asOf)
  const days = listDays(addDays(lastDay, 1 - vintagesKept), addDays(lastDay, 1)).reverse()
  const series = listForecastSeries(world)
  return days
    .flatMap((day) => series.map((each) => toVintage(world, each, day)))
    .filter(({ issuedAt }) => issuedAt <= asOf)
}

const isNewestOfSeries = ({ series }: Vintage, index: number, all: readonly Vintage[]): boolean =>
  all.findIndex((other) => other.series.code === series.code) === index

function toBacktest(world: MockWorld, vintage: Vintage, unitSystem: UnitSystem): ForecastBacktest {
  if (projectionOf(world, vintage) === null) {
    throw new MockProblem('not-found', `${vintageId(vintage)} was refused: no backtest stands behind it.`)
  }
  const { unit, ofNullable } = shownOf(vintage, unitSystem)
  const { methods, thirds, calibration, worst } = backtestOf(world, vintage)
  const origins = originDays(vintage).map((day) => dayBounds(world.field.calendar, day).start.toISOString())
  const shown = <Row extends { readonly pinball: number | null }>(row: Row): Row => ({
    ...row,
    pinball: ofNullable(row.pinball),
  })
  return {
    forecastId: vintageId(vintage),
    model: forecastModel,
    unit,
    granularity: 'day',
    origins: { count: originCount, first: origins.at(0) ?? '', last: origins.at(-1) ?? '', everySteps },
    horizonSteps: backtestSteps,
    methods: methods.map(shown),
    thirds: thirds.map(shown),
    calibration,
    worst: worst.map(({ origin, smape }) => ({ origin: origins[origin] ?? '', smape })),
  }
}

const mean = (values: readonly number[]): number | null =>
  values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length

/** One vintage on the days of a comparison, against what came. */
function toCompared(
  world: MockWorld,
  vintage: Vintage,
  days: readonly string[],
  actual: readonly (number | null)[],
  of: (volume: number) => number,
): ComparedVintage {
  const projection = projectionOf(world, vintage)
  if (projection === null) {
    const errors = [{ path: 'query.forecasts', message: `${vintageId(vintage)} was refused` }]
    throw new MockProblem('invalid-request', 'A refused forecast has nothing to compare.', { errors })
  }
  const stepOf = (day: string): number => listDays(addDays(vintage.lastDay, 1), day).length
  const on = (column: readonly number[]): (number | null)[] =>
    days.map((day) => (day > vintage.lastDay ? (column[stepOf(day)] ?? null) : null))
  const columns = projection.quantiles.map(on)
  const [low, median, high] = [columns.at(0) ?? [], columns[2] ?? [], columns.at(-1) ?? []]
  const compared = days.flatMap((_, index) => {
    const [came, said] = [actual[index] ?? null, median[index] ?? null]
    return came === null || said === null ? [] : [{ index, came, said }]
  })
  const held = compared.filter(({ index, came }) => (low[index] ?? 0) <= came && came <= (high[index] ?? 0))
  const error = mean(compared.map(({ came, said }) => Math.abs(said - came)))
  const bias = mean(compared.map(({ came, said }) => said - came))
  return {
    id: vintageId(vintage),
    issuedAt: vintage.issuedAt.toISOString(),
    model: forecastModel,
    quantiles: {
      levels: [...levels],
      values: columns.map((column) => column.map((value) => (value === null ? null : of(value)))),
    },
    meanAbsoluteError: error === null ? null : of(error),
    bias: bias === null ? null : of(bias),
    covered: compared.length === 0 ? null : held.length / compared.length,
    comparedSteps: compared.length,
  }
}

function compare(
  world: MockWorld,
  time: ReadingTime,
  vintages: readonly Vintage[],
  unitSystem: UnitSystem,
): ForecastComparison {
  const sorted = vintages.toSorted((a, b) => a.issuedAt.getTime() - b.issuedAt.getTime())
  const [oldest, newest] = [sorted.at(0), sorted.at(-1)]
  if (oldest === undefined || newest === undefined) throw new RangeError('there is nothing to compare')
  if (vintages.some(({ series }) => series.code !== oldest.series.code)) {
    const errors = [{ path: 'query.forecasts', message: 'expected forecasts of one series' }]
    throw new MockProblem('invalid-request', 'These forecasts are of different series.', { errors })
  }
  const { unit, of, ofNullable } = shownOf(oldest, unitSystem)
  const from = addDays(oldest.lastDay, 1)
  const to = addDays(newest.lastDay, horizonSteps + 1)
  const days = listDays(from, to)
  const actual = readDaily(world, oldest.series, from, to, time.asOf)
  return {
    subject: toNodeRef(oldest.series.node),
    quantity: oldest.series.quantity,
    unit,
    granularity: 'day',
    periods: days.map((day) => toPeriod(world.field.calendar, day)),
    actual: actual.map(ofNullable),
    quality: actual.map((value) => (value === null ? 'missing' : 'good')),
    vintages: sorted.map((vintage) => toCompared(world, vintage, days, actual, of)),
  }
}

export const forecastMocks: MockApi<typeof apiContract.forecasts> = {
  listForecasts: ({ query }, world) => {
    const time = openReading(world, query.asOf)
    const subjects = query.node === undefined ? null : subjectsBelow(world, query.node)
    const since = query.issuedSince === undefined ? -Infinity : Date.parse(query.issuedSince)
    const before = query.issuedBefore === undefined ? Infinity : Date.parse(query.issuedBefore)
    const found = listVintages(world, time.asOf)
      .filter(({ series }) => subjects === null || subjects.has(series.node.id))
      .filter(({ series }) => query.quantity === undefined || series.quantity === query.quantity)
      .filter(({ issuedAt }) => issuedAt.getTime() >= since && issuedAt.getTime() < before)
      .filter((vintage, index, all) => query.latestOnly === 'false' || isNewestOfSeries(vintage, index, all))
    const page = takePage(found, vintageId, query)
    const forecasts = page.rows.map((vintage) => toSummary(world, vintage, query.unitSystem))
    return {
      status: 200,
      body: { data: { forecasts, nextCursor: page.nextCursor }, meta: metaOfForecasts(world, time) },
    }
  },
  compareForecasts: ({ query }, world) => {
    const time = openReading(world, query.asOf)
    const vintages = [...new Set(query.forecasts)].map((id) => readVintage(world, id))
    const data = compare(world, time, vintages, query.unitSystem)
    return { status: 200, body: { data, meta: metaOfForecasts(world, time) } }
  },
  getForecast: ({ params, query }, world) => {
    const data = toForecast(world, readVintage(world, params.id), query.unitSystem)
    return { status: 200, body: { data, meta: metaOfForecasts(world, openReading(world, undefined)) } }
  },
  readForecastBacktest: ({ params, query }, world) => {
    const data = toBacktest(world, readVintage(world, params.id), query.unitSystem)
    return { status: 200, body: { data, meta: metaOfForecasts(world, openReading(world, undefined)) } }
  },
}
