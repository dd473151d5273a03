import {
  type ChildPerformance,
  type Granularity,
  type Meta,
  type NodeKind,
  type Performance,
  performanceRangeDaysMax,
  type UnitSystem,
} from '@tieback/contracts'
import { addDays, addMonths, firstOfMonth, listDays } from '@tieback/domain'
import { type FactRow, readFacts, type TreeRow } from '@tieback/store'
import { ProblemError } from '../../platform/http/problems.ts'
import { type DayRange, resolveRange } from '../../reading/day-range.ts'
import { FactTable, isProvisional } from '../../reading/fact-table.ts'
import { readMeta } from '../../reading/meta.ts'
import { type NodeTree, readNodeTree, toNodeRef } from '../../reading/node-tree.ts'
import { openReading, type Reader, type ReadingTime } from '../../reading/reader.ts'
import { listDailyRates } from './daily-rates.ts'
import { listFactSeries } from './fact-series.ts'
import { readMeasuredDays } from './daily-series.ts'
import { readHourlySeries } from './hourly-series.ts'
import { type AxisPeriod, listPeriods } from './period-axis.ts'

/** Steps of a child's sparkline, ending with the range: days, or months where the source has no days. */
const sparklineDays = 14

interface PerformanceQuery {
  readonly from?: string | undefined
  readonly to?: string | undefined
  readonly granularity: Granularity
  readonly unitSystem: UnitSystem
  readonly asOf?: string | undefined
  readonly forecast?: 'true' | 'false' | undefined
}

interface Facts {
  /** The range that was read: whole months where the source has nothing finer, since a month's volume can't be cut. */
  readonly range: DayRange
  readonly rows: readonly FactRow[]
  readonly table: FactTable
  /** The labels that facts of the range are found by: its days, or the first days of its months. */
  readonly days: readonly string[]
  readonly sparkline: { readonly table: FactTable; readonly days: readonly string[] }
  readonly isMonthly: boolean
}

/** Months that the source itself closed win over the sum of their days; a source that has only months is read by them. */
async function readRangeFacts(
  { pool }: Reader,
  { asOf }: ReadingTime,
  nodeIds: readonly string[],
  range: DayRange,
  granularity: Granularity,
): Promise<Facts> {
  const { from, to } = range
  if (granularity === 'month') {
    const whole = { from: firstOfMonth(from), to: addMonths(firstOfMonth(addDays(to, -1)), 1) }
    const months = await readFacts(pool, { grain: 'month', nodeIds, ...whole, asOf })
    if (months.length > 0) {
      const days = [...new Set(listDays(whole.from, whole.to).map(firstOfMonth))]
      const table = new FactTable(months)
      return {
        range: whole,
        rows: months,
        table,
        days,
        sparkline: { table, days: days.slice(-sparklineDays) },
        isMonthly: true,
      }
    }
  }
  // A range of one day still shows how its children came to where they are.
  const sparklineFrom = addDays(to, -sparklineDays)
  const readFrom = from < sparklineFrom ? from : sparklineFrom
  const rows = await readFacts(pool, { grain: 'day', nodeIds, from: readFrom, to, asOf })
  const inRange = rows.filter(({ day }) => day >= from)
  return {
    range,
    rows: inRange,
    table: new FactTable(inRange),
    days: listDays(from, to),
    sparkline: { table: new FactTable(rows), days: listDays(sparklineFrom, to) },
    isMonthly: false,
  }
}

function listChildren(
  children: readonly TreeRow[],
  { table, days, sparkline }: Facts,
  reading: { unitSystem: UnitSystem; coverageMin: number },
): ChildPerformance[] {
  return children
    .map((child): ChildPerformance => {
      const kpi = table.kpi(child.id, table.mainQuantity(child.id), days, reading)
      const values = sparkline.days.map(
        (day) => sparkline.table.kpi(child.id, kpi.quantity, [day], reading).actual.value,
      )
      return { node: toNodeRef(child), kpi, sparkline: values }
    })
    .toSorted((a, b) => (a.kpi.delta ?? Infinity) - (b.kpi.delta ?? Infinity) || (a.node.name < b.node.name ? -1 : 1))
}

/** A well's own meters, over the same days as its allocated figures. */
const showsMeasuredDays = (node: TreeRow, { granularity }: PerformanceQuery, { isMonthly }: Facts): boolean =>
  node.kind === 'well' && granularity === 'day' && !isMonthly

async function listSeries(
  reader: Reader,
  time: ReadingTime,
  tree: NodeTree,
  node: TreeRow,
  facts: Facts,
  periods: readonly AxisPeriod[],
  { query, kpis }: { query: PerformanceQuery; kpis: Performance['kpis'] },
): Promise<Performance['series']> {
  const { unitSystem } = query
  const quantities = kpis.map(({ quantity }) => quantity)
  if (query.granularity !== 'hour') {
    const steps = facts.isMonthly
      ? periods.map((period) => ({ ...period, days: [firstOfMonth(period.label)] }))
      : periods
    const isMonthly = query.granularity === 'month'
    const given = listFactSeries(facts.table, node.id, { quantities, periods: steps, unitSystem, isMonthly })
    if (!showsMeasuredDays(node, query, facts)) return given
    // What the system of record says itself comes first; a total of some wells would pass for one of all.
    const unmeasured = quantities.filter((quantity) => !facts.table.has(node.id, quantity, 'measured'))
    const measured = await readMeasuredDays(reader, time, {
      nodeIds: [node.id],
      quantities: unmeasured,
      periods,
      unitSystem,
    })
    return [...given, ...measured]
  }
  const below = tree.subtreeOf(node).map(({ id }) => id)
  const gauges = node.kind === 'well' ? (['choke', 'wellhead_pressure', 'gas_lift'] as const) : []
  const hourly = await readHourlySeries(reader, time, {
    nodeIds: below,
    quantities: [...quantities, ...gauges],
    periods,
    unitSystem,
  })
  const [main] = quantities
  const rates =
    main === undefined
      ? []
      : listDailyRates(facts.table, node.id, tree.calendarOf(node), {
          quantity: main,
          days: facts.days,
          periods,
          unitSystem,
        })
  return [...hourly.slice(0, 1), ...rates, ...hourly.slice(1)]
}

/** Actual, plan and potential of one node of a level over a range of production days. */
export async function readPerformance(
  reader: Reader,
  kind: NodeKind,
  id: string,
  query: PerformanceQuery,
): Promise<{ data: Performance; meta: Meta }> {
  if (query.forecast === 'true') {
    throw new ProblemError('not-available-yet', 'Forecasts are not served yet. Leave forecast out to read what was.')
  }
  const time = await openReading(reader, query.asOf)
  const tree = await readNodeTree(reader, time, null)
  const node = tree.get(id, kind)
  const calendar = tree.calendarOf(node)
  const asked = resolveRange(query, time, calendar, performanceRangeDaysMax[query.granularity])
  const children = tree.childrenOf(id)
  const nodeIds = [id, ...children.map((child) => child.id)]
  const facts = await readRangeFacts(reader, time, nodeIds, asked, query.granularity)
  const { range } = facts
  const reading = { unitSystem: query.unitSystem, coverageMin: reader.settings.kpiCoverageMin }
  const kpis = facts.table.kpis(id, facts.days, reading)
  const periods = listPeriods(calendar, range.from, range.to, query.granularity)
  return {
    data: {
      node: toNodeRef(node),
      ...range,
      granularity: query.granularity,
      unitSystem: query.unitSystem,
      periods: periods.map(({ days: _, ...period }) => period),
      kpis,
      series: await listSeries(reader, time, tree, node, facts, periods, { query, kpis }),
      children: listChildren(children, facts, reading),
      forecast: null,
    },
    meta: await readMeta(reader, time, {
      namespaces: new Set([node.namespace]),
      restsOn:
        query.granularity === 'hour' || showsMeasuredDays(node, query, facts)
          ? ['production', 'series']
          : ['production'],
      day: { calendar, day: addDays(range.to, -1) },
      coverage: kpis[0].actual.coverage,
      provisional: isProvisional(facts.rows),
    }),
  }
}
