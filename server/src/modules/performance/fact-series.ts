import type { Measure, PerformanceSeries, Quantity, UnitSystem } from '@tieback/contracts'
import { displayUnit, hasValue, type RolledUp, toDisplay } from '@tieback/domain'
import type { FactTable } from '../../reading/fact-table.ts'
import type { AxisPeriod } from './period-axis.ts'

/** Gauges and hours of a well, drawn beside its volumes. */
const gaugeQuantities = [
  'on_stream_hours',
  'choke',
  'wellhead_pressure',
  'wellhead_temperature',
  'downhole_pressure',
  'downhole_temperature',
  'annulus_pressure',
] as const satisfies readonly Quantity[]

const measures = ['allocated', 'measured', 'plan', 'potential'] as const satisfies readonly Measure[]

function coverageOf({ coverage, value, quality }: RolledUp): number | null {
  if (coverage !== null) return coverage.coverage
  return value === null && quality === 'missing' ? null : hasValue(quality) ? 1 : 0
}

function toSeries(
  quantity: Quantity,
  measure: Measure,
  figures: readonly RolledUp[],
  unitSystem: UnitSystem,
): PerformanceSeries {
  return {
    quantity,
    measure,
    unit: displayUnit(quantity, unitSystem, 'volume'),
    values: figures.map(({ value }) => (value === null ? null : toDisplay(quantity, unitSystem, 'volume', value))),
    quality: figures.map(({ quality }) => quality),
    status: figures.map(({ status }) => status),
    coverage: figures.map(coverageOf),
  }
}

/** One line for every quantity and measure that the node has facts of, in the order of the screen; gauges only by day. */
export function listFactSeries(
  table: FactTable,
  nodeId: string,
  query: {
    quantities: readonly Quantity[]
    periods: readonly AxisPeriod[]
    unitSystem: UnitSystem
    isMonthly: boolean
  },
): PerformanceSeries[] {
  const gauges = query.isMonthly ? [] : gaugeQuantities
  return [...query.quantities, ...gauges].flatMap((quantity) =>
    measures
      .filter((measure) => table.has(nodeId, quantity, measure))
      .map((measure) => {
        const figures = query.periods.map(({ days }) => table.total(nodeId, quantity, measure, days))
        return toSeries(quantity, measure, figures, query.unitSystem)
      }),
  )
}
