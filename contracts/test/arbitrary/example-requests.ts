import fc from 'fast-check'
import type { z } from 'zod'
import { DayLabel, Instant } from '../../src/index.ts'
import type { ListedRoute } from '../../src/openapi/list-routes.ts'
import { lineageOf } from './known-schemas.ts'
import { requestsOf, type RouteRequest } from './requests.ts'
import { rulesOf } from './rules.ts'
import { sampleOne } from './seeded.ts'

/** Any number does; it stays the same, so that the examples do. */
const exampleSeed = 7

/** Hours of one year, in place of all that the contract takes. */
const ordinaryInstants = fc
  .integer({ min: 0, max: 365 * 24 - 1 })
  .map((hour) => new Date(Date.UTC(2025, 0, 1, hour)).toISOString())

function ordinaryText(schema: z.core.$ZodType): fc.Arbitrary<string> | undefined {
  const { patterns, lengthMin, lengthMax } = rulesOf(schema)
  if (patterns.length > 0) return undefined
  return fc.constant('example'.padEnd(lengthMin, '-').slice(0, lengthMax))
}

/** Small where small is allowed, as counts and versions are; else in the middle of what is. */
function ordinaryNumber(schema: z.core.$ZodType): fc.Arbitrary<number> {
  const { isInteger, min, max } = rulesOf(schema)
  const least = Math.max(min.value, 0)
  if (isInteger) return fc.integer({ min: least + 1, max: Math.min(max.value, least + 9) })
  return fc.constant(Number.isFinite(max.value) ? (least + max.value) / 2 : least + 1)
}

/** What a person would send, in place of the oddest that fits. */
function ordinaryValues(schema: z.core.$ZodType): fc.Arbitrary<unknown> | undefined {
  const isOrWas = (named: z.core.$ZodType) => lineageOf(schema).some((link) => link === named)
  if (isOrWas(Instant)) return ordinaryInstants
  if (isOrWas(DayLabel)) return ordinaryInstants.map((instant) => instant.slice(0, 10))
  const { type } = schema._zod.def
  if (type === 'string') return ordinaryText(schema)
  return type === 'number' ? ordinaryNumber(schema) : undefined
}

/**
 * A request that a route takes, with only what has to be in it: the same each time, until the route's schemas change.
 * Its ids have the right shape, and nothing has them.
 */
export const exampleRequestOf = (listed: ListedRoute): RouteRequest =>
  sampleOne(requestsOf(listed, { isMinimal: true, supply: ordinaryValues }), exampleSeed)
