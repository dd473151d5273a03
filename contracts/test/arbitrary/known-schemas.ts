import fc from 'fast-check'
import type { z } from 'zod'
import { DayLabel, ImoNumber, Instant } from '../../src/index.ts'

/** The first and last instant and day that the contract takes: where a mistake by one shows. */
const instantEdges = ['1899-12-30T00:00:00Z', '1899-12-30T00:00:00.000Z', '2201-01-02T23:59:59.999Z']
const dayEdges = ['1900-01-01', '2200-12-31', '2024-02-29', '2000-02-29']

const instants = fc
  .date({ min: new Date('1900-01-01T00:00:00Z'), max: new Date('2200-12-31T23:59:59Z'), noInvalidDate: true })
  .map((date) => date.toISOString())

/** Written with as few and as many digits of a second as anybody does. */
const instantTexts = fc.oneof(
  { weight: 6, arbitrary: instants },
  { weight: 1, arbitrary: instants.map((text) => text.replace(/\.\d+Z$/, 'Z')) },
  { weight: 1, arbitrary: instants.map((text) => text.replace(/Z$/, '456Z')) },
  { weight: 1, arbitrary: fc.constantFrom(...instantEdges) },
)

const dayTexts = fc.oneof(
  { weight: 6, arbitrary: instants.map((text) => text.slice(0, 10)) },
  { weight: 1, arbitrary: fc.constantFrom(...dayEdges) },
)

const weights = [7, 6, 5, 4, 3, 2]

const imoNumbers = fc.integer({ min: 0, max: 999_999 }).map((number) => {
  const digits = String(number).padStart(6, '0')
  return digits + String(weights.reduce((sum, weight, place) => sum + weight * Number(digits[place]), 0) % 10)
})

/** Values of schemas whose rules are code, from which nothing can be derived. */
const known = new Map<z.core.$ZodType, fc.Arbitrary<unknown>>([
  [Instant, instantTexts],
  [DayLabel, dayTexts],
  [ImoNumber, imoNumbers],
])

/** A schema and what it was made from: `.describe()` gives a new one with the same rules. */
export function* lineageOf(schema: z.core.$ZodType): Generator<z.core.$ZodType> {
  for (let link: z.core.$ZodType | undefined = schema; link !== undefined; link = link._zod.parent) {
    yield link
    // What was made with one more rule is another schema than what it was made from.
    if (checksOf(link).length !== checksOf(link._zod.parent).length) return
  }
}

const checksOf = (schema: z.core.$ZodType | undefined): readonly unknown[] => schema?._zod.def.checks ?? []

/** The values of a schema of the table; undefined for any other. */
export function findKnown(schema: z.core.$ZodType): fc.Arbitrary<unknown> | undefined {
  for (const link of lineageOf(schema)) {
    const values = known.get(link)
    if (values !== undefined) return values
  }
  return undefined
}
