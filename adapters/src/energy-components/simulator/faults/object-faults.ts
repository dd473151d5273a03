import type { EcEntry, EcRow } from '../ec-rows.ts'
import { toDaytime } from '../local-time.ts'
import type { EcFault } from './ec-faults.ts'
import {
  dayBack,
  type FaultContext,
  isDaily,
  listObjects,
  oneWell,
  type RowFault,
  takePage,
  withRow,
} from './row-fault.ts'

const unknownId = 'FFFFFFFF00004000800000000000DEAD'

/** The entry and its row under another code; an object's name goes with it. */
function recode(entry: EcEntry, objectCode: string): EcEntry {
  const rename = (row: EcRow) => ('name' in row ? { ...row, objectCode, name: objectCode } : { ...row, objectCode })
  return { ...withRow(entry, rename), objectCode }
}

function codeOf(context: FaultContext, objectId: string): string {
  return listObjects(context, 'well').findLast((entry) => entry.objectId === objectId)?.objectCode ?? objectId
}

/** Another facility than the one a well stands under. */
function otherFacility(context: FaultContext, facilityId: unknown): string | null {
  return listObjects(context, 'facility').find(({ objectId }) => objectId !== facilityId)?.objectId ?? null
}

/** Faults in what objects are called and where they belong. */
export const objectFaults: Partial<Record<EcFault, RowFault>> = {
  'well-renamed': {
    change: (entry, context) =>
      entry.objectId === oneWell(context) ? recode(entry, `${codeOf(context, entry.objectId)} H`) : entry,
  },
  'code-reused': {
    change: (entry, context) => {
      const first = oneWell(context)
      const second = listObjects(context, 'well').find(({ objectId }) => objectId !== first)?.objectId
      if (first === null || second === undefined) return entry
      if (entry.objectId === first) return recode(entry, `${codeOf(context, first)} OLD`)
      return entry.objectId === second ? recode(entry, codeOf(context, first)) : entry
    },
  },
  'well-moved': {
    change: (entry, context) => {
      const { className, now } = context
      const row = className === 'well' && entry.objectId === oneWell(context) ? entry.toRow() : null
      if (row === null || (row['endDay'] ?? null) !== null) return entry
      const startDay = toDaytime(dayBack(now, 0))
      const facilityId = otherFacility(context, row['facilityId'])
      return [
        withRow(entry, (old) => ({ ...old, endDay: startDay })),
        { ...withRow(entry, (old) => ({ ...old, startDay, facilityId })), daytime: startDay },
      ]
    },
  },
  'unknown-well': {
    add: (context) => {
      if (!isDaily(context.className)) return []
      const well = oneWell(context)
      const rows = takePage(context.read(context.className), context.selection, ({ objectId }) => objectId === well)
      return rows.map((entry) => {
        const unknown = { objectId: unknownId, objectCode: 'X-99' }
        return { ...withRow(entry, (row) => ({ ...row, ...unknown })), ...unknown }
      })
    },
  },
}
