import { compareByDay, type EcEntry, type EcRow, type EcRows, type EcSelection, type EcStatus } from './ec-rows.ts'
import { fromLocalTime, toLocalTime } from './local-time.ts'

export interface ScriptedRowsOptions {
  /** What the clock shows at first. */
  readonly start: Date
  /** Of every local time in the rows. */
  readonly timeZone?: string
  /** `HH:MM`: when a production day begins, which decides the days that an event overlaps. */
  readonly dayStart?: string
}

export interface ScriptedPut {
  /** False: the row changes and its update stamp doesn't, as computed columns do. */
  readonly touch?: boolean
  /** Tells apart rows that share object and daytime. */
  readonly twin?: string
}

/** A system of record that holds what it is told, and nothing else: for tests that know every row. */
export interface ScriptedRows extends EcRows {
  /** Stands still until it is moved; give it to the simulator too. */
  readonly clock: { now(): Date }
  /** Moves the clock on by so many milliseconds. */
  advance(ms: number): void
  /**
   * Adds a row, or replaces the one of the same key: `eventNo` or `testNo` where it has one, else object, daytime (or
   * `startDay` of an object's version) and twin. Columns that say who changed it are filled in where it leaves them out:
   * `recordStatus` P, `revision` one more than before, `updatedAt` the clock's time.
   */
  put(className: string, row: EcRow, how?: ScriptedPut): void
  /** Takes away the rows of a class that agree with every column given, leaving no trace; gives how many there were. */
  delete(className: string, columns: EcRow): number
  /** Rows of a class as they stand, in the order of range reads. */
  list(className: string): readonly EcRow[]
  /** A class without rows is there all the same, once it was named. */
  addClass(className: string): void
}

interface Held {
  readonly row: EcRow
  readonly updatedMs: number
}

const text = (value: unknown): string => (typeof value === 'string' || typeof value === 'number' ? String(value) : '')

/** An event or a test is known by its number, all else by whose it is and when. */
function keyOf(row: EcRow, twin: string): string {
  const number = text(row['eventNo'] ?? row['testNo'])
  if (number !== '') return `${number} ${twin}`
  return `${text(row['objectId'])} ${text(row['daytime'] ?? row['startDay'])} ${twin}`
}

/** Rows that a test puts, changes and takes away, at instants of its own. Any class name and any column will do. */
export function createScriptedRows({
  start,
  timeZone = 'Europe/Oslo',
  dayStart = '06:00',
}: ScriptedRowsOptions): ScriptedRows {
  const classes = new Map<string, Map<string, Held>>()
  let nowMs = start.getTime()
  const classOf = (className: string): Map<string, Held> => {
    const held = classes.get(className) ?? new Map<string, Held>()
    classes.set(className, held)
    return held
  }
  const entriesOf = (className: string): EcEntry[] =>
    [...(classes.get(className) ?? [])].map(([key, held]) => toEntry(key, held)).sort(compareByDay)
  return {
    clock: { now: () => new Date(nowMs) },
    advance(ms) {
      nowMs += ms
    },
    addClass: (className) => void classOf(className),
    put(className, row, { touch = true, twin = '' } = {}) {
      const held = classOf(className)
      const key = keyOf(row, twin)
      const before = held.get(key)
      const untouched = before !== undefined && !touch
      const stamps = {
        recordStatus: 'P',
        revision: untouched ? before.row['revision'] : Number(before?.row['revision'] ?? 0) + 1,
        revisionText: null,
        updatedAt: untouched ? before.row['updatedAt'] : toLocalTime(timeZone, nowMs),
      }
      const stampedMs = fromLocalTime(timeZone, text(row['updatedAt']))
      const updatedMs = untouched ? before.updatedMs : (stampedMs ?? (row['updatedAt'] === null ? 0 : nowMs))
      held.set(key, { row: { ...stamps, ...row }, updatedMs })
    },
    delete(className, columns) {
      const held = classOf(className)
      const gone = [...held].filter(([, { row }]) =>
        Object.entries(columns).every(([name, value]) => row[name] === value),
      )
      for (const [key] of gone) held.delete(key)
      return gone.length
    },
    list: (className) => entriesOf(className).map((entry) => entry.toRow()),
    entries(className, selection) {
      if (!classes.has(className)) return null
      return entriesOf(className).filter((entry) => isWithin(entry.toRow(), selection, dayStart))
    },
  }
}

function toEntry(key: string, { row, updatedMs }: Held): EcEntry {
  const status = text(row['recordStatus'])
  return {
    objectId: text(row['objectId']),
    objectCode: text(row['objectCode']),
    daytime: text(row['daytime'] ?? row['start'] ?? row['startDay']),
    number: key,
    updatedMs,
    status: isStatus(status) ? status : 'P',
    toRow: () => row,
  }
}

const isStatus = (status: string): status is EcStatus => ['P', 'V', 'A'].includes(status)

/** Objects are there on every day, events on each day that they overlap. Local times compare as texts. */
function isWithin(row: EcRow, { fromDay, toDay }: EcSelection, dayStart: string): boolean {
  if (row['start'] !== undefined) {
    const end = row['end'] === null || row['end'] === undefined ? '9999' : text(row['end'])
    const startsInTime = toDay === null || text(row['start']) < `${toDay}T${dayStart}:00`
    return startsInTime && (fromDay === null || end > `${fromDay}T${dayStart}:00`)
  }
  if (row['daytime'] === undefined) return true
  const day = text(row['daytime']).slice(0, 10)
  return (fromDay === null || day >= fromDay) && (toDay === null || day < toDay)
}
