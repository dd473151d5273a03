import type { Mutation } from './mutation.ts'
import type { Operator } from './oracle.ts'

/** Every nth mutation of each operator, beginning at one that the seed picks: no operator is left out. */
export function sampleMutations(mutations: Iterable<Mutation>, nth: number, seed: number): Mutation[] {
  const seen = new Map<Operator, number>()
  const picked: Mutation[] = []
  for (const mutation of mutations) {
    const index = seen.get(mutation.operator) ?? 0
    seen.set(mutation.operator, index + 1)
    if (index === 0 || index % nth === seed % nth) picked.push(mutation)
  }
  return picked
}
