import { expect } from 'vitest'
import type { QuantileColumns } from '../src/index.ts'

/** As equal as rounded figures can be; a missing one equals nothing. */
export const closeTo = (value: number | null | undefined, digits = 3): unknown =>
  expect.closeTo(value ?? Number.NaN, digits)

export const sum = (values: readonly (number | null)[]): number =>
  values.reduce<number>((total, value) => total + (value ?? 0), 0)

export const noColumns: QuantileColumns = { levels: [], values: [] }

/** Expects a column of the right length for each level, and no level above a higher one at any step. */
export function expectNoCrossing({ levels, values }: QuantileColumns, stepCount: number): void {
  expect(levels).not.toStrictEqual([])
  expect(levels).toStrictEqual(levels.toSorted((a, b) => a - b))
  expect(values.map((column) => column.length)).toStrictEqual(levels.map(() => stepCount))
  for (let step = 0; step < stepCount; step++) {
    const rising = values.flatMap((column) => column[step] ?? [])
    expect(rising).toStrictEqual(rising.toSorted((a, b) => a - b))
  }
}
