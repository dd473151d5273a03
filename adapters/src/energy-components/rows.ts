import type { RefusedRow } from '../port.ts'
import { SourceError } from '../source-error.ts'
import { parseInstant } from '../rows/parse-time.ts'
import type { EcRow } from './wire.ts'

interface AuditColumns {
  readonly updatedAt?: string | undefined
  readonly updatedAtZone?: string | undefined
  readonly revision?: string | undefined
}

/** A key or a name as text; null where the field is empty. */
export function keyText(raw: unknown): string | null {
  if (typeof raw === 'number') return String(raw)
  return typeof raw === 'string' && raw.trim() !== '' ? raw.trim() : null
}

/**
 * A guard for the pages of one reading: it fails where a column that the mapping names is in no row so far, for the site
 * has renamed it, and to read on would tell renamed columns as missing values.
 */
export function createColumnGuard(
  columns: readonly string[],
  className: string,
  sourceId: string,
): (rows: readonly EcRow[]) => void {
  const unseen = new Set(columns)
  return (rows) => {
    for (const row of rows) {
      if (unseen.size === 0) return
      for (const column of unseen) if (column in row) unseen.delete(column)
    }
    if (rows.length === 0 || unseen.size === 0) return
    throw new SourceError(
      'bad_payload',
      sourceId,
      `${className} no longer has ${[...unseen].join(', ')}. Compare the mapping with the class; nothing of this page was taken in.`,
    )
  }
}

/**
 * When the row was last updated; null on old rows. A local time that the clocks passed twice is read as the earlier,
 * so that a watermark made from it never skips an update.
 */
function updatedAt(row: EcRow, audit: AuditColumns, timeZone: string): Date | null {
  return audit.updatedAt === undefined
    ? null
    : parseInstant(row[audit.updatedAt], audit.updatedAtZone ?? timeZone, 'earlier')
}

/** The newest update stamp of a page. */
export function newestUpdate(rows: readonly EcRow[], audit: AuditColumns, timeZone: string): Date | null {
  let newest: Date | null = null
  for (const row of rows) {
    const at = updatedAt(row, audit, timeZone)
    if (at !== null && (newest === null || at > newest)) newest = at
  }
  return newest
}

export interface Deduplicated {
  readonly rows: readonly EcRow[]
  /** Rows of one key, none newer than the other, that say different things. */
  readonly ambiguous: readonly (readonly EcRow[])[]
}

/** How old a state of a row is: the higher revision is the newer, then the later update. */
interface Age {
  readonly revision: number
  readonly updatedMs: number
}

function ageOf(row: EcRow, audit: AuditColumns, timeZone: string): Age {
  return {
    // A revision that is no number tells no versions apart.
    revision: audit.revision === undefined ? 0 : Number(row[audit.revision]) || 0,
    updatedMs: updatedAt(row, audit, timeZone)?.getTime() ?? 0,
  }
}

const compareAges = (a: Age, b: Age): number => a.revision - b.revision || a.updatedMs - b.updatedMs

/** One row for each key: the highest revision, then the newest update. Rows without a key pass. */
export function deduplicate(
  rows: readonly EcRow[],
  keyOf: (row: EcRow) => string | null,
  audit: AuditColumns,
  timeZone: string,
): Deduplicated {
  const groups = new Map<string, EcRow[]>()
  const kept: EcRow[] = []
  for (const row of rows) {
    const key = keyOf(row)
    const group = key === null ? undefined : groups.get(key)
    if (key === null) kept.push(row)
    else if (group === undefined) groups.set(key, [row])
    else group.push(row)
  }
  const ambiguous: EcRow[][] = []
  for (const group of groups.values()) {
    const [first] = group
    if (group.length === 1 && first !== undefined) {
      kept.push(first)
      continue
    }
    const aged = group.map((row) => ({ row, age: ageOf(row, audit, timeZone) }))
    const newest = aged.map(({ age }) => age).reduce((best, age) => (compareAges(age, best) > 0 ? age : best))
    const rivals = aged.filter(({ age }) => compareAges(age, newest) === 0).map(({ row }) => row)
    const isOne = new Set(rivals.map((row) => JSON.stringify(row))).size === 1
    if (!isOne) ambiguous.push(rivals)
    else kept.push(...rivals.slice(0, 1))
  }
  return { rows: kept, ambiguous }
}

/** Keys remembered of one reading: about 50 MB. A reading of more keys forgets those met first. */
const agesHeldMax = 300_000

/**
 * Rows of a reading without those that are older than what the reading met under the same key before: two versions of a row
 * come on different pages where they were updated at different times.
 */
export function createStalenessFilter(
  keyOf: (row: EcRow) => string | null,
  audit: AuditColumns,
  timeZone: string,
): (rows: readonly EcRow[]) => readonly EcRow[] {
  const newest = new Map<string, Age>()
  const isStale = (row: EcRow): boolean => {
    const key = keyOf(row)
    if (key === null) return false
    const age = ageOf(row, audit, timeZone)
    const before = newest.get(key)
    if (before !== undefined && compareAges(age, before) < 0) return true
    newest.set(key, age)
    forgetOldest(newest)
    return false
  }
  return (rows) => rows.filter((row) => !isStale(row))
}

function forgetOldest(ages: Map<string, Age>): void {
  if (ages.size <= agesHeldMax) return
  const oldest = ages.keys().next()
  if (oldest.done !== true) ages.delete(oldest.value)
}

/** Names the columns in which rivals differ, so that whoever reads it sees whether they are shares of one volume. */
export function refuseRivals(
  rivals: readonly EcRow[],
  dataset: string,
  key: string,
  subject: RefusedRow['subject'],
): RefusedRow {
  const columns = [...new Set(rivals.flatMap((row) => Object.keys(row)))]
  const differing = columns.filter((column) => new Set(rivals.map((row) => JSON.stringify(row[column]))).size > 1)
  const message = `${dataset}: ${rivals.length} rows for ${key} differ in ${differing.join(', ')} and none is newer. One has to be withdrawn at the source; where they are shares of one volume, say so with "shares" in the mapping.`
  return { dataset, key, reason: 'ambiguous', message, row: rivals, ...(subject === undefined ? {} : { subject }) }
}
