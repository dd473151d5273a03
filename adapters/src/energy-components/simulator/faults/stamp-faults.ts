import type { EcEntry } from '../ec-rows.ts'
import { toLocalTime } from '../local-time.ts'
import type { EcFault } from './ec-faults.ts'
import {
  dayBack,
  dayOf,
  isDaily,
  mapNumbers,
  oneWell,
  revise,
  type RowFault,
  rowsOfDay,
  takePage,
  withRow,
} from './row-fault.ts'

const minuteMs = 60_000
/** Every other object, whatever its id looks like. */
const isLate = ({ objectId }: EcEntry): boolean => (objectId.codePointAt(objectId.length - 1) ?? 0) % 2 === 1

const isOfDay = (className: string, day: string, of: string) => isDaily(className) && day === of

/** Faults in when rows were changed, and by how much they were since. */
export const stampFaults: Partial<Record<EcFault, RowFault>> = {
  'status-lowered': {
    change: (entry, { className, now, value }) =>
      isOfDay(className, dayOf(entry), dayBack(now, Number(value))) ? null : entry,
    add: (context) =>
      rowsOfDay(context, dayBack(context.now, Number(context.value))).map((entry) => ({
        ...revise(entry, context.onsetMs, context.timeZone, (row) => ({
          ...row,
          recordStatus: 'P',
          revisionText: 'opened again',
        })),
        status: 'P',
      })),
  },
  restated: {
    change: (entry, { className, now, value }) =>
      isOfDay(className, dayOf(entry), dayBack(now, Number(value))) ? null : entry,
    add: (context) =>
      rowsOfDay(context, dayBack(context.now, Number(context.value))).map((entry) =>
        revise(entry, context.onsetMs, context.timeZone, (row) => ({
          ...mapNumbers(row, (number, column) => (/hours/i.test(column) ? number : number * 1.02)),
          revisionText: 'meter factor corrected',
        })),
      ),
  },
  'silent-change': {
    change: (entry, { className, now, value }) =>
      isOfDay(className, dayOf(entry), dayBack(now, Number(value)))
        ? withRow(entry, (row) => mapNumbers(row, (number, column) => (/hours/i.test(column) ? number : number * 1.01)))
        : entry,
  },
  'deleted-rows': {
    change: (entry, context) => {
      const isGone = isOfDay(context.className, dayOf(entry), dayBack(context.now, Number(context.value)))
      return isGone && entry.objectId === oneWell(context) ? null : entry
    },
  },
  // Each row is there in an older state until the newer one is committed, and only some are late: else nobody would miss them.
  'late-commits': {
    change: (entry) => (isLate(entry) ? null : entry),
    add: (context) => {
      const before = new Date(context.now.getTime() - Number(context.value) * minuteMs)
      return takePage(context.read(context.className, {}, before), context.selection, isLate)
    },
  },
  'repeated-hour': {
    change: (entry, { onsetMs, timeZone, value }) => {
      if (entry.updatedMs < onsetMs) return entry
      const updatedMs = entry.updatedMs - Number(value) * minuteMs
      return { ...withRow(entry, (row) => ({ ...row, updatedAt: toLocalTime(timeZone, updatedMs) })), updatedMs }
    },
  },
  'no-update-stamps': {
    change: (entry, { now, value }) =>
      entry.updatedMs < now.getTime() - Number(value) * 24 * 60 * minuteMs
        ? { ...withRow(entry, (row) => ({ ...row, updatedAt: null })), updatedMs: 0 }
        : entry,
  },
}
