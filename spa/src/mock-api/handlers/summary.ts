import type { apiContract, Kpi, SummaryTile, UnitSystem } from '@tieback/contracts'
import { addDays, lastWholeDay, listDays, productionDay, totalKpis } from '@tieback/domain'
import { type FieldNode, toNodeRef } from '../field/node-tree.ts'
import type { Fact } from '../field/production.ts'
import type { MockApi } from '../mock-api.ts'
import type { MockWorld } from '../mock-world.ts'
import { FactTable, isProvisionalOf } from '../reading/fact-table.ts'
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

/** Sums over the tiles, the main quantities first. */
const totalOf = (tiles: readonly SummaryTile[]): Kpi[] =>
  totalKpis(
    tiles.flatMap(({ kpi, others }) => [kpi, ...others]),
    coverageMin,
  )

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
