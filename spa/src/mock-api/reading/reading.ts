import type { Coverage, DayLabel, Meta, SourceState } from '@tieback/contracts'
import { addDays, daysBetween, productionDay, productionDayOf } from '@tieback/domain'
import type { FieldNode, Namespace } from '../field/node-tree.ts'
import { listSourceStates } from '../field/field-sources.ts'
import { MockProblem } from '../mock-problem.ts'
import type { MockWorld } from '../mock-world.ts'

/** Below this share of the expected a figure is refused, 0..1. */
export const coverageMin = 0.5

const daysByDefault = 30

/** The two times that one answer is held to. */
export interface ReadingTime {
  /** Only what was known at this instant is read, and "now" is counted from it. */
  readonly asOf: Date
  /** The caller asked for this instant: the same bytes must come for ever. */
  readonly isFrozen: boolean
}

/** Opens a read. Throws as-of-in-the-future. */
export function openReading(world: MockWorld, requested: string | undefined): ReadingTime {
  const now = world.now()
  if (requested === undefined) return { asOf: now, isFrozen: false }
  const asOf = new Date(requested)
  if (asOf > now) {
    const errors = [{ path: 'query.asOf', message: `Must not be later than ${now.toISOString()}` }]
    throw new MockProblem('as-of-in-the-future', 'Leave asOf out to read what is known now.', { errors })
  }
  return { asOf, isFrozen: true }
}

export interface DayRange {
  readonly from: DayLabel
  /** Exclusive. */
  readonly to: DayLabel
}

/** The range asked for; up to the day that is running, 30 days back. Throws where it is empty or too long. */
export function resolveRange(
  { field }: MockWorld,
  { asOf }: ReadingTime,
  query: { readonly from?: DayLabel | undefined; readonly to?: DayLabel | undefined },
  daysMax: number,
): DayRange {
  const to = query.to ?? productionDayOf(field.calendar, asOf)
  const from = query.from ?? addDays(to, -daysByDefault)
  if (from >= to) {
    const errors = [{ path: 'query.from', message: `expected a day before ${to}` }]
    throw new MockProblem('invalid-request', `The range from ${from} to ${to} (exclusive) holds no day.`, { errors })
  }
  const days = daysBetween(from, to)
  if (days > daysMax) {
    throw new MockProblem(
      'range-too-long',
      `${days} days asked for, ${daysMax} at most. Ask for less, or for coarser steps.`,
    )
  }
  return { from, to }
}

export type SourceGift = 'production' | 'series' | 'logistics'

export interface MetaParts {
  readonly nodes: readonly FieldNode[]
  /** What the answer was made of. */
  readonly restsOn: readonly SourceGift[]
  readonly day: DayLabel | null
  readonly coverage?: Coverage | null
  readonly provisional?: boolean
}

/** The sources that speak of these nodes and give what an answer is made of. */
export function sourcesOf(
  world: MockWorld,
  { asOf }: ReadingTime,
  { nodes, restsOn }: Pick<MetaParts, 'nodes' | 'restsOn'>,
): SourceState[] {
  const namespaces = new Set<Namespace>(nodes.map(({ namespace }) => namespace))
  return listSourceStates(asOf)
    .filter(({ namespace, gift }) => namespaces.has(namespace) && gift !== null && restsOn.includes(gift))
    .map(({ state }) => state)
}

/** What a reader needs to trust an answer. */
export const metaOf = (world: MockWorld, time: ReadingTime, parts: MetaParts): Meta => ({
  asOf: time.asOf.toISOString(),
  productionDay: parts.day === null ? null : productionDay(world.field.calendar, parts.day),
  sources: sourcesOf(world, time, parts),
  coverage: parts.coverage ?? null,
  provisional: parts.provisional ?? false,
})
