import type { Mutation } from './mutation.ts'
import { testify } from './witness.ts'

/** What values said of the oracle. */
export interface TestimonyScore {
  /** Mutations and sides that values were asked about. */
  readonly asked: number
  /** Said to break by values. */
  readonly claimed: number
  /** Of those, shown by a value. */
  readonly proved: number
  readonly unproved: readonly string[]
  /** Said not to break, and a value shows that it does. */
  readonly refuted: readonly string[]
}

/** Asks values about each mutation. */
export function scoreTestimonies(mutations: readonly Mutation[]): TestimonyScore {
  const testimonies = mutations.flatMap((mutation) => [...testify(mutation)])
  const claimed = testimonies.filter(({ isClaimed }) => isClaimed)
  const nameOf = ({ mutation, side }: (typeof testimonies)[number]) =>
    `${mutation.operator} (${side}) ${mutation.place}`
  const unproved = claimed.filter(({ witness }) => witness === undefined).map(nameOf)
  return {
    asked: testimonies.length,
    claimed: claimed.length,
    proved: claimed.length - unproved.length,
    unproved,
    refuted: testimonies.filter(({ isRefuted }) => isRefuted).map(nameOf),
  }
}
