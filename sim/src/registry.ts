import { hourMs, type DayTable } from './day-table.ts'
import type { Topology } from './topology.ts'
import type { Dated, Well } from './well.ts'

/** A node as the system of record describes it over a span of production days; null: since ever, or open. */
export interface NodeVersion {
  readonly level: 'asset' | 'hub' | 'facility' | 'well'
  readonly index: number
  readonly objectId: string
  readonly code: string
  readonly name: string
  readonly parentId: string | null
  readonly fromDay: number | null
  readonly toDay: number | null
  /** When the version last changed in the system. */
  readonly updatedMs: number
}

export interface Registry {
  /** Versions that somebody saw who looked at an instant: a change shows from the day before it holds. */
  versions(seenMs: number): readonly NodeVersion[]
}

/** Days before its first that a new well is entered. */
const enteredDaysAhead = 30

export function createRegistry(topology: Topology, days: DayTable): Registry {
  const { assets, hubs, facilities, wells } = topology
  const since = days.startMs(0) - 40 * 24 * hourMs
  const fixed = { fromDay: null, toDay: null, updatedMs: since }
  const above: readonly NodeVersion[] = [
    ...assets.map(({ index, objectId, code, name }) => ({
      level: 'asset' as const,
      index,
      objectId,
      code,
      name,
      parentId: null,
      ...fixed,
    })),
    ...hubs.map(({ index, objectId, code, name, asset }) => ({
      level: 'hub' as const,
      index,
      objectId,
      code,
      name,
      parentId: assets[asset]?.objectId ?? null,
      ...fixed,
    })),
    ...facilities.map(({ index, objectId, code, name, hub }) => ({
      level: 'facility' as const,
      index,
      objectId,
      code,
      name,
      parentId: hubs[hub]?.objectId ?? null,
      ...fixed,
    })),
  ]

  const enteredMs = (day: number): number => days.startMs(day - 1) + 4 * hourMs
  const known = <Value>(spans: readonly Dated<Value>[], seenMs: number): Dated<Value>[] =>
    spans.filter(({ fromDay }) => fromDay === null || enteredMs(fromDay) <= seenMs)
  const held = <Value>(spans: readonly Dated<Value>[], day: number | null): Dated<Value> | undefined =>
    spans.findLast(({ fromDay }) => fromDay === null || (day !== null && fromDay <= day))

  function versionsOf(well: Well, seenMs: number): NodeVersion[] {
    const firstMs = well.startDay === null ? since : days.startMs(well.startDay - enteredDaysAhead)
    if (firstMs > seenMs) return []
    const labels = known(well.labels, seenMs)
    const homes = known(well.facilities, seenMs)
    const changes = [...labels, ...homes].flatMap(({ fromDay }) => (fromDay === null ? [] : [fromDay]))
    const starts = [well.startDay, ...new Set(changes)].toSorted((left, right) => (left ?? -1) - (right ?? -1))
    return starts.flatMap((fromDay, order) => {
      const label = held(labels, fromDay)
      const home = held(homes, fromDay)
      if (label === undefined || home === undefined) return []
      const toDay = starts[order + 1] ?? null
      const changedDay = toDay ?? (order > 0 ? fromDay : null)
      return {
        level: 'well' as const,
        index: well.index,
        objectId: well.objectId,
        ...label.value,
        parentId: facilities[home.value]?.objectId ?? null,
        fromDay,
        toDay,
        updatedMs: changedDay === null ? firstMs : enteredMs(changedDay),
      }
    })
  }

  return { versions: (seenMs) => [...above, ...wells.flatMap((well) => versionsOf(well, seenMs))] }
}
