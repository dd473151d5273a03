import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isPlainRecordedSet } from './plain-values.ts'
import { AnyRecordedStreamSet, RecordedStreamSet } from './wire.ts'

const anything = fc.oneof(
  fc.constantFrom(null, undefined, true, 7, 'text', [], {}),
  fc.constant([{ FieldName: 'Value', Message: ['broken'] }]),
  fc.constant({ Errors: ['gone'], StatusCode: 404 }),
  fc.double(),
)
const nearly = <Value>(good: fc.Arbitrary<Value>) =>
  fc.oneof({ weight: 12, arbitrary: good }, { weight: 1, arbitrary: anything })
const maybe = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: undefined })

const value = fc.record(
  {
    Timestamp: nearly(fc.constant('2024-03-14T08:00:00Z')),
    Value: fc.oneof(
      fc.double(),
      fc.string(),
      fc.record({ Name: fc.string(), Value: fc.nat(), IsSystem: fc.boolean() }),
    ),
    Good: nearly(fc.boolean()),
    Questionable: nearly(maybe(fc.boolean())),
    Substituted: nearly(maybe(fc.boolean())),
    Errors: nearly(fc.constantFrom(undefined, null)),
    Annotated: anything,
  },
  { requiredKeys: [] },
)
const stream = fc.record(
  {
    WebId: nearly(maybe(fc.string())),
    Name: nearly(maybe(fc.string())),
    Path: nearly(maybe(fc.string())),
    Errors: nearly(fc.constant(undefined)),
    WebException: nearly(fc.constantFrom(undefined, null)),
    Items: nearly(fc.array(nearly(value), { maxLength: 4 })),
  },
  { requiredKeys: [] },
)
const body = nearly(fc.record({ Items: nearly(fc.array(nearly(stream), { maxLength: 3 })) }, { requiredKeys: [] }))

/** Keys that the schema knows. */
function known(given: unknown): unknown {
  return AnyRecordedStreamSet.parse(given)
}

describe('a stream set taken as it is', () => {
  it('is one that the schema would give back unchanged', () => {
    fc.assert(
      fc.property(body, (given) => {
        if (!isPlainRecordedSet(given)) return
        const parsed = AnyRecordedStreamSet.safeParse(given)
        expect(parsed.success).toBe(true)
        expect(known(given)).toEqual(known(parsed.data))
      }),
      { numRuns: 3_000 },
    )
  })

  it('is accepted and refused as by the schema, with the same place named', () => {
    let refused = 0
    fc.assert(
      fc.property(body, (given) => {
        const [quick, whole] = [RecordedStreamSet.safeParse(given), AnyRecordedStreamSet.safeParse(given)]
        expect(quick.success).toBe(whole.success)
        expect(quick.error?.issues.map(({ path }) => path)).toEqual(whole.error?.issues.map(({ path }) => path))
        if (!whole.success) refused += 1
      }),
      { numRuns: 3_000 },
    )
    expect(refused).toBeGreaterThan(500)
  })

  it('is every one without a fault in it, which is what an archive sends', () => {
    const items = [{ Timestamp: '2024-03-14T08:00:00Z', Value: 7, Good: true, Questionable: false, Substituted: false }]
    expect(isPlainRecordedSet({ Items: [{ WebId: 'P1', Name: 'A', Path: 'B', Items: items }] })).toBe(true)
    expect(isPlainRecordedSet({ Items: [{ WebId: 'P1', Items: items, Errors: ['gone'] }] })).toBe(false)
    expect(isPlainRecordedSet({ Items: [{ Items: [{ ...items[0], Errors: [{ Message: ['x'] }] }] }] })).toBe(false)
  })
})
