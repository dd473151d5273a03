import {
  type apiContract,
  type ChildPerformance,
  type Granularity,
  type Meta,
  type NodeKind,
  type Performance,
  performanceRangeDaysMax,
  type UnitSystem,
} from '@tieback/contracts'
import { addDays, listDays } from '@tieback/domain'
import { type FieldNode, toNodeRef } from '../field/node-tree.ts'
import type { MockApi } from '../mock-api.ts'
import type { MockWorld } from '../mock-world.ts'
import { listDailyRates, listFactSeries } from '../reading/fact-series.ts'
import { FactTable, isProvisionalOf } from '../reading/fact-table.ts'
import { listHourlySeries } from '../reading/hourly-series.ts'
import { type AxisPeriod, listPeriods } from '../reading/period-axis.ts'
import { type DayRange, metaOf, openReading, type ReadingTime, resolveRange } from '../reading/reading.ts'
import { forecastPerformance } from './performance-forecast.ts'

/** Steps of a child's sparkline, ending with the range. */
const sparklineDays = 14

interface PerformanceQuery {
  readonly from?: string | undefined
  readonly to?: string | undefined
  readonly granularity: Granularity
  readonly unitSystem: UnitSystem
  readonly asOf?: string | undefined
  readonly forecast?: 'true' | 'false' | undefined
}

interface PerformanceReading {
  readonly world: MockWorld
  readonly time: ReadingTime
  readonly node: FieldNode
  readonly range: DayRange
  readonly table: FactTable
  readonly periods: readonly AxisPeriod[]
  readonly query: PerformanceQuery
}

function listChildren({ world, node, range, table }: PerformanceReading): ChildPerformance[] {
  const days = listDays(range.from, range.to)
  const sparkline = listDays(addDays(range.to, -sparklineDays), range.to)
  return world.field.tree
    .childrenOf(node.id)
    .map((child): ChildPerformance => {
      const kpi = table.kpi(child.id, table.mainQuantity(child.id), days)
      const values = sparkline.map((day) => table.kpi(child.id, kpi.quantity, [day]).actual.value)
      return { node: toNodeRef(child), kpi, sparkline: values }
    })
    .toSorted((a, b) => (a.kpi.delta ?? Infinity) - (b.kpi.delta ?? Infinity) || (a.node.name < b.node.name ? -1 : 1))
}

function listSeries(reading: PerformanceReading, kpis: Performance['kpis']): Performance['series'] {
  const { world, time, node, range, table, periods, query } = reading
  const quantities = kpis.map(({ quantity }) => quantity)
  if (query.granularity !== 'hour') {
    return listFactSeries(table, node.id, quantities, periods, query.granularity === 'month')
  }
  const gauges = node.kind === 'well' ? (['choke', 'wellhead_pressure'] as const) : []
  const ids = new Set(world.field.tree.subtreeOf(node).map(({ id }) => id))
  const hourly = listHourlySeries(world.field, ids, [...quantities, ...gauges], periods, query.unitSystem, time.asOf)
  const days = listDays(range.from, range.to)
  const [main] = quantities
  const { calendar } = world.field
  const rates = main === undefined ? [] : listDailyRates(table, node.id, main, days, periods, calendar)
  return [...hourly.slice(0, 1), ...rates, ...hourly.slice(1)]
}

/** Actual, plan and potential of one node of a level over a range of production days. */
function readPerformance(
  world: MockWorld,
  kind: NodeKind,
  id: string,
  query: PerformanceQuery,
): { data: Performance; meta: Meta } {
  const time = openReading(world, query.asOf)
  const { tree, calendar } = world.field
  const node = tree.get(id, kind)
  const range = resolveRange(world, time, query, performanceRangeDaysMax[query.granularity])
  const sparklineFrom = addDays(range.to, -sparklineDays)
  const facts = world.facts.read(range.from < sparklineFrom ? range.from : sparklineFrom, range.to, time.asOf)
  const table = new FactTable(facts, query.unitSystem)
  const periods = listPeriods(calendar, range.from, range.to, query.granularity)
  const reading = { world, time, node, range, table, periods, query }
  const kpis = table.kpis(id, listDays(range.from, range.to))
  const { granularity, unitSystem } = query
  return {
    data: {
      node: toNodeRef(node),
      ...range,
      granularity,
      unitSystem,
      periods: periods.map(({ days: _, ...period }) => period),
      kpis,
      series: listSeries(reading, kpis),
      children: listChildren(reading),
      forecast: query.forecast === 'true' ? forecastPerformance(world, time, node, range.to, query) : null,
    },
    meta: metaOf(world, time, {
      nodes: [node],
      restsOn: granularity === 'hour' ? ['production', 'series'] : ['production'],
      day: addDays(range.to, -1),
      coverage: kpis[0].actual.coverage,
      provisional: isProvisionalOf(
        facts.filter(({ day }) => day >= range.from),
        new Set([id]),
      ),
    }),
  }
}

export const performanceMocks: MockApi<typeof apiContract.performance> = {
  readAssetPerformance: ({ params, query }, world) => ({
    status: 200,
    body: readPerformance(world, 'asset', params.id, query),
  }),
  readHubPerformance: ({ params, query }, world) => ({
    status: 200,
    body: readPerformance(world, 'hub', params.id, query),
  }),
  readFacilityPerformance: ({ params, query }, world) => ({
    status: 200,
    body: readPerformance(world, 'facility', params.id, query),
  }),
  readWellPerformance: ({ params, query }, world) => ({
    status: 200,
    body: readPerformance(world, 'well', params.id, query),
  }),
}
