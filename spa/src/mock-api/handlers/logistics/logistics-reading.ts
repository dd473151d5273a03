import type { Instant, LogisticsReading, LogisticsUnits, Meta, Quality, UnitSystem } from '@tieback/contracts'
import { rehearsalLagMs } from '../../field/source-plans.ts'
import type { TerminalPlan } from '../../field/logistics/plans.ts'
import { MockProblem } from '../../mock-problem.ts'
import type { MockWorld } from '../../mock-world.ts'
import { metaOf, openReading, type ReadingTime } from '../../reading/reading.ts'
import { type Shown, shownAs } from '../../reading/shown.ts'

/** How often gauges are read, ms. */
const gaugeEveryMs = 120_000

/** An answer about logistics while it is made. */
export interface LogisticsReadingOf {
  readonly world: MockWorld
  readonly time: ReadingTime
  readonly atMs: number
  readonly volume: Shown
  readonly rate: Shown
}

export function openLogistics(
  world: MockWorld,
  query: { readonly unitSystem: UnitSystem; readonly asOf?: string | undefined },
): LogisticsReadingOf {
  const time = openReading(world, query.asOf)
  return {
    world,
    time,
    atMs: time.asOf.getTime(),
    volume: shownAs('oil_production', query.unitSystem, 'volume'),
    rate: shownAs('oil_production', query.unitSystem, 'rate'),
  }
}

export const unitsOf = ({ volume, rate }: LogisticsReadingOf): LogisticsUnits => ({
  volume: volume.unit,
  rate: rate.unit,
})

export const toInstant = (ms: number): Instant => new Date(Math.round(ms)).toISOString()

/** When a terminal's gauges were last read: STALE's not for hours. Null for EMPTY: never. */
export function gaugedAt(
  { atMs }: LogisticsReadingOf,
  { name }: TerminalPlan,
): { ms: number; quality: Quality } | null {
  if (name === 'EMPTY') return null
  const isStale = name === 'STALE'
  const ms = Math.floor((atMs - (isStale ? rehearsalLagMs : 0)) / gaugeEveryMs) * gaugeEveryMs
  return { ms, quality: isStale ? 'stale' : 'good' }
}

/** A number as it was read; without a reading, what never was. */
export const readingOf = (reading: ReturnType<typeof gaugedAt>, value: number): LogisticsReading =>
  reading === null
    ? { value: null, at: null, quality: 'missing' }
    : { value, at: toInstant(reading.ms), quality: reading.quality }

/** Metadata of an answer about these terminals: no production day, and no share of something expected. */
export const logisticsMeta = ({ world, time }: LogisticsReadingOf, plans: readonly TerminalPlan[]): Meta =>
  metaOf(world, time, {
    nodes: plans.flatMap(({ suppliedBy }) => world.field.tree.rows.filter(({ name }) => name === suppliedBy)),
    restsOn: ['logistics'],
    day: null,
  })

/** The node that a terminal's oil comes from. */
export function supplierOf({ field }: MockWorld, { suppliedBy }: TerminalPlan) {
  const node = field.tree.rows.find(({ name }) => name === suppliedBy)
  if (node === undefined) throw new RangeError(`the field has no node ${suppliedBy}`)
  return node
}

export const notFound = (what: string): MockProblem =>
  new MockProblem('not-found', `There is no ${what} that you can see.`)
