import { hourMs, type DayTable } from './day-table.ts'
import { gaussian, hashOf, seedFor, uniform } from './noise.ts'
import type { FieldDay, Simulation } from './simulation.ts'
import { datedValue, type Well } from './well.ts'
import { pressuresAt } from './well-model.ts'

/** Rates in m3/d, pressure bar gauge, choke % open. Of a test that didn't come about, only the plan is there. */
export interface FieldWellTest {
  readonly number: number
  readonly well: number
  readonly day: number
  readonly startMs: number
  readonly endMs: number
  readonly result: {
    readonly oil: number
    readonly gas: number
    readonly water: number
    readonly choke: number
    readonly wellheadPressure: number
    readonly isAccepted: boolean
    /** When somebody looked at the test and took or refused it. */
    readonly decidedMs: number
    /** First day whose figures rest on it; null when refused. */
    readonly validFromDay: number | null
  } | null
}

const everyDays = 42
/** A test older than this says nothing about a well any more. */
const lookBackDays = 250

/** How long before its start a test is announced, in days. */
export const testAnnouncedDays = 7

export interface WellTests {
  /** Tests of a well that start on the days [from, to), oldest first. */
  list(well: number, from: number, to: number): FieldWellTest[]
  /** The test that a day's theoretical volumes rest on; null before the first accepted one. */
  validOn(well: number, day: number): FieldWellTest | null
}

function wellAt(wells: readonly Well[], index: number): Well {
  const well = wells[index]
  if (well === undefined) throw new RangeError(`there is no well ${String(index)}`)
  return well
}

function isUnrestrained(today: FieldDay, well: Well, day: number, startMs: number, endMs: number): boolean {
  const facilityDay = today.facilities[datedValue(well.facilities, day)]
  const place = facilityDay?.wells.indexOf(well.index) ?? -1
  if (facilityDay === undefined || place < 0) return false
  return facilityDay.shares.every((shares, index) => {
    const isTouched = (facilityDay.cuts[index] ?? 0) < endMs && (facilityDay.cuts[index + 1] ?? 0) > startMs
    return !isTouched || (shares[place] ?? 0) > 0.97
  })
}

/** Tests of every producer about every six weeks; a well that is down or restrained isn't tested that time. */
export function createWellTests(
  seed: number,
  wells: readonly Well[],
  days: DayTable,
  simulation: Simulation,
): WellTests {
  const held = new Map<number, FieldWellTest>()
  const offsetSeed = seedFor(seed, 'test-offset')
  const firstDay = (well: Well): number => hashOf(offsetSeed, well.index) % everyDays

  function resultOf(well: Well, day: number): FieldWellTest['result'] {
    const today = simulation.day(day)
    const full = today.full[well.index]
    const conditions = today.conditions[well.index]
    if (full === undefined || conditions === undefined) return null
    const isAccepted = uniform(seedFor(seed, 'test-accepted'), well.index, day) > 0.06
    // A refused test was refused for a reason: its figures are far off.
    const error = (use: string): number =>
      1 + (isAccepted ? 0.015 : 0.16) * gaussian(seedFor(seed, use), well.index, day)
    const rate = today.mainRates[well.index] ?? 0
    return {
      oil: full.oil * error('test-oil'),
      gas: full.gas * error('test-gas'),
      water: full.water * error('test-water'),
      choke: 100 * (today.openings[well.index] ?? 0),
      wellheadPressure: pressuresAt(well.model, conditions, rate).wellhead,
      isAccepted,
      decidedMs: days.startMs(day + 3) + 5 * hourMs + (well.index % 50) * 60_000,
      validFromDay: isAccepted ? day + 3 : null,
    }
  }

  function testOn(well: Well, day: number): FieldWellTest {
    const number = well.index * 10_000 + day
    const known = held.get(number)
    if (known !== undefined) return known
    const startMs = days.startMs(day) + (2 + (hashOf(seedFor(seed, 'test-hour'), well.index, day) % 4)) * hourMs
    const endMs = startMs + (6 + (well.index % 5)) * hourMs
    const result = isUnrestrained(simulation.day(day), well, day, startMs, endMs) ? resultOf(well, day) : null
    const test = { number, well: well.index, day, startMs, endMs, result }
    held.set(number, test)
    return test
  }

  function* daysOf(well: Well, from: number, to: number): Generator<number> {
    const first = firstDay(well)
    const skipped = Math.max(0, Math.ceil((from - first) / everyDays))
    for (let day = first + skipped * everyDays; day < to; day += everyDays) {
      if ((well.startDay ?? 0) <= day) yield day
    }
  }

  return {
    list(index, from, to) {
      const well = wellAt(wells, index)
      if (!well.kind.endsWith('producer')) return []
      return [...daysOf(well, from, to)].map((day) => testOn(well, day))
    },
    validOn(index, day) {
      const well = wellAt(wells, index)
      const first = firstDay(well)
      if (!well.kind.endsWith('producer') || day < first) return null
      const started = Math.max(0, well.startDay ?? 0)
      const latest = first + Math.floor((day - first) / everyDays) * everyDays
      for (let testDay = latest; testDay >= Math.max(started, day - lookBackDays); testDay -= everyDays) {
        const test = testOn(well, testDay)
        if ((test.result?.validFromDay ?? Infinity) <= day) return test
      }
      return null
    },
  }
}
