import type { WellType } from '@tieback/contracts'
import type { SourceNode } from '../../port.ts'
import { type Sighting, toVersions } from '../versions.ts'
import { numberOf, type VolveLine, type VolveWell } from './volve-table.ts'

/**
 * A namespace of its own although the ids are those of the Norwegian register: here the field is the top node and its
 * figures are gross and daily, there it stands below the shelf and its figures are net and monthly. In one namespace the
 * two imports would fight over the same nodes.
 */
export const volveNamespace = 'volve'

/** Calendar days: the lines with 25 h on stream are those of the October Sundays on which the clocks went back. */
export const volveCalendar = {
  id: volveNamespace,
  rules: [{ validFrom: null, timeZone: 'Europe/Oslo', dayStart: '00:00' }],
} as const

const fieldObjectId = (well: VolveWell) => `field:${well.fieldId}`
const facilityObjectId = (well: VolveWell) => `facility:${well.facilityId}`
export const wellObjectId = (well: VolveWell) => `wellbore:${well.wellboreId}`

type Flow = 'production' | 'injection'

const wellTypes: Record<Flow, WellType> = { production: 'oil-producer', injection: 'water-injector' }

interface WellSightings {
  readonly well: VolveWell
  readonly days: (Sighting<Flow> & { readonly flowed: boolean })[]
}

/** Field, facility and wellbores of the daily table. A wellbore that changes from injection to production has a version for each. */
export async function readVolveNodes(lines: AsyncIterable<VolveLine> | Iterable<VolveLine>): Promise<SourceNode[]> {
  const nodes = new Map<string, SourceNode>()
  const wells = new Map<string, WellSightings>()
  for await (const { well, day, flow, table } of lines) {
    if (well === null || day === null || flow === null) continue
    nodes.set(fieldObjectId(well), toNode(fieldObjectId(well), 'asset', well.field, null))
    nodes.set(facilityObjectId(well), toNode(facilityObjectId(well), 'facility', well.facility, fieldObjectId(well)))
    const sightings = wells.get(wellObjectId(well)) ?? { well, days: [] }
    const flowed = (['oil', 'gas', 'water', 'waterInjected'] as const).some(
      (column) => (numberOf(table, column) ?? 0) > 0,
    )
    sightings.days.push({ day, state: flow, flowed })
    wells.set(wellObjectId(well), sightings)
  }
  return [...nodes.values(), ...[...wells.values()].flatMap(toWellVersions)]
}

function toWellVersions({ well, days }: WellSightings): SourceNode[] {
  return toVersions(withoutIdleTurns(days), (flow) => flow).map(({ state, validFrom, validTo }) => ({
    ...toNode(wellObjectId(well), 'well', well.wellbore, facilityObjectId(well)),
    code: well.code,
    wellType: wellTypes[state],
    validFrom,
    validTo,
  }))
}

/** A stretch under another flow kind in which nothing ever flowed, such as one last day of zeros, is no change of the well's use. */
function withoutIdleTurns(days: WellSightings['days']): Sighting<Flow>[] {
  const sorted = days.toSorted((a, b) => a.day.localeCompare(b.day))
  const turns: (typeof sorted)[] = []
  for (const day of sorted) {
    const turn = turns.at(-1)
    if (turn?.[0]?.state === day.state) turn.push(day)
    else turns.push([day])
  }
  const used = turns.filter((turn) => turn.some(({ flowed }) => flowed))
  return (used.length > 0 ? used : turns.slice(0, 1)).flat()
}

function toNode(objectId: string, kind: SourceNode['kind'], name: string, parentObjectId: string | null): SourceNode {
  return {
    objectId,
    kind,
    name,
    code: null,
    parentObjectId,
    wellType: null,
    validFrom: null,
    validTo: null,
    attributes: {},
  }
}
