import fc from 'fast-check'

/** `count` values; the same seed gives the same. */
export const sample = <Value>(values: fc.Arbitrary<Value>, seed: number, count: number): Value[] =>
  fc.sample(values, { seed, numRuns: count })

/** One value; the same seed gives the same. */
export function sampleOne<Value>(values: fc.Arbitrary<Value>, seed: number): Value {
  const [value] = sample(values, seed, 1)
  // Safe: one was asked for.
  return value as Value
}

/** The seed that a run was given, or the one that stands in the repository: what a change breaks, it breaks for everybody. */
export function seedOf(given: string | undefined, usual: number): number {
  const seed = given === undefined ? usual : Number(given)
  if (!Number.isInteger(seed)) throw new Error(`"${String(given)}" is not a seed: expected a whole number`)
  return seed
}
