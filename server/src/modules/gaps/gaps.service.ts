import type { DayLabel, GapCause, GapDrivers, Meta, Quantity, RankedGap, UnitSystem } from '@tieback/contracts'
import {
  addDays,
  type Calendar,
  dayBounds,
  daysBetween,
  deferByWell,
  displayUnit,
  gapWaterfall,
  listDays,
  toDisplay,
  type WellDay,
  type WellDeferment,
} from '@tieback/domain'
import { type DefermentRow, readDeferments, readFacts, type TreeRow } from '@tieback/store'
import { type DayRange, resolveRange } from '../../reading/day-range.ts'
import { FactTable, isProvisional } from '../../reading/fact-table.ts'
import { readMeta } from '../../reading/meta.ts'
import { type NodeTree, readNodeTree, toNodeRef } from '../../reading/node-tree.ts'
import { openReading, type Reader, type ReadingTime } from '../../reading/reader.ts'

/** Longest range: a year and a day of every well of a large field is a few hundred thousand well-days. */
const rangeDaysMax = 366

interface GapQuery {
  readonly node: string
  readonly from?: DayLabel | undefined
  readonly to?: DayLabel | undefined
  readonly quantity: Quantity
  readonly top: number
  readonly unitSystem: UnitSystem
  readonly asOf?: string | undefined
}

interface GapReading {
  readonly tree: NodeTree
  readonly node: TreeRow
  readonly wells: readonly TreeRow[]
  readonly table: FactTable
  readonly days: readonly DayLabel[]
  readonly events: ReadonlyMap<string, DefermentRow>
  readonly deferments: readonly WellDeferment[]
}

/** Every well's days with their potential: what events can take away. */
function listWellDays(
  { tree, wells, table, days }: Omit<GapReading, 'deferments' | 'events' | 'node'>,
  calendar: Calendar,
  quantity: Quantity,
): WellDay[] {
  const bounds = days.map((day) => ({ day, ...dayBounds(calendar, day) }))
  return wells.flatMap((well) => {
    const above = tree.pathOf(well).map(({ id }) => id)
    return bounds.map(({ day, start, end }) => ({
      wellId: well.id,
      above,
      day,
      start,
      end,
      potential: table.value(well.id, quantity, 'potential', day) ?? 0,
    }))
  })
}

async function readGaps(
  reader: Reader,
  time: ReadingTime,
  query: GapQuery,
  range: DayRange,
  tree: NodeTree,
): Promise<GapReading> {
  const node = tree.get(query.node)
  const below = tree.subtreeOf(node)
  const wells = below.filter(({ kind }) => kind === 'well')
  const days = listDays(range.from, range.to)
  const calendar = tree.calendarOf(node)
  const start = dayBounds(calendar, range.from).start
  const end = dayBounds(calendar, addDays(range.to, -1)).end
  // An event of a node above, such as a hub's shutdown, takes the wells here down too.
  const eventNodes = [...tree.pathOf(node), ...below].map(({ id }) => id)
  const [facts, events] = await Promise.all([
    readFacts(reader.pool, {
      grain: 'day',
      nodeIds: below.map(({ id }) => id),
      ...range,
      quantities: [query.quantity],
      asOf: time.asOf,
    }),
    readDeferments(reader.pool, { nodeIds: eventNodes, from: start, to: end, asOf: time.asOf }),
  ])
  const parts = { tree, node, wells, table: new FactTable(facts), days }
  // A group is the sum of its children, and those may lie outside of the range or of this part of the tree.
  const leaves = events.filter(({ isGroup }) => !isGroup)
  const deferments = deferByWell(leaves, listWellDays(parts, calendar, query.quantity), time.at)
  return { ...parts, events: new Map(events.map((event) => [event.eventId, event])), deferments }
}

function listWaterfall({ table, node, days, events, deferments }: GapReading, query: GapQuery, coverageMin: number) {
  const kpi = table.kpi(node.id, query.quantity, days, { unitSystem: query.unitSystem, coverageMin })
  const [potential, plan, actual] = [kpi.potential.value, kpi.plan.value, kpi.actual.value]
  const byEvent = Map.groupBy(deferments, ({ eventId }) => eventId)
  const deferred = [...byEvent].flatMap(([eventId, parts]) => {
    const event = events.get(eventId)
    const volume = parts.reduce((sum, part) => sum + part.deferred, 0)
    if (event === undefined) return []
    const { category, planned } = event
    return [{ eventId, category, planned, deferred: toDisplay(query.quantity, query.unitSystem, 'volume', volume) }]
  })
  const isWhole = potential !== null && plan !== null && actual !== null
  return { kpi, waterfall: isWhole ? gapWaterfall({ potential, plan, actual, deferments: deferred }) : [] }
}

function toCause(event: DefermentRow, deferred: number): GapCause {
  const { category, reason, planned, eventId } = event
  return {
    category,
    reason,
    planned,
    since: event.start.toISOString(),
    until: event.end?.toISOString() ?? null,
    eventId,
    deferred,
  }
}

function causesOf({ events, deferments }: GapReading, wellId: string, query: GapQuery): GapCause[] {
  const own = deferments.filter((deferment) => deferment.wellId === wellId)
  return [...Map.groupBy(own, ({ eventId }) => eventId)]
    .flatMap(([eventId, parts]) => {
      const event = events.get(eventId)
      const volume = parts.reduce((sum, part) => sum + part.deferred, 0)
      if (event === undefined || volume === 0) return []
      return [toCause(event, toDisplay(query.quantity, query.unitSystem, 'volume', volume))]
    })
    .toSorted((a, b) => b.deferred - a.deferred)
}

/** Wells by their distance to plan, largest loss first. A well without a plan is new or unmapped and has a gap of its own: all it made. */
function rankGaps(reading: GapReading, query: GapQuery, range: DayRange, coverageMin: number): RankedGap[] {
  const { tree, wells, table, days } = reading
  return wells
    .flatMap((well) => {
      const kpi = table.kpi(well.id, query.quantity, days, { unitSystem: query.unitSystem, coverageMin })
      const [actual, plan] = [kpi.actual.value, kpi.plan.value]
      const gap = (actual ?? 0) - (plan ?? 0)
      if ((actual === null && plan === null) || kpi.actual.refused !== null) return []
      return [{ well, gap, actual, plan, coverage: kpi.actual.coverage }]
    })
    .toSorted((a, b) => a.gap - b.gap)
    .slice(0, query.top)
    .map(({ well, gap, ...figures }) => ({
      node: toNodeRef(well),
      path: tree.pathOf(well).map(toNodeRef),
      gap,
      gapPerDay: gap / daysBetween(range.from, range.to),
      ...figures,
      causes: causesOf(reading, well.id, query),
    }))
}

/** Where a node lost against potential and plan. */
export async function readGapDrivers(reader: Reader, query: GapQuery): Promise<{ data: GapDrivers; meta: Meta }> {
  const time = await openReading(reader, query.asOf)
  const tree = await readNodeTree(reader, time, null)
  const node = tree.get(query.node)
  const calendar = tree.calendarOf(node)
  const range = resolveRange(query, time, calendar, rangeDaysMax)
  const reading = await readGaps(reader, time, query, range, tree)
  const { kpiCoverageMin } = reader.settings
  const { kpi, waterfall } = listWaterfall(reading, query, kpiCoverageMin)
  return {
    data: {
      node: toNodeRef(node),
      ...range,
      quantity: query.quantity,
      unit: displayUnit(query.quantity, query.unitSystem, 'volume'),
      waterfall,
      ranked: rankGaps(reading, query, range, kpiCoverageMin),
    },
    meta: await readMeta(reader, time, {
      namespaces: new Set([node.namespace]),
      restsOn: ['production'],
      day: { calendar, day: addDays(range.to, -1) },
      coverage: kpi.actual.coverage,
      provisional: isProvisional(reading.table.rows),
    }),
  }
}
