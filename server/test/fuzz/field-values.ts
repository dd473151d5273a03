import { DayLabel, Instant, JobId, NodeId, SignalId, SourceId } from '@tieback/contracts'
import type { ListedRoute } from '@tieback/contracts/openapi'
import { arbitraryOf, type Choices, lineageOf } from '@tieback/contracts/testing'
import fc from 'fast-check'
import { idOf, now, oilSignalId } from '../small-field.ts'

const dayMs = 86_400_000

/** Before, while and after the field has facts. */
const fieldInstants = fc
  .integer({ min: -12 * dayMs, max: 2 * dayMs })
  .map((offset) => new Date(now.getTime() + offset).toISOString())

const nodesBelow: Readonly<Record<string, readonly string[]>> = {
  '/api/v1/assets/:id/performance': ['asset'],
  '/api/v1/hubs/': ['hub'],
  '/api/v1/facilities/': ['facility'],
  '/api/v1/wells/': ['V-31', 'V-32'],
  '': ['asset', 'hub', 'facility', 'V-31', 'V-32'],
}

/** Of the level that a route is about, where it is about one. */
function nodeIdsFor({ route }: ListedRoute): fc.Arbitrary<string> {
  const [, names = []] = Object.entries(nodesBelow).find(([path]) => route.path.startsWith(path)) ?? []
  return fc.constantFrom(...names.map(idOf))
}

/** Mostly what the field has, so that requests get past the door; else whatever the contract takes. */
const mostly = (fromField: fc.Arbitrary<unknown>, schema: Parameters<typeof arbitraryOf>[0]) =>
  fc.oneof({ weight: 4, arbitrary: fromField }, { weight: 1, arbitrary: arbitraryOf(schema) })

/** What only the running field can tell. */
export interface FieldFacts {
  /** When the last of the field's facts became known. */
  readonly knownAt: Date
  /** A job that can be tried again. */
  readonly failedJob: string
}

/** Ids and times of the small field that a route can mean, and for `asOf` the instants around which its facts became known. */
export function fieldValuesFor(listed: ListedRoute, { knownAt, failedJob }: FieldFacts): Choices {
  const aroundKnown = fc.constantFrom(-1, 0, 1).map((offset) => new Date(knownAt.getTime() + offset).toISOString())
  const instants = mostly(fieldInstants, Instant)
  const table = new Map<unknown, fc.Arbitrary<unknown>>([
    [NodeId, mostly(nodeIdsFor(listed), NodeId)],
    [SignalId, mostly(fc.constant(oilSignalId), SignalId)],
    [SourceId, mostly(fc.constantFrom('ec', 'pi'), SourceId)],
    [JobId, mostly(fc.constant(failedJob), JobId)],
    [Instant, instants],
    [
      DayLabel,
      mostly(
        fieldInstants.map((instant) => instant.slice(0, 10)),
        DayLabel,
      ),
    ],
  ])
  const asOf = fc.oneof({ weight: 3, arbitrary: aroundKnown }, { weight: 1, arbitrary: instants })
  return {
    supply: (schema, name) => {
      for (const link of lineageOf(schema)) {
        const values = link === Instant && name === 'asOf' ? asOf : table.get(link)
        if (values !== undefined) return values
      }
      return undefined
    },
  }
}
