import type { DayLabel, Measure, PerformanceSeries, Quantity, UnitSystem } from '@tieback/contracts'
import { type Calendar, displayUnit, productionDay, toDisplay } from '@tieback/domain'
import type { FactTable } from '../../reading/fact-table.ts'
import type { AxisPeriod } from './period-axis.ts'

const hoursPerDay = 24

/** Production days of a range with their bounds, oldest first. */
function listDayBounds(calendar: Calendar, days: readonly DayLabel[]) {
  return days.map((day) => productionDay(calendar, day))
}

/**
 * Plan and potential of whole days as rates beside hourly measurements. A day's volume is divided by the day's own length:
 * on a day of 23 hours the same volume is a higher rate.
 */
export function listDailyRates(
  table: FactTable,
  nodeId: string,
  calendar: Calendar,
  query: { quantity: Quantity; days: readonly DayLabel[]; periods: readonly AxisPeriod[]; unitSystem: UnitSystem },
): PerformanceSeries[] {
  const bounds = listDayBounds(calendar, query.days)
  return (['plan', 'potential'] as const satisfies readonly Measure[])
    .filter((measure) => table.has(nodeId, query.quantity, measure))
    .map((measure) => {
      const facts = query.periods.map(({ start }) => {
        const day = bounds.find((each) => each.start <= start && start < each.end)
        const fact = day === undefined ? undefined : table.find(nodeId, query.quantity, measure, day.day)
        return { fact, hours: day?.hours ?? hoursPerDay }
      })
      return {
        quantity: query.quantity,
        measure,
        unit: displayUnit(query.quantity, query.unitSystem, 'rate'),
        values: facts.map(({ fact, hours }) =>
          fact === undefined || fact.value === null
            ? null
            : toDisplay(query.quantity, query.unitSystem, 'rate', (fact.value / hours) * hoursPerDay),
        ),
        quality: facts.map(({ fact }) => fact?.quality ?? 'missing'),
        status: facts.map(({ fact }) => fact?.status ?? null),
        coverage: facts.map(({ fact }) => fact?.coverage?.coverage ?? (fact === undefined ? null : 1)),
      }
    })
}
