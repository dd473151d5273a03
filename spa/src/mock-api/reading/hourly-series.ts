import type { PerformanceSeries, Quantity, UnitSystem } from '@tieback/contracts'
import { convertQuantity, displayUnit, quantityTable, rollUp } from '@tieback/domain'
import type { Field } from '../field/field.ts'
import type { FieldSignal } from '../field/field-signals.ts'
import { SignalModel } from '../field/samples.ts'
import type { AxisPeriod } from './period-axis.ts'

function sumSeries(
  field: Field,
  quantity: Quantity,
  signals: readonly FieldSignal[],
  periods: readonly AxisPeriod[],
  unitSystem: UnitSystem,
  asOf: Date,
): PerformanceSeries {
  const unit = displayUnit(quantity, unitSystem, 'rate')
  const { phase } = quantityTable[quantity]
  const [from, to] = [Date.parse(periods[0]?.start ?? ''), Date.parse(periods.at(-1)?.end ?? '')]
  const byHour = signals.map((signal) => {
    const { at, value } = new SignalModel(field, signal).hourly(from, to, asOf)
    return { signal, values: new Map(at.map((atMs, index) => [atMs, value[index] ?? null])) }
  })
  const totals = periods.map(({ start }) =>
    rollUp(
      byHour.map(({ signal, values }) => {
        const average = values.get(Date.parse(start)) ?? null
        return {
          value: average === null ? null : convertQuantity(average, signal.unit, unit, phase),
          quality: average === null ? ('missing' as const) : ('good' as const),
          ...{ status: null, coverage: null, weight: 1 },
        }
      }),
    ),
  )
  return {
    quantity,
    measure: 'measured',
    unit,
    values: totals.map(({ value }) => value),
    quality: totals.map(({ quality }) => quality),
    status: totals.map(() => null),
    coverage: totals.map(({ coverage }) => coverage?.coverage ?? null),
  }
}

/** Rates by hour, summed over the series of the nodes; gauges only where there is one node. */
export function listHourlySeries(
  field: Field,
  nodeIds: ReadonlySet<string>,
  quantities: readonly Quantity[],
  periods: readonly AxisPeriod[],
  unitSystem: UnitSystem,
  asOf: Date,
): PerformanceSeries[] {
  return quantities.flatMap((quantity) => {
    const own = field.signals.filter((signal) => signal.quantity === quantity && nodeIds.has(signal.node.id))
    return own.length === 0 ? [] : [sumSeries(field, quantity, own, periods, unitSystem, asOf)]
  })
}
