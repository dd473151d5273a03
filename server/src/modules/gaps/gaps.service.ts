import type {
  DayLabel,
  GapCause,
  GapDrivers,
  Measure,
  Meta,
  Quantity,
  RankedGap,
  UnitSystem,
  VolumeQuantity,
} from '@tieback/contracts'
import {
  addDays,
  type Calendar,
  dayBounds,
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
  readonly quantity: VolumeQuantity
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
    const above = tree.idsAbove(well)
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
  const days = listDays(range.from, range.to)
  const calendar = tree.calendarOf(node)
  const start = dayBounds(calendar, range.from).start
  const end = dayBounds(calendar, addDays(range.to, -1)).end
  // An event of a node above, such as a hub's shutdown, takes the wells here down too, whether that node is seen or not.
  // Nothing of the node goes with it: the answer has the event's category, reason and time, and the volumes of wells here.
  const eventNodes = [...tree.idsAbove(node), ...below.map(({ id }) => id)]
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
  const table = new FactTable(facts)
  const wells = below.filter(({ id, kind }) => kind === 'well' && table.knows(id))
  const parts = { tree, node, wells, table, days }
  // A group is the sum of its children, and those may lie outside of the range or of this part of the tree.
  const leaves = events.filter(({ isGroup }) => !isGroup).map(withUniqueId)
  const deferments = deferByWell(leaves, listWellDays(parts, calendar, query.quantity), time.at)
  return { ...parts, events: new Map(leaves.map((event) => [event.eventId, event])), deferments }
}

/** Two systems of record may number their events alike. */
const withUniqueId = (event: DefermentRow): DefermentRow => ({
  ...event,
  eventId: `${event.sourceId}/${event.eventId}`,
})

function listWaterfall({ table, node, days, events, deferments }: GapReading, query: GapQuery, coverageMin: number) {
  const { quantity, unitSystem } = query
  const kpi = table.kpi(node.id, quantity, days, { unitSystem, coverageMin })
  const measure = kpi.actualMeasure
  // A day that lacks one of the three would be told as lost, or as unexplained.
  const common = measure === null ? [] : table.commonDays(node.id, quantity, ['potential', 'plan', measure], days)
  if (measure === null || common.length === 0 || kpi.actual.refused !== null) return { kpi, waterfall: [] }
  const isCommon = new Set(common)
  const byEvent = Map.groupBy(
    deferments.filter(({ day }) => isCommon.has(day)),
    ({ eventId }) => eventId,
  )
  const deferred = [...byEvent].flatMap(([eventId, parts]) => {
    const event = events.get(eventId)
    const volume = parts.reduce((sum, part) => sum + part.deferred, 0)
    if (event === undefined) return []
    const { category, planned } = event
    return [{ eventId, category, planned, deferred: toDisplay(quantity, unitSystem, 'volume', volume) }]
  })
  const sumOf = (each: Measure): number => table.sum(node.id, quantity, each, common, unitSystem)
  const totals = { potential: sumOf('potential'), plan: sumOf('plan'), actual: sumOf(measure) }
  return { kpi, waterfall: gapWaterfall({ ...totals, deferments: deferred }) }
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

/** A well's distance to plan over the days that have an actual; null where none has, or too few. A well without any plan is new: all it made is its gap. */
function measureGap(
  { table, days }: GapReading,
  well: TreeRow,
  { quantity, unitSystem }: GapQuery,
  coverageMin: number,
) {
  const { actual: figure, actualMeasure: measure } = table.kpi(well.id, quantity, days, { unitSystem, coverageMin })
  if (measure === null || figure.value === null) return null
  const hasPlan = table.has(well.id, quantity, 'plan')
  const common = table.commonDays(well.id, quantity, hasPlan ? [measure, 'plan'] : [measure], days)
  if (common.length === 0) return null
  const actual = table.sum(well.id, quantity, measure, common, unitSystem)
  const plan = hasPlan ? table.sum(well.id, quantity, 'plan', common, unitSystem) : null
  const gap = actual - (plan ?? 0)
  return { well, gap, gapPerDay: gap / common.length, actual, plan, coverage: figure.coverage }
}

/** Wells by their distance to plan, largest loss first. */
function rankGaps(reading: GapReading, query: GapQuery, coverageMin: number): RankedGap[] {
  const { tree, wells } = reading
  return wells
    .flatMap((well) => measureGap(reading, well, query, coverageMin) ?? [])
    .toSorted((a, b) => a.gap - b.gap)
    .slice(0, query.top)
    .map(({ well, ...figures }) => ({
      node: toNodeRef(well),
      path: tree.pathOf(well).map(toNodeRef),
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
      ranked: rankGaps(reading, query, kpiCoverageMin),
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
