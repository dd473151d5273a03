import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect } from 'vitest'
import type { Page } from '../port.ts'

/** Rows between two looks at the memory. */
const rowsPerLook = 100_000

/** Most that memory may grow from the first look to any later one: some pages under way, and the noise of a test run. */
const growthBytesMax = 24_000_000

/**
 * Reads to the end and keeps nothing: what is in use must not grow with what has passed.
 *
 * heldBytesMax  what the source remembers of one reading, where that is bounded but reached late
 */
export async function expectFlatMemory(
  pages: AsyncIterable<Page<unknown>>,
  rowsMin: number,
  heldBytesMax = 0,
): Promise<void> {
  const collectGarbage = findGarbageCollector()
  const inUse = () => {
    collectGarbage()
    const { heapUsed, arrayBuffers } = process.memoryUsage()
    return heapUsed + arrayBuffers
  }
  const looks: number[] = []
  let rows = 0
  let nextLook = rowsPerLook
  for await (const page of pages) {
    rows += page.rows.length
    expect(page.refused).toHaveLength(0)
    if (rows < nextLook) continue
    looks.push(inUse())
    nextLook += rowsPerLook
  }
  expect(rows).toBeGreaterThanOrEqual(rowsMin)
  expect(Math.max(...looks) - (looks[0] ?? 0)).toBeLessThan(growthBytesMax + heldBytesMax)
}

/** Node shows it to a context made after the flag was set. */
function findGarbageCollector(): () => void {
  setFlagsFromString('--expose-gc')
  return runInNewContext('gc') as () => void
}
