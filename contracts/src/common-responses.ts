import { z } from 'zod'
import { Problem } from './problem.ts'
import { DayLabel, Instant } from './time.ts'
import { UnitSystem } from './units.ts'

/** The failures that every route behind authentication can answer; a route adds its own. */
export const commonProblems = {
  400: Problem,
  401: Problem,
  403: Problem,
  415: Problem,
  429: Problem,
  500: Problem,
  503: Problem,
} as const

/** The same for a route whose `stability` is `beta`: it may be declared before it is served. */
export const betaProblems = { ...commonProblems, 501: Problem } as const

/** Read what was known at this instant; the answer's `meta.asOf` repeats it. Left out: what is known now. */
export const asOfQuery = {
  asOf: Instant.optional().describe('Read what was known at this instant. Left out: what is known now.'),
}

export const unitSystemQuery = {
  unitSystem: UnitSystem.default('metric').describe('Units that numbers with a unit beside them are given in.'),
}

/** For answers about one production day. */
export const dayQuery = {
  day: DayLabel.optional().describe('The production day. Left out: the last whole one of each site.'),
}

/** A whole number that arrives as text in the address. */
export const countParameter = (min: number, max: number, byDefault: number) =>
  z.coerce.number<number>().int().min(min).max(max).default(byDefault)

/** A name that somebody outside chose, in an address or a body: printable, which is also what a store can hold. */
export const namedText = (lengthMax: number) =>
  z
    .string()
    .min(1)
    .max(lengthMax)
    .regex(/^[ -~\u00a0-\ud7ff\ue000-\ufffd]+$/)
