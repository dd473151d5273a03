import { addDays, listDays } from '@tieback/domain'
import { expect, it } from 'vitest'
import type { ProductionRow } from '../port.ts'
import { expectFlatMemory } from './flat-memory.ts'
import { collect, patience, type ProductionHarness, type ServedFigure } from './harness.ts'

const days = ['2024-03-11', '2024-03-12', '2024-03-13', '2024-03-14', '2024-03-15'] as const

/** What a table with odd rows must not bring about. Cases that its source can't show are left out by the harness. */
export function itReadsOddFigures(harness: () => ProductionHarness): void {
  async function serveAndRead(figures: readonly ServedFigure[]) {
    const served = await harness().serve?.(figures)
    if (served === undefined) return null
    const labels = figures.map(({ day }) => day).toSorted()
    const span = { from: labels[0] ?? '', to: addDays(labels.at(-1) ?? '', 1) }
    try {
      return await collect(served.source.production.readProduction({ days: span }, patience()))
    } finally {
      await served.dispose()
    }
  }

  it('gives each figure once whatever order the rows come in', async () => {
    const order = [2, 0, 4, 1, 3]
    const read = await serveAndRead(order.map((index) => ({ day: days[index] ?? '', value: 10 + index })))
    if (read === null) return
    expect(values(read.rows)).toEqual(days.map((day, index) => [day, 10 + index]))
  })

  it('gives a row that comes twice once', async () => {
    const [first, second] = days
    const read = await serveAndRead([first, second, second].map((day) => ({ day, value: 10 })))
    if (read === null) return
    expect(values(read.rows)).toEqual([
      [first, 10],
      [second, 10],
    ])
  })

  it('gives at most one of two rows that contradict each other, and says so where it gives none', async () => {
    const [first, second] = days
    const read = await serveAndRead([
      { day: first, value: 10 },
      { day: second, value: 20 },
      { day: second, value: 21 },
    ])
    if (read === null) return
    const rivals = read.rows.filter(({ day }) => day === second)
    expect(rivals.length).toBeLessThanOrEqual(1)
    if (rivals.length === 0) expect(read.reasons).toContain('ambiguous')
    expect(values(read.rows)).toContainEqual([first, 10])
  })

  it('reads on where a value changes its type, and takes no text for a number', async () => {
    const mixed = [10, 'shut in', 12, '#N/A', 14]
    const read = await serveAndRead(days.map((day, index) => ({ day, value: mixed[index] ?? null })))
    if (read === null) return
    const numbers = read.rows.flatMap(({ value }) => value ?? [])
    expect(numbers).toEqual([10, 12, 14])
    // What isn't a number is told of: as refused, or as a figure that is bad.
    expect(read.refused.length + read.rows.filter(({ quality }) => quality === 'bad').length).toBe(2)
  })

  it('gives nothing, not zero, where a cell is empty', async () => {
    const read = await serveAndRead(days.map((day, index) => ({ day, value: index === 1 ? null : 0 })))
    if (read === null) return
    const empty = read.rows.filter(({ day }) => day === days[1])
    expect(empty.every(({ value, quality }) => value === null && quality === 'missing')).toBe(true)
    expect(read.rows.filter(({ value }) => value === 0)).toHaveLength(days.length - 1)
  })

  it.each([
    ['23 hours', '2024-03-29'],
    ['25 hours', '2024-10-25'],
  ])('gives a day of %s, and those about it, once each', async (_what, from) => {
    const around = listDays(from, addDays(from, 4))
    const read = await serveAndRead(around.map((day, index) => ({ day, value: index + 1 })))
    if (read === null) return
    expect(values(read.rows)).toEqual(around.map((day, index) => [day, index + 1]))
  })

  it('keeps memory flat over a million figures', { timeout: 120_000 }, async () => {
    const figures = 1_000_000
    const endless = await harness().serveEndless?.(figures)
    if (endless === undefined) return
    const { source, days: span, heldBytesMax, dispose } = endless
    try {
      const pages = source.production.readProduction({ days: span }, AbortSignal.timeout(120_000))
      await expectFlatMemory(pages, figures, heldBytesMax)
    } finally {
      await dispose()
    }
  })
}

function values(rows: readonly ProductionRow[]): (readonly [day: string, value: number | null])[] {
  return rows.map(({ day, value }) => [day, value] as const).toSorted(([a], [b]) => a.localeCompare(b))
}
