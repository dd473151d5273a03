import type { DayLabel, Measure, Quality, Quantity, RecordStatus } from '@tieback/contracts'
import {
  addDays,
  dayBounds,
  daysBetween,
  deferByWell,
  firstOfMonth,
  lastWholeDay,
  listDays,
  type NodeFact,
  rollUpTree,
} from '@tieback/domain'
import { flowFactsOf } from './facility-flow.ts'
import { listVersions, settledAfterMs, versionAt } from './fact-versions.ts'
import type { Field } from './field.ts'
import type { FieldNode } from './node-tree.ts'
import { between, chance } from './random.ts'
import type { WellDay } from './well-day.ts'
import { potentialOf, type WellProfile, wellProfile } from './well-profile.ts'

/** One figure of one node on one day, in canonical units. */
export interface Fact extends NodeFact {
  readonly day: DayLabel
  readonly origin: 'source' | 'computed'
}

/** A day once it is worked out. */
interface KnownDay {
  readonly facts: readonly Fact[]
  /** Allocated volumes by node and quantity: what is asked for most, over the longest ranges. */
  readonly allocated: ReadonlyMap<string, number | null>
}

/** Days that are kept once worked out: more than the history, twice. */
const daysKeptMax = 900
const hourMs = 3_600_000
const planShare = 0.965

/** The figures of the field, worked out when they are first asked for; nothing but seed, day and knowledge time goes in. */
export class ProductionFacts {
  readonly #field: Field
  readonly #profiles: ReadonlyMap<string, WellProfile>
  readonly #deferred = new Map<string, ReadonlyMap<DayLabel, number>>()
  readonly #days = new Map<string, KnownDay>()

  constructor(field: Field) {
    this.#field = field
    const wells = field.tree.rows.filter(({ kind }) => kind === 'well')
    this.#profiles = new Map(wells.map((well) => [well.id, wellProfile(field.seed, well)]))
  }

  /** Of [from, to), what was known at an instant; parents included. Days outside of the history have no facts. */
  read(from: DayLabel, to: DayLabel, asOf: Date): Fact[] {
    const { firstDay, calendar } = this.#field
    const end = addDays(lastWholeDay(calendar, asOf), 1)
    const days = listDays(from < firstDay ? firstDay : from, to < end ? to : end)
    return days.flatMap((day) => this.#ofDay(day, asOf).facts)
  }

  /** What was allocated to a node on each day of [from, to), in canonical units; null where nothing was. */
  readAllocated(nodeId: string, quantity: Quantity, from: DayLabel, to: DayLabel, asOf: Date): (number | null)[] {
    const { firstDay, calendar } = this.#field
    const lastDay = lastWholeDay(calendar, asOf)
    return listDays(from, to).map((day) =>
      day < firstDay || day > lastDay ? null : (this.#ofDay(day, asOf).allocated.get(`${nodeId} ${quantity}`) ?? null),
    )
  }

  profileOf(wellId: string): WellProfile {
    const profile = this.#profiles.get(wellId)
    if (profile === undefined) throw new RangeError(`${wellId} is not a well of this field`)
    return profile
  }

  /** A well's day and every word that was said of it. */
  wellDay(well: FieldNode, day: DayLabel, asOf: Date): WellDay {
    const { seed, calendar, firstDay } = this.#field
    const profile = this.profileOf(well.id)
    const { start, end } = dayBounds(calendar, day)
    // A day of 23 or 25 hours delivers as much less or more.
    const dayShare = (end.getTime() - start.getTime()) / (24 * hourMs)
    const potential = potentialOf(profile, daysBetween(firstDay, day)) * dayShare
    const deferredShare = this.#deferredShareOf(well, day)
    // What no event explains: meters, back pressure, a choke that somebody turned.
    const unexplained = between(0.002, 0.035, seed, 'unexplained', well.id, day)
    const version = versionAt(listVersions(seed, well, day, end.getTime()), asOf.getTime())
    return {
      well,
      profile,
      day,
      hours: 24 * dayShare,
      potential,
      plan: potentialOf(profile, daysBetween(firstDay, firstOfMonth(day))) * planShare * dayShare,
      settled: potential * (1 - deferredShare) * (1 - unexplained),
      deferredShare,
      version,
      quality: qualityOf(seed, well, day),
    }
  }

  #ofDay(day: DayLabel, asOf: Date): KnownDay {
    const { tree, calendar } = this.#field
    const isSettled = asOf.getTime() - dayBounds(calendar, day).end.getTime() > settledAfterMs
    // Everything that is ever said of a day is said at whole hours.
    const key = `${day} ${isSettled ? 'settled' : Math.floor(asOf.getTime() / hourMs)}`
    const known = this.#days.get(key)
    if (known !== undefined) return known
    const wellDays = tree.rows.flatMap((row) => (row.kind === 'well' ? [this.wellDay(row, day, asOf)] : []))
    const stated = [...wellDays.flatMap(factsOfWell), ...flowFactsOf(tree, wellDays)]
    const computed = rollUpTree(tree.linksBelow(null), stated)
    const facts = [
      ...stated.map((fact): Fact => ({ ...fact, day, origin: 'source' })),
      ...computed.map((fact): Fact => ({ ...fact, day, origin: 'computed' })),
    ]
    const allocated = facts.filter(({ measure }) => measure === 'allocated')
    const worked = {
      facts,
      allocated: new Map(allocated.map(({ nodeId, quantity, value }) => [`${nodeId} ${quantity}`, value])),
    }
    if (this.#days.size >= daysKeptMax) this.#days.delete(this.#days.keys().next().value ?? '')
    this.#days.set(key, worked)
    return worked
  }

  #deferredShareOf(well: FieldNode, day: DayLabel): number {
    const known = this.#deferred.get(well.id) ?? this.#deferWell(well)
    this.#deferred.set(well.id, known)
    return known.get(day) ?? 0
  }

  /** What events took of each day of the history and of the weeks ahead, as shares of the potential. */
  #deferWell(well: FieldNode): ReadonlyMap<DayLabel, number> {
    const { tree, events, calendar, firstDay } = this.#field
    const above = tree.pathOf(well).map(({ id }) => id)
    const lastEnd = Math.max(...events.map(({ end }) => end.getTime()))
    const days = listDays(firstDay, addDays(lastWholeDay(calendar, new Date(lastEnd)), 1))
    const wellDays = days.map((day) => ({ wellId: well.id, above, day, ...dayBounds(calendar, day), potential: 1 }))
    const nodes = new Set([well.id, ...above])
    const own = events.filter(({ nodeId }) => nodes.has(nodeId))
    const shares = new Map<DayLabel, number>()
    for (const { day, deferred } of deferByWell(own, wellDays, new Date(lastEnd))) {
      shares.set(day, Math.min(1, (shares.get(day) ?? 0) + deferred))
    }
    return shares
  }
}

function qualityOf(seed: number, well: FieldNode, day: DayLabel): Quality {
  if (well.name.startsWith('STALE')) return 'stale'
  const drawn = chance(seed, 'quality', well.id, day)
  if (drawn < 0.01) return 'estimated'
  return drawn < 0.015 ? 'substituted' : 'good'
}

const factOf = (
  nodeId: string,
  quantity: Quantity,
  measure: Measure,
  value: number | null,
  quality: Quality,
  status: RecordStatus | null,
): NodeFact => ({ nodeId, quantity, measure, value, quality, status, coverage: null })

function factsOfWell({
  well,
  profile,
  hours,
  potential,
  plan,
  settled,
  deferredShare,
  version,
  quality,
}: WellDay): NodeFact[] {
  if (well.name.startsWith('EMPTY')) return []
  const share = version?.share ?? null
  const phases = [[profile.main, 1] as const, ...(Object.entries(profile.ratios) as [Quantity, number][])]
  const volumes = phases.flatMap(([quantity, ratio]) => [
    factOf(well.id, quantity, 'potential', potential * ratio, 'estimated', 'approved'),
    factOf(well.id, quantity, 'plan', plan * ratio, 'estimated', 'approved'),
    share === null
      ? factOf(well.id, quantity, 'allocated', null, 'missing', null)
      : factOf(well.id, quantity, 'allocated', settled * ratio * share, quality, version?.status ?? null),
  ])
  const gauge = (quantity: Quantity, value: number): NodeFact =>
    factOf(well.id, quantity, 'measured', value, 'good', version?.status ?? null)
  return [
    ...volumes,
    gauge('on_stream_hours', hours * (1 - deferredShare)),
    gauge('choke', profile.chokePercent * (1 - deferredShare)),
    gauge('wellhead_pressure', profile.wellheadPressureBar * (1 + 0.15 * deferredShare)),
    gauge('wellhead_temperature', profile.wellheadTemperatureC * (1 - 0.5 * deferredShare)),
  ]
}
