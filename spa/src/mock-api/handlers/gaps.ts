import type { apiContract, GapCause, Kpi, RankedGap, VolumeQuantity, WaterfallBar } from '@tieback/contracts'
import { addDays, displayUnit, gapWaterfall, listDays, toDisplay, type WellDeferment } from '@tieback/domain'
import { listDeferments } from '../field/deferments.ts'
import type { FieldEvent } from '../field/events.ts'
import { type FieldNode, toNodeRef } from '../field/node-tree.ts'
import type { MockApi } from '../mock-api.ts'
import type { MockWorld } from '../mock-world.ts'
import { FactTable, isProvisionalOf } from '../reading/fact-table.ts'
import { metaOf, openReading, type ReadingTime, resolveRange } from '../reading/reading.ts'

const rangeDaysMax = 366

interface GapReading {
  readonly world: MockWorld
  readonly time: ReadingTime
  readonly node: FieldNode
  readonly wells: readonly FieldNode[]
  readonly table: FactTable
  readonly days: readonly string[]
  readonly quantity: VolumeQuantity
  readonly events: ReadonlyMap<string, FieldEvent>
  readonly deferments: readonly WellDeferment[]
}

/** Deferred volume by event, in the unit of the reader. */
function sumByEvent({ table, quantity, events }: GapReading, deferments: readonly WellDeferment[]) {
  return [...Map.groupBy(deferments, ({ eventId }) => eventId)].flatMap(([eventId, parts]) => {
    const event = events.get(eventId)
    const volume = parts.reduce((sum, { deferred }) => sum + deferred, 0)
    if (event === undefined || volume === 0) return []
    return [{ event, deferred: toDisplay(quantity, table.unitSystem, 'volume', volume) }]
  })
}

function listWaterfall(reading: GapReading, kpi: Kpi): WaterfallBar[] {
  const { table, node, days, quantity } = reading
  // A day that lacks one of the three would be told as lost, or as unexplained.
  const common = table.commonDays(node.id, quantity, ['potential', 'plan', 'allocated'], days)
  if (common.length === 0 || kpi.actual.refused !== null) return []
  const isCommon = new Set(common)
  const deferred = sumByEvent(
    reading,
    reading.deferments.filter(({ day }) => isCommon.has(day)),
  ).map(({ event: { eventId, category, planned }, deferred }) => ({ eventId, category, planned, deferred }))
  return gapWaterfall({
    potential: table.sum(node.id, quantity, 'potential', common),
    plan: table.sum(node.id, quantity, 'plan', common),
    actual: table.sum(node.id, quantity, 'allocated', common),
    deferments: deferred,
  })
}

function causesOf(reading: GapReading, wellId: string): GapCause[] {
  const own = reading.deferments.filter((deferment) => deferment.wellId === wellId)
  return sumByEvent(reading, own)
    .map(({ event: { category, reason, planned, start, end, eventId }, deferred }) => ({
      category,
      reason,
      planned,
      since: start.toISOString(),
      // Whoever stands in the middle of it doesn't know when it will end.
      until: end > reading.time.asOf ? null : end.toISOString(),
      eventId,
      deferred,
    }))
    .toSorted((a, b) => b.deferred - a.deferred)
}

function rankGap(reading: GapReading, well: FieldNode): RankedGap[] {
  const { table, quantity, days } = reading
  const { actual } = table.kpi(well.id, quantity, days)
  const common = table.commonDays(well.id, quantity, ['allocated', 'plan'], days)
  if (actual.value === null || common.length === 0) return []
  const made = table.sum(well.id, quantity, 'allocated', common)
  const plan = table.sum(well.id, quantity, 'plan', common)
  const path = reading.world.field.tree.pathOf(well).map(toNodeRef)
  const gap = made - plan
  const { coverage } = actual
  return [
    {
      node: toNodeRef(well),
      path,
      gap,
      gapPerDay: gap / common.length,
      actual: made,
      plan,
      coverage,
      causes: causesOf(reading, well.id),
    },
  ]
}

export const gapMocks: MockApi<typeof apiContract.gaps> = {
  readGapDrivers: ({ query }, world) => {
    const time = openReading(world, query.asOf)
    const { tree } = world.field
    const node = tree.get(query.node)
    const range = resolveRange(world, time, query, rangeDaysMax)
    const facts = world.facts.read(range.from, range.to, time.asOf)
    const { quantity, unitSystem, top } = query
    const table = new FactTable(facts, unitSystem)
    const wells = tree.wellsBelow(node).filter(({ id }) => table.has(id, quantity, 'allocated'))
    const days = listDays(range.from, range.to)
    const events = new Map(world.field.events.map((event) => [event.eventId, event]))
    const deferments = listDeferments(world.field, wells, days, quantity, time.asOf, table)
    const reading = { world, time, node, wells, table, days, quantity, events, deferments }
    const kpi = table.kpi(node.id, quantity, days)
    const ranked = wells.flatMap((well) => rankGap(reading, well)).toSorted((a, b) => a.gap - b.gap)
    return {
      status: 200,
      body: {
        data: {
          node: toNodeRef(node),
          ...range,
          quantity,
          unit: displayUnit(quantity, unitSystem, 'volume'),
          waterfall: listWaterfall(reading, kpi),
          ranked: ranked.slice(0, top),
        },
        meta: metaOf(world, time, {
          nodes: [node],
          restsOn: ['production'],
          day: addDays(range.to, -1),
          coverage: kpi.actual.coverage,
          provisional: isProvisionalOf(facts, new Set(tree.subtreeOf(node).map(({ id }) => id))),
        }),
      },
    }
  },
}
