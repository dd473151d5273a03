import type { Granularity, PerformanceForecast, PerformanceForecastSeries, UnitSystem } from '@tieback/contracts'
import { addDays, daysBetween, lastWholeDay, productionDay } from '@tieback/domain'
import type { FieldNode } from '../field/node-tree.ts'
import { levels } from '../forecast/model.ts'
import { listForecastSeries } from '../forecast/series.ts'
import { forecastModel, horizonSteps, projectionOf, toVintage, type Vintage, vintageId } from '../forecast/vintage.ts'
import type { MockWorld } from '../mock-world.ts'
import { type AxisPeriod, listPeriods } from '../reading/period-axis.ts'
import type { ReadingTime } from '../reading/reading.ts'
import { shownAs } from '../reading/shown.ts'

/** Days that are shown ahead by hour: more hours than this nobody reads. */
const hourlyDays = 3

interface Asked {
  readonly granularity: Granularity
  readonly unitSystem: UnitSystem
}

/** One column of a forecast on the periods: whole days as they are, months as sums, hours as rates. Null beyond the horizon. */
function onPeriods(
  { field }: MockWorld,
  column: readonly number[],
  { lastDay }: Vintage,
  periods: readonly AxisPeriod[],
): (number | null)[] {
  const valueOf = (day: string): number | null => column[daysBetween(lastDay, day) - 1] ?? null
  return periods.map(({ days, start }) => {
    if (days.length > 0) {
      const values = days.map(valueOf)
      return values.includes(null) ? null : values.reduce<number>((sum, value) => sum + (value ?? 0), 0)
    }
    const day = Array.from({ length: hourlyDays + 1 }, (_, index) => addDays(lastDay, index + 1)).find(
      (each) => start < productionDay(field.calendar, each).end,
    )
    const value = day === undefined ? null : valueOf(day)
    return day === undefined || value === null ? null : (value / productionDay(field.calendar, day).hours) * 24
  })
}

/** What is expected of a node from a day on, at the answer's own granularity. */
export function forecastPerformance(
  world: MockWorld,
  { asOf }: ReadingTime,
  node: FieldNode,
  from: string,
  { granularity, unitSystem }: Asked,
): PerformanceForecast {
  const { calendar } = world.field
  const to = addDays(from, granularity === 'hour' ? hourlyDays : horizonSteps)
  const periods = listPeriods(calendar, from, to, granularity)
  const lastDay = lastWholeDay(calendar, asOf)
  const series = listForecastSeries(world)
    .filter((each) => each.node.id === node.id)
    .flatMap((each): PerformanceForecastSeries[] => {
      const today = toVintage(world, each, lastDay)
      // In the first hours of a day the newest forecast is the one of the day before.
      const vintage = today.issuedAt <= asOf ? today : toVintage(world, each, addDays(lastDay, -1))
      const projection = projectionOf(world, vintage)
      if (projection === null) return []
      const { unit, ofNullable } = shownAs(each.quantity, unitSystem, granularity === 'hour' ? 'rate' : 'volume')
      return [
        {
          forecastId: vintageId(vintage),
          issuedAt: vintage.issuedAt.toISOString(),
          model: forecastModel,
          quantity: each.quantity,
          unit,
          quantiles: {
            levels: [...levels],
            values: projection.quantiles.map((column) => onPeriods(world, column, vintage, periods).map(ofNullable)),
          },
          refused: null,
        },
      ]
    })
  return { periods: periods.map(({ days: _, ...period }) => period), series }
}
