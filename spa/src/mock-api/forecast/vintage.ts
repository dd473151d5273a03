import type { Forecast, ForecastRefusal, ForecastSummary, Period, UnitSystem } from '@tieback/contracts'
import { addDays, type Calendar, dayBounds, daysBetween, productionDay } from '@tieback/domain'
import { toNodeRef } from '../field/node-tree.ts'
import type { MockWorld } from '../mock-world.ts'
import { type Shown, shownAs } from '../reading/shown.ts'
import { backtest, type BacktestNumbers, backtestSteps, everySteps, learnedDays, originCount } from './backtest.ts'
import { levels, neededSteps, project, type Projection } from './model.ts'
import { type ForecastSeries, listForecastSeries, readDaily } from './series.ts'

/** Steps that a forecast reaches ahead. */
export const horizonSteps = 30

/** Steps that it learns from at most. */
const historySteps = 90

/** Hours after the end of a production day at which its forecast is made. */
const issuedAfterHours = 2

const hourMs = 3_600_000

export const forecastModel = { name: 'level and trend', version: '1.2' }

/** The forecast of one series made after one production day. */
export interface Vintage {
  readonly series: ForecastSeries
  /** Last day that it knows. */
  readonly lastDay: string
  readonly issuedAt: Date
}

/** Days are counted from here in the ids of vintages. */
const firstIdDay = '2020-01-01'

export const vintageId = ({ series, lastDay }: Vintage): string =>
  `fc-${series.code}${daysBetween(firstIdDay, lastDay).toString(36)}`

export const toVintage = ({ field }: MockWorld, series: ForecastSeries, lastDay: string): Vintage => ({
  series,
  lastDay,
  issuedAt: new Date(dayBounds(field.calendar, lastDay).end.getTime() + issuedAfterHours * hourMs),
})

/** The vintage that an id stands for; undefined where none was ever made. */
export function findVintage(world: MockWorld, id: string, now: Date): Vintage | undefined {
  const match = /^fc-([0-9a-z]{3})([0-9a-z]{1,4})$/.exec(id)
  const series = listForecastSeries(world).find(({ code }) => code === match?.[1])
  if (match === null || series === undefined) return undefined
  const vintage = toVintage(world, series, addDays(firstIdDay, Number.parseInt(match[2] ?? '', 36)))
  const firstDay = addDays(world.field.firstDay, neededSteps)
  return vintage.issuedAt <= now && vintage.lastDay >= firstDay ? vintage : undefined
}

function historyOf(world: MockWorld, { series, lastDay }: Vintage): (number | null)[] {
  const from = addDays(lastDay, 1 - historySteps)
  return readDaily(world, series, from < world.field.firstDay ? world.field.firstDay : from, addDays(lastDay, 1))
}

function refusalOf(history: readonly (number | null)[]): ForecastRefusal | null {
  const usableSteps = history.filter((value) => value !== null).length
  if (usableSteps >= neededSteps) return null
  const detail = `Needs ${neededSteps} days, has ${usableSteps}.`
  return { reason: 'too-little-history', detail, usableSteps, neededSteps }
}

/** What the model says from a vintage's day on; null where it is refused. */
export function projectionOf(world: MockWorld, vintage: Vintage): Projection | null {
  const history = historyOf(world, vintage)
  return refusalOf(history) === null ? project(history, horizonSteps) : null
}

/** The backtest behind a vintage: origins up to its own day. */
export function backtestOf(world: MockWorld, { series, lastDay }: Vintage): BacktestNumbers {
  return backtest(readDaily(world, series, backtestFrom(lastDay), addDays(lastDay, 1)))
}

const backtestFrom = (lastDay: string): string =>
  addDays(lastDay, 1 - learnedDays - (originCount - 1) * everySteps - backtestSteps)

/** First days of the forecasts that a backtest makes. */
export const originDays = ({ lastDay }: Vintage): string[] =>
  Array.from({ length: originCount }, (_, index) => addDays(backtestFrom(lastDay), learnedDays + index * everySteps))

export const shownOf = ({ series }: Vintage, unitSystem: UnitSystem): Shown =>
  shownAs(series.quantity, unitSystem, 'volume')

export const toPeriod = (calendar: Calendar, day: string): Period => {
  const { start, end, hours } = productionDay(calendar, day)
  return { label: day, start, end, hours }
}

/** A vintage without its numbers. */
export function toSummary(world: MockWorld, vintage: Vintage, unitSystem: UnitSystem): ForecastSummary {
  const { series, lastDay, issuedAt } = vintage
  const { calendar } = world.field
  const history = historyOf(world, vintage)
  const refused = refusalOf(history)
  const lastStep = addDays(lastDay, horizonSteps)
  const historyFrom = addDays(lastDay, 1 - history.length)
  return {
    id: vintageId(vintage),
    subject: toNodeRef(series.node),
    quantity: series.quantity,
    unit: shownOf(vintage, unitSystem).unit,
    granularity: 'day',
    issuedAt: issuedAt.toISOString(),
    model: forecastModel,
    horizon: {
      from: dayBounds(calendar, addDays(lastDay, 1)).start.toISOString(),
      to: dayBounds(calendar, lastStep).end.toISOString(),
      steps: horizonSteps,
    },
    history: {
      from: dayBounds(calendar, historyFrom).start.toISOString(),
      to: dayBounds(calendar, lastDay).end.toISOString(),
      steps: history.length,
      missingSteps: history.filter((value) => value === null).length,
      beginsAfter: null,
    },
    levels: [...levels],
    owa: refused === null ? (backtestOf(world, vintage).methods[0]?.owa ?? null) : null,
    refused,
  }
}

/** A vintage, whole. */
export function toForecast(world: MockWorld, vintage: Vintage, unitSystem: UnitSystem): Forecast {
  const { of, ofNullable } = shownOf(vintage, unitSystem)
  const projection = projectionOf(world, vintage)
  const numbers = projection === null ? null : backtestOf(world, vintage)
  const days = Array.from({ length: horizonSteps }, (_, step) => addDays(vintage.lastDay, step + 1))
  return {
    ...toSummary(world, vintage, unitSystem),
    periods: days.map((day) => toPeriod(world.field.calendar, day)),
    quantiles:
      projection === null
        ? null
        : { levels: [...levels], values: projection.quantiles.map((column) => column.map(of)) },
    members: projection === null ? [] : [{ name: forecastModel.name, weight: 1 }],
    contributions:
      projection === null
        ? []
        : [
            { kind: 'level', label: 'Level of the last week', values: days.map(() => of(projection.level)) },
            {
              ...{ kind: 'trend', label: 'Trend of six weeks' },
              values: projection.median.map((value) => of(value) - of(projection.level)),
            },
          ],
    assumptions: [],
    calibration: numbers?.calibration ?? [],
    errors: (numbers?.methods ?? []).map((error) => ({ ...error, pinball: ofNullable(error.pinball) })),
  }
}
