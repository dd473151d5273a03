import type { apiContract, Coverage, Kpi, SummaryTile, UnitSystem } from '@tieback/contracts'
import { addDays, type FactPart, lastWholeDay, listDays, productionDay, rollUp, toFigure, toKpi } from '@tieback/domain'
import { type FieldNode, toNodeRef } from '../field/node-tree.ts'
import type { Fact } from '../field/production.ts'
import type { MockApi } from '../mock-api.ts'
import type { MockWorld } from '../mock-world.ts'
import { FactTable, isProvisionalOf, kpiQuantities } from '../reading/fact-table.ts'
import { readLiveRate } from '../reading/live-rates.ts'
import { coverageMin, metaOf, openReading, type ReadingTime, sourcesOf } from '../reading/reading.ts'

/** Days of a tile's sparkline, the tile's own day last. */
const sparklineDays = 14

interface TileParts {
  readonly world: MockWorld
  readonly time: ReadingTime
  readonly facts: readonly Fact[]
  readonly table: FactTable
  readonly day: string
  /** What is delivered now belongs to the newest day, not to one of the past. */
  readonly isOfNow: boolean
  readonly unitSystem: UnitSystem
}

function toTile({ world, time, facts, table, day, isOfNow, unitSystem }: TileParts, asset: FieldNode): SummaryTile {
  const [kpi, ...others] = table.kpis(asset.id, [day])
  const days = listDays(addDays(day, 1 - sparklineDays), addDays(day, 1))
  const below = world.field.tree.subtreeOf(asset)
  const ofDay = facts.filter((fact) => fact.day === day)
  return {
    node: toNodeRef(asset),
    kpi,
    others,
    sparkline: days.map((each) => table.kpi(asset.id, kpi.quantity, [each]).actual.value),
    now: isOfNow ? readLiveRate(world, time, below, kpi.quantity, unitSystem) : null,
    last: null,
    provisional: isProvisionalOf(ofDay, new Set([asset.id])),
    sourceIds: sourcesOf(world, time, { nodes: [asset], restsOn: ['production', 'series'] }).map(({ id }) => id),
  }
}

const nothingOf: Coverage = { coverage: 0, measured: 0, estimated: 0, missing: 1 }

/** A tile's figure as a part of the total: one that was refused lowers the coverage. */
function toPart(kpi: Kpi, measure: 'actual' | 'plan' | 'potential'): FactPart {
  const { value, quality, status, coverage } = kpi[measure]
  const weight = kpi.potential.value ?? kpi.plan.value
  return value === null
    ? { value, quality: 'missing', status: null, coverage: nothingOf, weight }
    : { value, quality, status, coverage, weight }
}

/** Sums over the tiles, by quantity. */
function totalOf(tiles: readonly SummaryTile[]): Kpi[] {
  const byQuantity = Map.groupBy(
    tiles.flatMap(({ kpi, others }) => [kpi, ...others]),
    ({ quantity }) => quantity,
  )
  return kpiQuantities.flatMap((quantity) => {
    const kpis = byQuantity.get(quantity) ?? []
    const [first] = kpis
    if (first === undefined) return []
    const figureOf = (measure: 'actual' | 'plan' | 'potential') =>
      toFigure(rollUp(kpis.map((kpi) => toPart(kpi, measure))), coverageMin)
    const figures = { actual: figureOf('actual'), plan: figureOf('plan'), potential: figureOf('potential') }
    return [toKpi({ quantity, unit: first.unit, actualMeasure: first.actualMeasure, ...figures })]
  })
}

export const summaryMocks: MockApi<typeof apiContract.summary> = {
  readSummary: ({ query }, world) => {
    const time = openReading(world, query.asOf)
    const { tree, calendar } = world.field
    const lastDay = lastWholeDay(calendar, time.asOf)
    const day = query.day ?? lastDay
    const facts = world.facts.read(addDays(day, 1 - sparklineDays), addDays(day, 1), time.asOf)
    const { unitSystem } = query
    const table = new FactTable(facts, unitSystem)
    const parts = { world, time, facts, table, day, isOfNow: day >= lastDay, unitSystem }
    const tiles = tree.roots.map((asset) => toTile(parts, asset))
    const total = totalOf(tiles)
    const now = parts.isOfNow ? readLiveRate(world, time, tree.rows, 'oil_production', unitSystem) : null
    return {
      status: 200,
      body: {
        data: { day: productionDay(calendar, day), unitSystem, total, now, tiles },
        meta: metaOf(world, time, {
          nodes: tree.rows,
          restsOn: now === null ? ['production'] : ['production', 'series'],
          day,
          coverage: total[0]?.actual.coverage ?? null,
          provisional: tiles.some((tile) => tile.provisional),
        }),
      },
    }
  },
}
