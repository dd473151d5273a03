import { addDays, firstOfMonth } from '@tieback/domain'
import type { EcEntry, EcRow } from '../ec-rows.ts'
import { toDaytime } from '../local-time.ts'
import type { EcFault } from './ec-faults.ts'
import {
  dayOf,
  type FaultContext,
  isAllocation,
  isDaily,
  listObjects,
  mapNumbers,
  oneWell,
  type RowFault,
  takePage,
  withRow,
} from './row-fault.ts'

const bblOfM3 = 1 / 0.158987294928
const ft3OfM3 = 1 / 0.028316846592
const monthClass = 'well_month_alloc'
const reported = /_alloc_report$/

const companies = [
  { company: 'NORTH', share: 0.6 },
  { company: 'SOUTH', share: 0.4 },
] as const

/** The wells of the facility that one well stands under now. */
function neighbours(context: FaultContext): ReadonlySet<string> {
  return context.once('neighbours', () => {
    const wells = listObjects(context, 'well')
    const one = oneWell(context)
    const home = wells.findLast(({ objectId }) => objectId === one)?.toRow()['facilityId']
    return new Set(wells.filter((entry) => entry.toRow()['facilityId'] === home).map(({ objectId }) => objectId))
  })
}

/** Rows of those wells under the day after. */
function labelledByEnd(context: FaultContext): EcEntry[] {
  const { selection, className } = context
  if (!isDaily(className)) return []
  const wells = neighbours(context)
  const before = (day: string | null) => (day === null ? null : addDays(day, -1))
  const rows = context.read(className, { fromDay: before(selection.fromDay), toDay: before(selection.toDay) })
  return takePage(rows, selection, ({ objectId }) => wells.has(objectId)).map((entry) => {
    const daytime = toDaytime(addDays(dayOf(entry), 1))
    return { ...withRow(entry, (row) => ({ ...row, daytime })), daytime }
  })
}

/** One row for each well and whole month of the selection: the sum of its days and a hundredth more. */
function months(context: FaultContext): EcEntry[] {
  const { fromDay, toDay } = context.selection
  const days = context.read('well_day_alloc', {
    fromDay: fromDay === null ? null : firstOfMonth(fromDay),
    toDay: null,
    updatedSinceMs: null,
  })
  const byMonth = Map.groupBy(days, (entry) => `${firstOfMonth(dayOf(entry))} ${entry.objectId}`)
  return [...byMonth].flatMap(([key, ofMonth]) => {
    const month = key.slice(0, 10)
    const [entry] = ofMonth
    const isAsked = (fromDay === null || month >= fromDay) && (toDay === null || month < toDay)
    if (entry === undefined || !isAsked) return []
    const daytime = toDaytime(month)
    const updatedMs = Math.max(...ofMonth.map((one) => one.updatedMs))
    return [
      {
        ...withRow(entry, () =>
          toMonth(
            ofMonth.map((one) => one.toRow()),
            daytime,
          ),
        ),
        daytime,
        updatedMs,
      },
    ]
  })
}

function toMonth(rows: readonly EcRow[], daytime: string): EcRow {
  const [first = {}] = rows
  const total = (column: string) => rows.reduce((sum, row) => sum + Number(row[column] ?? 0), 0)
  return { ...mapNumbers(first, (_number, column) => total(column) * 1.01), daytime }
}

function toReport(entry: EcEntry): EcEntry {
  return withRow(entry, (row) =>
    mapNumbers(row, (number, column) => number * (/gas/i.test(column) ? ft3OfM3 : bblOfM3)),
  )
}

/** Faults in which classes there are, and what a row of one stands for. */
export const classFaults: Partial<Record<EcFault, RowFault>> = {
  'report-view': {
    brings: (className) => reported.test(className),
    add: (context) =>
      reported.test(context.className)
        ? takePage(context.read(context.className.replace(/_report$/, '')), context.selection, () => true).map(toReport)
        : [],
  },
  'end-label': {
    change: (entry, context) => (isDaily(context.className) && neighbours(context).has(entry.objectId) ? null : entry),
    add: labelledByEnd,
  },
  'company-split': {
    change: (entry, { className }) => {
      if (!isAllocation(className)) return entry
      const shares = companies.map(({ company, share }) => ({
        ...withRow(entry, (row) => ({ ...mapNumbers(row, (number) => number * share), company })),
        number: `${entry.number}~${company}`,
      }))
      return [withRow(entry, (row) => ({ ...row, company: 'ALL' })), ...shares]
    },
  },
  'monthly-mismatch': {
    brings: (className) => className === monthClass,
    add: (context) => (context.className === monthClass ? months(context) : []),
  },
}
