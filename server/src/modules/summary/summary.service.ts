import type { DayLabel, Kpi, Meta, Summary, SummaryTile, UnitSystem } from '@tieback/contracts'
import { addDays, isKpiExpected, listDays, productionDay, totalKpis } from '@tieback/domain'
import {
  type FactRow,
  type LatestDay,
  readFacts,
  readLatestDays,
  readSourceStandings,
  type SourceStanding,
  type TreeRow,
} from '@tieback/store'
import { FactTable, isProvisional } from '../../reading/fact-table.ts'
import { type LiveRates, readLiveRates } from '../../reading/live-rates.ts'
import { isRestedOn, type SourceGift, toMeta } from '../../reading/meta.ts'
import { lastDayOf, type NodeTree, readNodeTree, toNodeRef } from '../../reading/node-tree.ts'
import { openReading, type Reader, type ReadingTime } from '../../reading/reader.ts'

/** Days of a tile's sparkline, the tile's own day last. */
const sparklineDays = 14

interface SummaryQuery {
  readonly day?: DayLabel | undefined
  readonly unitSystem: UnitSystem
  readonly asOf?: string | undefined
}

interface TileParts {
  readonly reader: Reader
  readonly tree: NodeTree
  readonly table: FactTable
  readonly live: LiveRates | null
  readonly latest: ReadonlyMap<string, LatestDay>
  readonly lastValues: FactTable
  readonly sources: readonly SourceStanding[]
  readonly query: SummaryQuery
}

/** What is delivered now belongs to the newest day, not to one of the past. */
const isOfNow = ({ day }: SummaryQuery, lastDays: readonly DayLabel[]): boolean =>
  day === undefined || lastDays.some((last) => day >= last)

/** Without live rates a summary is made of daily figures alone. */
const giftsOf = (live: LiveRates | null): readonly SourceGift[] =>
  live === null ? ['production'] : ['production', 'series']

/** The day a tile shows: the one asked for, else the asset's own last whole day. */
const dayOf = (tree: NodeTree, asset: TreeRow, query: SummaryQuery, time: ReadingTime): DayLabel =>
  query.day ?? lastDayOf(tree, asset, time)

function lastOf({ latest, lastValues, query }: TileParts, asset: TreeRow): SummaryTile['last'] {
  const last = latest.get(asset.id)
  // Of a day in the past, what came later is no last value.
  if (last === undefined || (query.day !== undefined && last.day > query.day)) return null
  const value = lastValues.actual(asset.id, lastValues.mainQuantity(asset.id), last.day)
  return { day: last.day, grain: last.grain, value }
}

function toTile(parts: TileParts, asset: TreeRow, day: DayLabel, facts: readonly FactRow[]): SummaryTile {
  const { reader, tree, table, live, query } = parts
  const reading = { unitSystem: query.unitSystem, coverageMin: reader.settings.kpiCoverageMin }
  const [kpi, ...others] = table.kpis(asset.id, [day], reading)
  const days = listDays(addDays(day, 1 - sparklineDays), addDays(day, 1))
  const below = new Set(tree.subtreeOf(asset).map(({ id }) => id))
  const hasFact = kpi.actualMeasure !== null && table.find(asset.id, kpi.quantity, kpi.actualMeasure, day) !== undefined
  return {
    node: toNodeRef(asset),
    kpi,
    others,
    sparkline: days.map((each) => table.kpi(asset.id, kpi.quantity, [each], reading).actual.value),
    now: live?.sum(below, kpi.quantity, query.unitSystem) ?? null,
    last: hasFact ? null : lastOf(parts, asset),
    provisional: isProvisional(facts.filter((fact) => fact.nodeId === asset.id && fact.day === day)),
    sourceIds: parts.sources
      .filter((source) => isRestedOn(source, { namespaces: new Set([asset.namespace]), restsOn: giftsOf(live) }))
      .map(({ id }) => id),
  }
}

/** Sums over the tiles, the main quantities first. */
const totalOf = (tiles: readonly SummaryTile[], coverageMin: number): Kpi[] =>
  totalKpis(
    tiles.flatMap((tile) => [tile.kpi, ...tile.others]),
    coverageMin,
  )

async function readLastValues(
  { pool }: Reader,
  { asOf }: ReadingTime,
  latest: readonly LatestDay[],
): Promise<FactTable> {
  const facts = await Promise.all(
    latest.map(({ nodeId, day, grain }) =>
      readFacts(pool, { grain, nodeIds: [nodeId], from: day, to: addDays(day, 1), asOf }),
    ),
  )
  return new FactTable(facts.flat())
}

/** The portfolio on one production day; of who sees parts of the field, these parts. */
export async function readSummary(reader: Reader, query: SummaryQuery): Promise<{ data: Summary; meta: Meta }> {
  const time = await openReading(reader, query.asOf)
  const tree = await readNodeTree(reader, time, query.day ?? null)
  const assets = tree.roots
  const days = new Map(assets.map((asset) => [asset.id, dayOf(tree, asset, query, time)]))
  const ids = assets.map(({ id }) => id)
  const sortedDays = [...days.values()].toSorted()
  const lastWholeDays = assets.map((asset) => lastDayOf(tree, asset, time))
  const [newest, oldest] = [sortedDays.at(-1), sortedDays.at(0)]
  const facts =
    newest === undefined || oldest === undefined
      ? []
      : await readFacts(reader.pool, {
          grain: 'day',
          nodeIds: ids,
          from: addDays(oldest, 1 - sparklineDays),
          to: addDays(newest, 1),
          asOf: time.asOf,
        })
  const [latest, live, sources] = await Promise.all([
    readLatestDays(reader.pool, ids, time.asOf),
    isOfNow(query, lastWholeDays) ? readLiveRates(reader, time, tree, ['oil_production', 'gas_production']) : null,
    readSourceStandings(reader.pool, { asOf: time.asOf }),
  ])
  const newestOf = new Map<string, LatestDay>()
  for (const last of latest) if (last.day > (newestOf.get(last.nodeId)?.day ?? '')) newestOf.set(last.nodeId, last)
  const parts = {
    reader,
    tree,
    table: new FactTable(facts),
    live,
    latest: newestOf,
    lastValues: await readLastValues(reader, time, [...newestOf.values()]),
    query,
    sources,
  }
  const tiles = assets.map((asset) => toTile(parts, asset, days.get(asset.id) ?? '', facts))
  const onDay = tiles.filter((tile) => isKpiExpected(tile.kpi))
  const total = totalOf(onDay, reader.settings.kpiCoverageMin)
  const leading = assets.find((asset) => onDay.some((tile) => tile.node.id === asset.id)) ?? assets[0]
  const dayShown =
    leading === undefined ? null : { calendar: tree.calendarOf(leading), day: days.get(leading.id) ?? '' }
  const everyNode = new Set(tree.rows.map(({ id }) => id))
  return {
    data: {
      day: dayShown === null ? null : productionDay(dayShown.calendar, dayShown.day),
      unitSystem: query.unitSystem,
      total,
      now: live?.sum(everyNode, total[0]?.quantity ?? 'oil_production', query.unitSystem) ?? null,
      tiles,
    },
    meta: toMeta(reader, sources, time, {
      namespaces: new Set(assets.map(({ namespace }) => namespace)),
      restsOn: giftsOf(live),
      day: dayShown,
      coverage: total[0]?.actual.coverage ?? null,
      provisional: onDay.some((tile) => tile.provisional),
    }),
  }
}
