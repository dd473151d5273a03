import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compareByDay, compareByUpdate, type EcEntry, type EcRows } from './ec-rows.ts'
import { decodeCursor, encodeCursor, readPage, type RowsRequest } from './paging.ts'

const base: RowsRequest = {
  className: 'any',
  selection: { fromDay: null, toDay: null, updatedSinceMs: null },
  objectIds: new Set(),
  objectCodes: new Set(),
  minStatus: 'P',
  pageSize: 5_000,
  cursor: null,
}
const now = new Date(0)

function entry(change: Partial<EcEntry>): EcEntry {
  const made = {
    objectId: 'A',
    objectCode: 'a',
    daytime: '2026-01-01T00:00:00',
    number: '',
    updatedMs: 0,
    status: 'P' as const,
    ...change,
  }
  return { ...made, toRow: () => made }
}

function rowsOf(entries: readonly EcEntry[]): EcRows {
  return { entries: (className) => (className === 'any' ? entries.toSorted(compareByDay) : null) }
}

function readAll(rows: EcRows, request: RowsRequest): EcEntry[] {
  const found: EcEntry[] = []
  let cursor = request.cursor
  do {
    const page = readPage(rows, { ...request, cursor }, now)
    if (page === null) throw new Error('there is no such class')
    expect(page.entries.length).toBeLessThanOrEqual(request.pageSize)
    found.push(...page.entries)
    cursor = page.next === null ? null : decodeCursor(encodeCursor(page.next))
  } while (cursor !== null)
  return found
}

const keyOf = ({ objectId, daytime, number }: EcEntry): string => `${objectId} ${daytime} ${number}`
const anyEntries = fc
  .uniqueArray(
    fc.record({
      objectId: fc.constantFrom('A', 'B', 'C', 'D'),
      daytime: fc.integer({ min: 10, max: 28 }).map((day) => `2026-01-${String(day)}T00:00:00`),
      number: fc.constantFrom('', '1'),
      updatedMs: fc.integer({ min: 0, max: 6 }),
    }),
    { selector: ({ objectId, daytime, number }) => `${objectId}${daytime}${number}`, maxLength: 60 },
  )
  .map((drawn) => drawn.map(entry))

describe('paging', () => {
  it('gives every row once and in order, whatever the page size, by day and by update', () => {
    fc.assert(
      fc.property(
        anyEntries,
        fc.integer({ min: 1, max: 9 }),
        fc.constantFrom(null, 0, 3),
        (entries, pageSize, updatedSinceMs) => {
          const read = readAll(rowsOf(entries), { ...base, pageSize, selection: { ...base.selection, updatedSinceMs } })
          const order = updatedSinceMs === null ? compareByDay : compareByUpdate
          const expected = entries.filter(({ updatedMs }) => updatedMs >= (updatedSinceMs ?? 0)).toSorted(order)
          expect(read.map(keyOf)).toEqual(expected.map(keyOf))
        },
      ),
    )
  })

  it('meets a row again that is updated while it is read, and loses none', () => {
    const entries = ['A', 'B', 'C', 'D'].map((objectId, index) => entry({ objectId, updatedMs: index + 1 }))
    const request = { ...base, pageSize: 2, selection: { ...base.selection, updatedSinceMs: 0 } }
    const first = readPage(rowsOf(entries), request, now)
    const moved = entries.map((of) => (of.objectId === 'A' ? { ...of, updatedMs: 9 } : of))
    const rest = readAll(rowsOf(moved), { ...request, cursor: first?.next ?? null })
    expect(first?.entries.map(({ objectId }) => objectId)).toEqual(['A', 'B'])
    expect(rest.map(({ objectId }) => objectId)).toEqual(['C', 'D', 'A'])
  })

  it('includes the instant of updatedSince itself', () => {
    const selection = { ...base.selection, updatedSinceMs: 5 }
    expect(
      readAll(rowsOf([entry({ updatedMs: 5 }), entry({ objectId: 'B', updatedMs: 4 })]), { ...base, selection }),
    ).toHaveLength(1)
  })

  it('filters by object id or code, and by the least status', () => {
    const entries = [
      entry({ status: 'A' }),
      entry({ objectId: 'B', objectCode: 'b', status: 'V' }),
      entry({ objectId: 'C', objectCode: 'c' }),
    ]
    const ids = (change: Partial<RowsRequest>) =>
      readAll(rowsOf(entries), { ...base, ...change }).map(({ objectId }) => objectId)
    expect(ids({ objectIds: new Set(['A']), objectCodes: new Set(['c']) })).toEqual(['A', 'C'])
    expect(ids({ minStatus: 'V' })).toEqual(['A', 'B'])
    expect(ids({ minStatus: 'A' })).toEqual(['A'])
  })

  it('knows no class that the rows don’t have', () => {
    expect(readPage(rowsOf([]), { ...base, className: 'other' }, now)).toBeNull()
  })

  it.each([
    '',
    'nonsense',
    encodeCursor({ updatedMs: 1, objectId: 'A', daytime: '', number: '' }).slice(2),
    Buffer.from('[1]').toString('base64url'),
  ])('refuses the cursor %j', (text) => {
    expect(decodeCursor(text)).toBeNull()
  })
})
