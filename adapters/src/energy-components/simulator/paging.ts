import { addDays } from '@tieback/domain'
import { compareByDay, compareByUpdate, type EcEntry, type EcRows, type EcSelection, type EcStatus } from './ec-rows.ts'

export interface RowsRequest {
  readonly className: string
  readonly selection: Omit<EcSelection, 'limit'>
  readonly objectIds: ReadonlySet<string>
  readonly objectCodes: ReadonlySet<string>
  readonly minStatus: EcStatus
  readonly pageSize: number
  readonly cursor: Cursor | null
}

/** The place of the last row sent: keyset, so rows that move meanwhile are neither lost nor met twice in their place. */
export type Cursor = Pick<EcEntry, 'objectId' | 'daytime' | 'number' | 'updatedMs'>

export interface EntryPage {
  readonly entries: readonly EcEntry[]
  readonly next: Cursor | null
}

const statusOrder: readonly EcStatus[] = ['P', 'V', 'A']

/** One page of a class; null where there is no such class. */
export function readPage(rows: EcRows, request: RowsRequest, now: Date): EntryPage | null {
  const isIncremental = request.selection.updatedSinceMs !== null
  const entries = rows.entries(request.className, narrowed(request, isIncremental), now)
  if (entries === null) return null
  const wanted = isIncremental ? oldestUpdated(entries, request) : firstByDay(entries, request)
  const page = wanted.slice(0, request.pageSize)
  const last = page.at(-1)
  return { entries: page, next: wanted.length > request.pageSize && last !== undefined ? last : null }
}

/** What is left to look at once a cursor says how far the reader came. */
function narrowed(request: RowsRequest, isIncremental: boolean): EcSelection {
  const { cursor } = request
  const selection = { ...request.selection, limit: request.pageSize + 1 }
  if (cursor === null) return selection
  if (isIncremental) return { ...selection, updatedSinceMs: Math.max(selection.updatedSinceMs ?? 0, cursor.updatedMs) }
  if (cursor.daytime === '') return selection
  // An event of the small hours belongs to the production day before: one day back holds both.
  const reached = addDays(cursor.daytime.slice(0, 10), -1)
  return {
    ...selection,
    fromDay: selection.fromDay !== null && selection.fromDay > reached ? selection.fromDay : reached,
  }
}

function isWanted(entry: EcEntry, request: RowsRequest): boolean {
  const { objectIds, objectCodes, minStatus } = request
  if (objectIds.size + objectCodes.size > 0 && !objectIds.has(entry.objectId) && !objectCodes.has(entry.objectCode))
    return false
  return statusOrder.indexOf(entry.status) >= statusOrder.indexOf(minStatus)
}

/** A stand-in for the row at the cursor, to compare entries with. */
function entryAt(cursor: Cursor): EcEntry {
  return { ...cursor, objectCode: '', status: 'P', toRow: () => ({}) }
}

/** One more than a page, so that the reader learns whether there is more. */
function firstByDay(entries: Iterable<EcEntry>, request: RowsRequest): EcEntry[] {
  const after = request.cursor === null ? null : entryAt(request.cursor)
  const found: EcEntry[] = []
  for (const entry of entries) {
    if ((after !== null && compareByDay(entry, after) <= 0) || !isWanted(entry, request)) continue
    found.push(entry)
    if (found.length > request.pageSize) break
  }
  return found
}

function oldestUpdated(entries: Iterable<EcEntry>, request: RowsRequest): EcEntry[] {
  const after = request.cursor === null ? null : entryAt(request.cursor)
  const since = request.selection.updatedSinceMs ?? 0
  const found: EcEntry[] = []
  for (const entry of entries) {
    if (entry.updatedMs < since || !isWanted(entry, request)) continue
    if (after === null || compareByUpdate(entry, after) > 0) found.push(entry)
  }
  // Sorting numbers to find the page's last stamp is far cheaper than sorting all entries by their four keys.
  const stamps = Float64Array.from(found, ({ updatedMs }) => updatedMs).sort()
  const lastStamp = stamps[request.pageSize] ?? Infinity
  return found.filter(({ updatedMs }) => updatedMs <= lastStamp).sort(compareByUpdate)
}

export function encodeCursor({ updatedMs, objectId, daytime, number }: Cursor): string {
  return Buffer.from(JSON.stringify([updatedMs, objectId, daytime, number])).toString('base64url')
}

/** Null where the text is no cursor of ours. */
export function decodeCursor(text: string): Cursor | null {
  try {
    const parts: unknown = JSON.parse(Buffer.from(text, 'base64url').toString())
    if (!Array.isArray(parts)) return null
    const [updatedMs, objectId, daytime, number] = parts as unknown[]
    if (typeof updatedMs !== 'number' || typeof objectId !== 'string') return null
    return typeof daytime === 'string' && typeof number === 'string' ? { updatedMs, objectId, daytime, number } : null
  } catch {
    return null
  }
}
