import type { Field, PlanVersion } from '@tieback/sim'
import type { EcEntry, EcRow, EcSelection } from './ec-rows.ts'
import { daysOf, placesOf, round } from './field-daily.ts'
import { toDaytime, toLocalTime } from './local-time.ts'

/** The edition of the plan that somebody saw who looked at an instant, and how many had spoken of the day by then. */
function editionSeen(field: Field, day: number, nowMs: number): { version: PlanVersion; count: number } | null {
  const issued = field.plan.versionsFor(day).filter(({ issuedMs }) => issuedMs <= nowMs)
  const version = issued.at(-1)
  return version === undefined ? null : { version, count: issued.length }
}

/** Entries of `plan_well_day`: days to come too, as far as the editions issued by then reach. */
export function createPlanEntries(field: Field, timeZone: string) {
  const places = [...placesOf(field, 'producers'), ...placesOf(field, 'injectors')].sort((left, right) =>
    left.objectId < right.objectId ? -1 : 1,
  )

  function rowOf(
    well: number,
    objectId: string,
    code: string,
    day: number,
    seen: { version: PlanVersion; count: number },
  ): EcRow {
    const volumes = field.plan.volumes(seen.version, well, day)
    const kind = field.topology.wells[well]?.kind
    const isProducer = kind === 'oil-producer' || kind === 'gas-producer'
    const when = <Value>(isMeant: boolean, value: Value): Value | null => (isMeant ? value : null)
    const { oil = 0, gas = 0, water = 0, waterInjected = 0, gasInjected = 0 } = volumes ?? {}
    return {
      objectId,
      objectCode: code,
      daytime: toDaytime(field.days.label(day)),
      planVersion: seen.version.name,
      oil: when(isProducer, round(oil, 2)),
      gas: when(isProducer, round(gas / 1_000, 4)),
      water: when(isProducer, round(water, 2)),
      waterInjection: when(kind === 'water-injector', round(waterInjected, 2)),
      gasInjection: when(kind === 'gas-injector', round(gasInjected / 1_000, 4)),
      recordStatus: 'A',
      revision: seen.count,
      revisionText: `plan ${seen.version.name}`,
      updatedAt: toLocalTime(timeZone, seen.version.issuedMs),
      updatedBy: 'planning',
    }
  }

  return function* entries(selection: EcSelection, nowMs: number): Generator<EcEntry> {
    const [first, end] = daysOf(field, { ...selection, updatedSinceMs: null }, field.plan.horizon(nowMs), 0)
    for (let day = first; day < end; day++) {
      const seen = editionSeen(field, day, nowMs)
      if (seen === null || seen.version.issuedMs < (selection.updatedSinceMs ?? -Infinity)) continue
      const daytime = toDaytime(field.days.label(day))
      for (const { objectId, index, well } of places) {
        if (well === null || !field.plan.knows(seen.version, index, day)) continue
        const objectCode = field.wellCode(well, nowMs)
        yield {
          objectId,
          objectCode,
          daytime,
          number: '',
          updatedMs: seen.version.issuedMs,
          status: 'A',
          toRow: () => rowOf(index, objectId, objectCode, day, seen),
        }
      }
    }
  }
}
