import { turnaroundCause } from './causes.ts'
import { hourMs, type DayTable } from './day-table.ts'
import type { FullRates } from './facility-day.ts'
import { gaussian, seedFor, uniform } from './noise.ts'
import type { OutageBook } from './outage-book.ts'
import type { Simulation } from './simulation.ts'
import type { Topology } from './topology.ts'

/** One edition of the plan: in force from a day until the next edition's day, known some weeks before. */
export interface PlanVersion {
  readonly number: number
  readonly name: string
  readonly fromDay: number
  readonly issuedMs: number
}

/** Volumes in m3 of one well and day. */
export type PlannedVolumes = FullRates

export interface Plan {
  /** Versions that speak of a day, oldest first: the one in force, and before it the one it replaced. */
  versionsFor(day: number): readonly PlanVersion[]
  /** The first day that no edition speaks of which was issued by an instant. */
  horizon(instantMs: number): number
  /** Whether an edition speaks of a well on a day. */
  knows(version: PlanVersion, well: number, day: number): boolean
  /** Null where the edition doesn't speak of the well. */
  volumes(version: PlanVersion, well: number, day: number): PlannedVolumes | null
}

/** First days of the first two editions, then of every one after: the second takes over in the middle of 400 days. */
const secondFrom = 190
const laterEvery = 240
const issuedDaysAhead = 20
/** What planners leave for breakdowns, as a share: less than breakdowns take, so typical days end below plan. */
const allowance = 0.993

const fromDayOf = (number: number): number => (number === 0 ? 0 : secondFrom + (number - 1) * laterEvery)

/** Plans made from the potentials of their first day and what planners believe about decline and shutdowns. */
export function createPlan(
  seed: number,
  topology: Topology,
  days: DayTable,
  simulation: Simulation,
  outages: OutageBook,
): Plan {
  function versionOf(number: number): PlanVersion {
    const fromDay = fromDayOf(number)
    const issuedMs = days.startMs(fromDay - issuedDaysAhead) + 5 * hourMs
    return { number, name: `${days.label(fromDay).slice(0, 4)}.${String(number + 1)}`, fromDay, issuedMs }
  }

  /** Share of a day that the yearly shutdown takes from a well by plan: its delays are in no plan. */
  function shutdownShare(well: number, day: number): number {
    outages.extendTo(day)
    const start = days.startMs(day)
    const end = days.startMs(day + 1)
    let downMs = 0
    for (const outage of outages.ofWell(well)) {
      if (outage.cause.code !== turnaroundCause.code || outage.plannedEndMs === null) continue
      downMs += Math.max(0, Math.min(end, outage.plannedEndMs) - Math.max(start, outage.startMs))
    }
    return downMs / (end - start)
  }

  /** A well drilled while an edition is in force isn't in it, unless the drilling was already agreed. */
  function knows(version: PlanVersion, well: number, day: number): boolean {
    const startDay = topology.wells[well]?.startDay ?? null
    return startDay === null || (startDay <= day && (startDay <= version.fromDay || well % 2 === 0))
  }

  return {
    knows,
    versionsFor(day) {
      const inForce = day < secondFrom ? 0 : 1 + Math.floor((day - secondFrom) / laterEvery)
      return inForce === 0 ? [versionOf(0)] : [versionOf(inForce - 1), versionOf(inForce)]
    },
    horizon(instantMs) {
      let number = 0
      while (versionOf(number + 1).issuedMs <= instantMs) number++
      return versionOf(number).issuedMs <= instantMs ? fromDayOf(number + 2) : 0
    },
    volumes(version, well, day) {
      const full = simulation.day(version.fromDay).full[well]
      if (full === undefined || !knows(version, well, day)) return null
      const years = (day - version.fromDay) / 365
      const decline = 0.07 + 0.06 * uniform(seedFor(seed, 'plan-decline'), well, version.number)
      const belief = 1 + 0.035 * gaussian(seedFor(seed, 'plan-belief'), well, version.number)
      const running = allowance * belief * (1 - shutdownShare(well, day)) * (days.hours(day) / 24)
      const declining = running * Math.exp(-decline * years)
      return {
        oil: full.oil * declining,
        gas: full.gas * declining,
        water: full.water * running,
        liftGas: full.liftGas * running,
        waterInjected: full.waterInjected * running,
        gasInjected: full.gasInjected * running,
      }
    },
  }
}
