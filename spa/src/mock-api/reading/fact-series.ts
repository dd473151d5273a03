import type { Measure, PerformanceSeries, Quantity } from '@tieback/contracts'
import { type Calendar, displayUnit, hasValue, productionDay, type RolledUp, toDisplay } from '@tieback/domain'
import type { FactTable } from './fact-table.ts'
import type { AxisPeriod } from './period-axis.ts'

/** Gauges and hours of a well, drawn beside its volumes. */
const gaugeQuantities = ['on_stream_hours', 'choke', 'wellhead_pressure', 'wellhead_temperature'] as const

const measures = ['allocated', 'measured', 'plan', 'potential'] as const satisfies readonly Measure[]

const hoursPerDay = 24

function coverageOf({ coverage, value, quality }: RolledUp): number | null {
  if (coverage !== null) return coverage.coverage
  return value === null && quality === 'missing' ? null : hasValue(quality) ? 1 : 0
}

const absent: RolledUp = { value: null, quality: 'missing', status: null, coverage: null }

/** Columns of figures in canonical units, in the unit of the reader. */
const toSeries = (
  { unitSystem }: FactTable,
  quantity: Quantity,
  measure: Measure,
  as: 'volume' | 'rate',
  figures: readonly RolledUp[],
): PerformanceSeries => ({
  quantity,
  measure,
  unit: displayUnit(quantity, unitSystem, as),
  values: figures.map(({ value }) => (value === null ? null : toDisplay(quantity, unitSystem, as, value))),
  quality: figures.map(({ quality }) => quality),
  status: figures.map(({ status }) => status),
  coverage: figures.map(coverageOf),
})

/** One line for every quantity and measure that the node has facts of; gauges only by day. */
export function listFactSeries(
  table: FactTable,
  nodeId: string,
  quantities: readonly Quantity[],
  periods: readonly AxisPeriod[],
  isMonthly: boolean,
): PerformanceSeries[] {
  const gauges = isMonthly ? [] : gaugeQuantities
  return [...quantities, ...gauges].flatMap((quantity) =>
    measures
      .filter((measure) => table.has(nodeId, quantity, measure))
      .map((measure) => {
        const figures = periods.map(({ days }) => table.total(nodeId, quantity, measure, days))
        return toSeries(table, quantity, measure, 'volume', figures)
      }),
  )
}

/** Plan and potential of whole days as rates beside hourly measurements. A day of 23 hours gives a higher rate for the same volume. */
export function listDailyRates(
  table: FactTable,
  nodeId: string,
  quantity: Quantity,
  days: readonly string[],
  periods: readonly AxisPeriod[],
  calendar: Calendar,
): PerformanceSeries[] {
  const bounds = days.map((day) => productionDay(calendar, day))
  return (['plan', 'potential'] as const)
    .filter((measure) => table.has(nodeId, quantity, measure))
    .map((measure) => {
      const rates = periods.map(({ start }): RolledUp => {
        const day = bounds.find((each) => each.start <= start && start < each.end)
        const fact = day === undefined ? undefined : table.find(nodeId, quantity, measure, day.day)
        if (day === undefined || fact === undefined || fact.value === null) return absent
        return { ...fact, value: (fact.value / day.hours) * hoursPerDay }
      })
      return toSeries(table, quantity, measure, 'rate', rates)
    })
}
