import type { EcEntry, EcRow } from '../ec-rows.ts'
import { toLocalTime } from '../local-time.ts'
import type { EcFault } from './ec-faults.ts'
import { type FaultContext, listObjects, oneWell, type RowFault } from './row-fault.ts'

const hourMs = 3_600_000
const eventClass = 'deferment_event'

interface Made {
  readonly number: string
  readonly objectId: string
  readonly startMs: number
  readonly endMs: number | null
  readonly parent?: string
  /** Tells apart rows of one event. */
  readonly twin?: string
}

function toEntry(made: Made, { onsetMs, timeZone }: FaultContext): EcEntry {
  const { number, objectId, startMs, endMs, parent = null, twin = '' } = made
  const start = toLocalTime(timeZone, startMs)
  const row: EcRow = {
    eventNo: number,
    objectId,
    objectCode: objectId,
    daytime: start,
    start,
    end: endMs === null ? null : toLocalTime(timeZone, endMs),
    eventType: 'DOWN',
    eventSort: parent === null ? 'SINGLE' : 'CHILD',
    parentEventNo: parent,
    reasonLevel1: 'PRO',
    reasonLevel2: 'PRO-1',
    reasonText: 'Made by a fault of the simulator',
    scheduled: 'N',
    lossShare: 1,
    recordStatus: 'P',
    revision: 1,
    revisionText: null,
    updatedAt: toLocalTime(timeZone, onsetMs),
    updatedBy: 'simulator',
  }
  const order = { daytime: start, number: `${number}${twin}`, updatedMs: onsetMs, status: 'P' as const }
  return { objectId, objectCode: objectId, ...order, toRow: () => row }
}

/** Events of a fault, made for the class of events alone and for one well or facility. */
const events = (make: (well: string, context: FaultContext) => readonly Made[]): RowFault => ({
  add: (context) => {
    const well = context.className === eventClass ? oneWell(context) : null
    return well === null ? [] : make(well, context).map((made) => toEntry(made, context))
  },
})

function openGroup(well: string, context: FaultContext): Made[] {
  const wells = listObjects(context, 'well').map((entry) => entry.toRow())
  const facilityId = wells.find(({ objectId }) => objectId === well)?.['facilityId']
  const startMs = context.onsetMs - 48 * hourMs
  const children = new Set(wells.filter((row) => row['facilityId'] === facilityId).map(({ objectId }) => objectId))
  return [
    { number: 'X-GROUP', objectId: typeof facilityId === 'string' ? facilityId : well, startMs, endMs: null },
    ...[...children].map((child, index) => ({
      number: `X-GROUP-${String(index + 1)}`,
      objectId: String(child),
      startMs,
      endMs: null,
      parent: 'X-GROUP',
    })),
  ]
}

/** Faults in events. Each event is of the last days. */
export const eventFaults: Partial<Record<EcFault, RowFault>> = {
  'open-group': events(openGroup),
  'backwards-event': events((objectId, { onsetMs }) => [
    { number: 'X-BACK', objectId, startMs: onsetMs - 10 * hourMs, endMs: onsetMs - 12 * hourMs },
  ]),
  'overlapping-event': events((objectId, { onsetMs }) => [
    { number: 'X-TWICE', objectId, startMs: onsetMs - 20 * hourMs, endMs: onsetMs - 10 * hourMs, twin: ' a' },
    { number: 'X-TWICE', objectId, startMs: onsetMs - 15 * hourMs, endMs: onsetMs - 5 * hourMs, twin: ' b' },
  ]),
}
