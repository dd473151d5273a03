import { describe, expect, it } from 'vitest'
import type { DayRange, ProductionRequest, ProductionRow, SourceNode } from '../port.ts'
import { itIsADoor } from './door-cases.ts'
import { expectAborts } from './giving-up.ts'
import { collect, patience, type ProductionHarness, type ReadAll, useHarness } from './harness.ts'
import { itReadsOddFigures } from './odd-figures.ts'

/** What every source of production figures must do. The harness is made anew for each case. */
export function describeProductionSource(name: string, createHarness: () => Promise<ProductionHarness>): void {
  describe(`${name} as a source of production`, () => {
    const harness = useHarness(createHarness)
    itDiscoversNodes(harness)
    itReadsFigures(harness)
    itReadsChanges(harness)
    itReadsOddFigures(harness)
    itIsADoor(harness, () => readAll(harness()))
  })
}

const readFigures = ({ source }: ProductionHarness, request: ProductionRequest) =>
  collect(source.production.readProduction(request, patience()))

const readDays = async (harness: ProductionHarness, days: DayRange = harness.days) =>
  (await readFigures(harness, { days })).rows

function readAll({ source, days }: ProductionHarness): ReadAll {
  return async (signal) => {
    await collect(source.production.readProduction({ days }, signal))
    await collect(source.production.readDeferments({ days }, signal))
    await collect(source.production.readWellTests({ days }, signal))
  }
}

function itDiscoversNodes(harness: () => ProductionHarness): void {
  it('discovers a tree whose every parent is there and whose versions do not overlap', async () => {
    const { nodes, calendar } = await harness().source.discover(patience())
    const ids = new Set(nodes.map(({ objectId }) => objectId))
    expect(nodes.filter(({ parentObjectId }) => parentObjectId !== null && !ids.has(parentObjectId))).toEqual([])
    expect(calendar?.rules[0]?.validFrom).toBeNull()
    for (const versions of Map.groupBy(nodes, ({ objectId }) => objectId).values())
      expect(overlaps(versions)).toEqual([])
  })

  it('gives figures of nodes it discovered, each once, in the days asked for', async () => {
    const rows = await readDays(harness())
    const { from, to } = harness().days
    const ids = new Set((await harness().source.discover(patience())).nodes.map(({ objectId }) => objectId))
    expect(rows.length).toBeGreaterThan(0)
    expect(rows.filter(({ objectId }) => !ids.has(objectId))).toEqual([])
    expect(rows.filter(({ day }) => day < from || day >= to)).toEqual([])
    expect(new Set(rows.map(keyOf)).size).toBe(rows.length)
  })
}

function itReadsFigures(harness: () => ProductionHarness): void {
  it('gives each figure once over two ranges of days that meet', async () => {
    const { from, to } = harness().days
    const whole = await readDays(harness())
    const days = [...new Set(whole.map(({ day }) => day))].toSorted()
    const middle = days[Math.floor(days.length / 2)] ?? to
    const halves = [
      ...(await readDays(harness(), { from, to: middle })),
      ...(await readDays(harness(), { from: middle, to })),
    ]
    expect(days.length).toBeGreaterThan(2)
    expect(sortRows(halves)).toEqual(sortRows(whole))
  })

  it('gives null with quality missing or bad, and a number with any other', async () => {
    for (const { value, quality } of await readDays(harness())) {
      expect(value === null).toBe(quality === 'missing' || quality === 'bad')
    }
  })

  it('gives nothing for no days', async () => {
    const { from } = harness().days
    expect(await readDays(harness(), { from, to: from })).toEqual([])
  })

  it('gives the same figures however small its pages are', async () => {
    const paged = await readDays({ ...harness(), source: harness().smallPages })
    expect(sortRows(paged)).toEqual(sortRows(await readDays(harness())))
  })

  it('gives events and tests that end after they start', async () => {
    const { production } = harness().source
    const events = await collect(production.readDeferments({ days: harness().days }, patience()))
    const tests = await collect(production.readWellTests({ days: harness().days }, patience()))
    expect([...events.rows, ...tests.rows].filter(({ start, end }) => end !== null && end <= start)).toEqual([])
    expect(events.rows.filter(({ lossShare }) => lossShare < 0 || lossShare > 1)).toEqual([])
  })

  it('hears an abort before the first page and between pages', async () => {
    const { smallPages, days } = harness()
    await expectAborts((inner) => smallPages.production.readProduction({ days }, inner))
  })
}

function itReadsChanges(harness: () => ProductionHarness): void {
  it('gives what changed since an instant, that instant included', async () => {
    const { updatedTo } = await readFigures(harness(), { days: harness().days })
    expect(updatedTo).not.toBeNull()
    const since = updatedTo ?? new Date(Number.NaN)
    expect((await readFigures(harness(), { updatedSince: since })).rows.length).toBeGreaterThan(0)
    expect((await readFigures(harness(), { updatedSince: new Date('2999-01-01T00:00:00Z') })).rows).toEqual([])
  })

  it('takes its mark from the newest row, so that no clock but the source’s own decides what is new', async () => {
    const readSince = (since: Date | null) => readFigures(harness(), { updatedSince: since ?? new Date(Number.NaN) })
    const { updatedTo } = await readSince(new Date(0))
    expect((await readSince(updatedTo)).updatedTo).toEqual(updatedTo)
    const later = await readSince(new Date((updatedTo?.getTime() ?? 0) + 1_000))
    expect([later.rows, later.updatedTo]).toEqual([[], null])
  })
}

const keyOf = ({ objectId, day, quantity, measure }: ProductionRow) => `${objectId}/${day}/${quantity}/${measure}`

function sortRows(rows: readonly ProductionRow[]): ProductionRow[] {
  return rows.toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1))
}

function overlaps(versions: readonly SourceNode[]): SourceNode[] {
  const sorted = versions.toSorted((a, b) => (a.validFrom ?? '').localeCompare(b.validFrom ?? ''))
  return sorted.filter((version, index) => {
    const before = sorted[index - 1]
    return before !== undefined && (before.validTo === null || before.validTo > (version.validFrom ?? ''))
  })
}
