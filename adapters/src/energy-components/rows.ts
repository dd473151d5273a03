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
    if (key === null) kept.push(row)
    else groups.set(key, [...(groups.get(key) ?? []), row])
  }
  const ambiguous: EcRow[][] = []
  for (const group of groups.values()) {
    if (group.length === 1) {
      kept.push(...group)
      continue
    }
    const best = group.toSorted((a, b) => compareAge(b, a, audit, timeZone))
    const rivals = best.filter((row) => best[0] !== undefined && compareAge(row, best[0], audit, timeZone) === 0)
    const isOne = new Set(rivals.map((row) => JSON.stringify(row))).size === 1
    if (!isOne) ambiguous.push(rivals)
    else kept.push(...rivals.slice(0, 1))
  }
  return { rows: kept, ambiguous }
}

function compareAge(a: EcRow, b: EcRow, audit: AuditColumns, timeZone: string): number {
  const revision = (row: EcRow) => (audit.revision === undefined ? 0 : Number(row[audit.revision] ?? 0))
  const updated = (row: EcRow) => updatedAt(row, audit, timeZone)?.getTime() ?? 0
  return revision(a) - revision(b) || updated(a) - updated(b)
}

export function refuseRivals(rivals: readonly EcRow[], dataset: string, key: string): RefusedRow {
  const message = `${dataset}: ${rivals.length} rows for ${key} differ and none is newer; one has to be withdrawn at the source.`
  return { dataset, key, reason: 'ambiguous', message, row: rivals }
}
