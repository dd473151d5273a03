import type { Field, NodeVersion, WellKind } from '@tieback/sim'
import { compareByDay, type EcEntry, type EcRow, type EcSelection } from './ec-rows.ts'
import { toDaytime, toLocalTime } from './local-time.ts'

const levels: Readonly<Record<string, NodeVersion['level']>> = {
  area: 'asset',
  production_unit: 'hub',
  facility: 'facility',
  well: 'well',
}

const wellTypes: Record<WellKind, string> = {
  'oil-producer': 'OP',
  'gas-producer': 'GP',
  'water-injector': 'WI',
  'gas-injector': 'GI',
}

/** What only one level has: its parent's column, and what the site writes down about it. */
function detailsOf(field: Field, version: NodeVersion): EcRow {
  const { assets, hubs, facilities, wells } = field.topology
  switch (version.level) {
    case 'asset':
      return { operator: assets[version.index]?.operator ?? null }
    case 'hub':
      return { areaId: version.parentId }
    case 'facility':
      return { productionUnitId: version.parentId, facilityType: facilities[version.index]?.type ?? null }
    case 'well': {
      const well = wells[version.index]
      return {
        facilityId: version.parentId,
        wellType: well === undefined ? null : wellTypes[well.kind],
        reservoir: hubs[well?.hub ?? -1]?.reservoir ?? null,
        liftMethod: (well?.initial.liftGas ?? 0) > 0 ? 'gas lift' : null,
      }
    }
  }
}

/** Entries of the classes that hold objects: one for each version. */
export function createObjectEntries(field: Field, timeZone: string) {
  const dayText = (day: number | null): string | null => (day === null ? null : toDaytime(field.days.label(day)))

  function rowOf(version: NodeVersion): EcRow {
    return {
      objectId: version.objectId,
      objectCode: version.code,
      name: version.name,
      startDay: dayText(version.fromDay),
      endDay: dayText(version.toDay),
      ...detailsOf(field, version),
      recordStatus: 'A',
      revision: 1,
      revisionText: null,
      updatedAt: toLocalTime(timeZone, version.updatedMs),
      updatedBy: 'master-data',
    }
  }

  function isWithin({ fromDay, toDay }: NodeVersion, selection: EcSelection): boolean {
    const from = selection.fromDay === null ? -Infinity : field.days.indexOf(selection.fromDay)
    const to = selection.toDay === null ? Infinity : field.days.indexOf(selection.toDay)
    return (fromDay ?? -Infinity) < to && (toDay ?? Infinity) > from
  }

  return (className: string, selection: EcSelection, nowMs: number): Iterable<EcEntry> | null => {
    const level = levels[className]
    if (level === undefined) return null
    return field.registry
      .versions(nowMs)
      .filter((version) => version.level === level && isWithin(version, selection))
      .map((version) => ({
        objectId: version.objectId,
        objectCode: version.code,
        daytime: dayText(version.fromDay) ?? '',
        number: '',
        updatedMs: version.updatedMs,
        status: 'A' as const,
        toRow: () => rowOf(version),
      }))
      .sort(compareByDay)
  }
}
