import type { PerformanceSeries, Quantity, UnitSystem } from '@tieback/contracts'
import { addDays, convertQuantity, displayUnit, quantityTable, rollUp, toDisplay } from '@tieback/domain'
import { type DailySeriesRow, listSignals, readDailySeries, type SignalRow } from '@tieback/store'
import type { Reader, ReadingTime } from '../../reading/reader.ts'
import type { AxisPeriod } from './period-axis.ts'

interface DailyQuery {
  readonly nodeIds: readonly string[]
  readonly quantities: readonly Quantity[]
  /** Production days, one each. */
  readonly periods: readonly AxisPeriod[]
  readonly unitSystem: UnitSystem
}

const hourMs = 3_600_000

/** What a rate is averaged in before it is made a volume. */
const ratePerDay = { unit: 'm3/d', reference: 'metric', basis: null } as const

/** The day's volume of a rate, or the day's average of a gauge, in the canonical unit of the quantity; null without good data. */
function figureOf(quantity: Quantity, signal: SignalRow, row: DailySeriesRow | undefined): number | null {
  if (row === undefined || row.average === null) return null
  const { phase, canonical, aggregation } = quantityTable[quantity]
  if (aggregation === 'none') return convertQuantity(row.average, signal, canonical, phase)
  const hours = (row.end.getTime() - row.start.getTime()) / hourMs
  return (convertQuantity(row.average, signal, ratePerDay, phase) * hours) / 24
}

function sumSeries(
  quantity: Quantity,
  signals: readonly SignalRow[],
  byDay: ReadonlyMap<string, ReadonlyMap<string, DailySeriesRow>>,
  { periods, unitSystem }: DailyQuery,
): PerformanceSeries {
  const totals = periods.map(({ label }) =>
    rollUp(
      signals.map((signal) => {
        const row = byDay.get(label)?.get(signal.id)
        const value = figureOf(quantity, signal, row)
        const share = value === null ? 0 : (row?.goodShare ?? 0)
        return {
          value,
          quality: share === 0 ? 'missing' : share < 1 ? 'uncertain' : 'good',
          status: null,
          coverage: { coverage: share, measured: share, estimated: 0, missing: 1 - share },
          weight: 1,
        } as const
      }),
    ),
  )
  return {
    quantity,
    measure: 'measured',
    unit: displayUnit(quantity, unitSystem, 'volume'),
    values: totals.map(({ value }) => (value === null ? null : toDisplay(quantity, unitSystem, 'volume', value))),
    quality: totals.map(({ quality }) => quality),
    status: totals.map(() => null),
    coverage: totals.map(({ coverage }) => coverage?.coverage ?? null),
  }
}

/** What a historian's series of the nodes came to by production day: the interval of the figures that they are drawn beside. */
export async function readMeasuredDays(
  { pool }: Reader,
  { asOf }: ReadingTime,
  query: DailyQuery,
): Promise<PerformanceSeries[]> {
  const labels = query.periods.map(({ label }) => label)
  const [from, last] = [labels[0], labels.at(-1)]
  if (from === undefined || last === undefined) return []
  const signals = await listSignals(pool, { nodeIds: query.nodeIds, quantities: query.quantities, asOf })
  const wanted = new Set(labels)
  const to = addDays(last, 1)
  const rows = await readDailySeries(pool, { signalIds: signals.map(({ id }) => id), from, to, asOf })
  const byDay = new Map<string, Map<string, DailySeriesRow>>()
  for (const row of rows) {
    if (!wanted.has(row.day)) continue
    byDay.set(row.day, (byDay.get(row.day) ?? new Map<string, DailySeriesRow>()).set(row.signalId, row))
  }
  const byQuantity = Map.groupBy(signals, (signal) => signal.quantity)
  return query.quantities.flatMap((quantity) => {
    const own = byQuantity.get(quantity) ?? []
    return own.length === 0 || byDay.size === 0 ? [] : [sumSeries(quantity, own, byDay, query)]
  })
}
