export type EcRow = Readonly<Record<string, unknown>>

export type EcStatus = 'P' | 'V' | 'A'

/** One row as it stands, with what it is ordered and filtered by; the row itself is made only when it is sent. */
export interface EcEntry {
  readonly objectId: string
  readonly objectCode: string
  /** Local, as printed in the row; orders range reads. Empty on objects that were always there. */
  readonly daytime: string
  /** Tells apart rows of one object and daytime. */
  readonly number: string
  readonly updatedMs: number
  readonly status: EcStatus
  toRow(): EcRow
}

/** What a reader asks of one class; null: no bound. Days are production days, `toDay` excluded. */
export interface EcSelection {
  readonly fromDay: string | null
  readonly toDay: string | null
  readonly updatedSinceMs: number | null
  /** With `updatedSinceMs`: entries beyond this many later than it, oldest update first, will not be looked at. */
  readonly limit: number
}

/** What the simulator speaks for: the field, or rows of a real history. */
export interface EcRows {
  /**
   * Entries of a class as they stand at an instant, by (daytime, objectId, number); null where there is no such class.
   * May hold entries updated before `updatedSinceMs`: the reader filters.
   */
  entries(className: string, selection: EcSelection, now: Date): Iterable<EcEntry> | null
}

/** Columns that every answer carries, whatever `fields` asks for. */
export const auditColumns = ['recordStatus', 'revision', 'revisionText', 'updatedAt', 'updatedBy'] as const
export const keyColumns = ['objectId', 'objectCode', 'daytime'] as const

/** Order of range reads. */
export function compareByDay(left: EcEntry, right: EcEntry): number {
  return (
    compareTexts(left.daytime, right.daytime) ||
    compareTexts(left.objectId, right.objectId) ||
    compareTexts(left.number, right.number)
  )
}

/** Order of incremental reads. */
export function compareByUpdate(left: EcEntry, right: EcEntry): number {
  return (
    left.updatedMs - right.updatedMs ||
    compareTexts(left.objectId, right.objectId) ||
    compareTexts(left.daytime, right.daytime) ||
    compareTexts(left.number, right.number)
  )
}

// Not localeCompare: the order must be the same on every machine.
const compareTexts = (left: string, right: string): number => (left < right ? -1 : left > right ? 1 : 0)
