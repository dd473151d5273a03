import { addDays } from '@tieback/domain'
import type { EcEntry, EcRow, EcSelection } from '../ec-rows.ts'
import { auditColumns, keyColumns } from '../ec-rows.ts'
import { toLocalTime } from '../local-time.ts'

/** What a fault is told of the reading that it spoils. */
export interface FaultContext {
  readonly className: string
  readonly selection: EcSelection
  readonly now: Date
  /** When it was first noticed. */
  readonly onsetMs: number
  readonly timeZone: string
  readonly value: number | string | null
  /** Rows of a class as they stand without any fault; of the reading's own days and now, where nothing else is said. */
  read(className: string, selection?: Partial<EcSelection>, at?: Date): Iterable<EcEntry>
  /** What is made of a reading once, however many entries ask for it. */
  once<Made>(name: string, make: () => Made): Made
}

/** One way to spoil rows. */
export interface RowFault {
  /** What becomes of one entry; several must keep its place in the order of range reads. Left out: nothing. */
  readonly change?: (entry: EcEntry, context: FaultContext) => EcEntry | readonly EcEntry[] | null
  /** Entries that come in beside. */
  readonly add?: (context: FaultContext) => readonly EcEntry[]
  /** Classes that are there because of it. */
  readonly brings?: (className: string) => boolean
}

/** Classes of what happened day by day; a plan is no such class. */
export const isDaily = (className: string): boolean => /^(?!plan_).*_day(_alloc)?$/.test(className)
export const isAllocation = (className: string): boolean => className.endsWith('_alloc')

/** The production day so many days before the one that runs. Days begin in the morning, so the small hours belong to the day before. */
export function dayBack(now: Date, days: number): string {
  return addDays(new Date(now.getTime() - 5 * 3_600_000).toISOString().slice(0, 10), -days)
}

export const dayOf = ({ daytime }: EcEntry): string => daytime.slice(0, 10)

/** The entry, its row changed when it is sent. */
export function withRow(entry: EcEntry, change: (row: EcRow) => EcRow): EcEntry {
  return { ...entry, toRow: () => change(entry.toRow()) }
}

const kept = new Set<string>([...keyColumns, ...auditColumns])

/** The row with every value but keys and stamps changed. */
export function mapValues(row: EcRow, change: (value: unknown, column: string) => unknown): EcRow {
  return Object.fromEntries(
    Object.entries(row).map(([column, value]) => [column, kept.has(column) ? value : change(value, column)]),
  )
}

export function mapNumbers(row: EcRow, change: (value: number, column: string) => unknown): EcRow {
  return mapValues(row, (value, column) => (typeof value === 'number' ? change(value, column) : value))
}

/** The entry as somebody changed it at an instant: stamped then, a revision further. */
export function revise(entry: EcEntry, atMs: number, timeZone: string, change: (row: EcRow) => EcRow): EcEntry {
  const revised = withRow(entry, (row) => ({
    ...change(row),
    revision: Number(row['revision'] ?? 0) + 1,
    updatedAt: toLocalTime(timeZone, atMs),
  }))
  return { ...revised, updatedMs: atMs }
}

const ever = { fromDay: null, toDay: null, updatedSinceMs: null } as const

/** All objects of a class, in each of their versions. */
export function listObjects(context: FaultContext, className: string): readonly EcEntry[] {
  return context.once(`objects ${className}`, () => [...context.read(className, ever)])
}

/** The well that single faults happen to: the first that reports. */
export function oneWell(context: FaultContext): string | null {
  return context.once('one well', () => {
    const lately = { fromDay: dayBack(context.now, 2), toDay: dayBack(context.now, -1), updatedSinceMs: null }
    for (const { objectId } of context.read('well_day', lately)) return objectId
    for (const { objectId } of context.read(context.className, ever)) return objectId
    return null
  })
}

/** Daily rows of one day, whenever they were updated; none where the reading doesn't ask for that day. */
export function rowsOfDay(context: FaultContext, day: string): readonly EcEntry[] {
  const { fromDay, toDay } = context.selection
  if (!isDaily(context.className) || (fromDay !== null && day < fromDay) || (toDay !== null && day >= toDay)) return []
  return [...context.read(context.className, { fromDay: day, toDay: addDays(day, 1), updatedSinceMs: null })]
}

/** The first of some entries that are wanted, as many as one page can take in and one more. */
export function takePage(
  entries: Iterable<EcEntry>,
  { limit, updatedSinceMs }: EcSelection,
  isWanted: (entry: EcEntry) => boolean,
): EcEntry[] {
  const taken: EcEntry[] = []
  for (const entry of entries) {
    if (isWanted(entry)) taken.push(entry)
    // In the order of updates the first in the order of days may be the last.
    if (updatedSinceMs === null && taken.length > limit) break
  }
  return taken
}
