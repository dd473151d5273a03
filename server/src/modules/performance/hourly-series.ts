import type { PerformanceSeries, Quantity, UnitSystem } from '@tieback/contracts'
import { convertQuantity, displayUnit, quantityTable, rollUp } from '@tieback/domain'
import { type HourlyRow, listSignals, readHourly, type SignalRow } from '@tieback/store'
import type { Reader, ReadingTime } from '../../reading/reader.ts'
import type { AxisPeriod } from './period-axis.ts'

interface HourlyQuery {
  readonly nodeIds: readonly string[]
  readonly quantities: readonly Quantity[]
  readonly periods: readonly AxisPeriod[]
  readonly unitSystem: UnitSystem
}

function sumSeries(
  quantity: Quantity,
  signals: readonly SignalRow[],
  byHour: ReadonlyMap<number, ReadonlyMap<string, HourlyRow>>,
  { periods, unitSystem }: HourlyQuery,
): PerformanceSeries {
  const unit = displayUnit(quantity, unitSystem, 'rate')
  const { phase } = quantityTable[quantity]
  const totals = periods.map(({ start }) => {
    const rows = byHour.get(Date.parse(start))
    return rollUp(
      signals.map((signal) => {
        const row = rows?.get(signal.id)
        const share = row?.average === null || row === undefined ? 0 : row.goodShare
        return {
          value: row?.average === null || row === undefined ? null : convertQuantity(row.average, signal, unit, phase),
          quality: share === 0 ? 'missing' : share < 1 ? 'uncertain' : 'good',
          status: null,
          coverage: { coverage: share, measured: share, estimated: 0, missing: 1 - share },
          weight: 1,
        } as const
      }),
    )
  })
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

/** Rates by hour, summed over the series of the nodes; a pressure of several wells has no sum, so gauges are given for one node alone. */
export async function readHourlySeries(
  { pool }: Reader,
  { asOf }: ReadingTime,
  query: HourlyQuery,
): Promise<PerformanceSeries[]> {
  const first = query.periods[0]
  const last = query.periods.at(-1)
  if (first === undefined || last === undefined) return []
  const signals = await listSignals(pool, { nodeIds: query.nodeIds, quantities: query.quantities, asOf })
  const rows = await readHourly(pool, {
    signalIds: signals.map(({ id }) => id),
    from: new Date(first.start),
    to: new Date(last.end),
    asOf,
  })
  const byHour = new Map<number, Map<string, HourlyRow>>()
  for (const row of rows) {
    const hour = row.hour.getTime()
    const bySignal = byHour.get(hour)
    if (bySignal === undefined) byHour.set(hour, new Map([[row.signalId, row]]))
    else bySignal.set(row.signalId, row)
  }
  const byQuantity = Map.groupBy(signals, (signal) => signal.quantity)
  return query.quantities.flatMap((quantity) => {
    const own = byQuantity.get(quantity) ?? []
    return own.length === 0 ? [] : [sumSeries(quantity, own, byHour, query)]
  })
}
