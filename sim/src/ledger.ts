import type { Phase } from './allocation.ts'
import { hourMs, type DayTable } from './day-table.ts'
import { gaussian, hashOf, seedFor, uniform } from './noise.ts'
import type { Topology } from './topology.ts'

export type RecordStatus = 'P' | 'V' | 'A'

/** How final a revision's figures are. `none`: the row was made ready for the day and nothing is in it yet. */
export type Stage = 'none' | 'provisional' | 'checked' | 'final'

/** One state of a facility's rows for one day in the system of record, from `atMs` until the next revision. */
export interface Revision {
  readonly atMs: number
  readonly number: number
  readonly status: RecordStatus
  readonly stage: Stage
  readonly note: string | null
}

/** Who wrote what about a day, and when. Everything follows from the day: nothing is remembered. */
export interface Ledger {
  /** Revisions of a well's or (well null) the facility's own rows for a day, oldest first. */
  revisions(facility: number, well: number | null, day: number): readonly Revision[]
  /** The revision that somebody saw who looked at an instant; null before the row was there. */
  seen(facility: number, well: number | null, day: number, instantMs: number): Revision | null
  /** What a figure of a stage is multiplied with: 1 once it is final. */
  correction(facility: number, day: number, phase: Phase | 'injection', stage: Stage): number
}

/** Days after its own that a day may still be re-allocated; with the approval after it nothing older ever changes. */
export const restatedAfterDays = 9
/** After so many days no revision of a day is still to come. */
export const settledAfterDays = restatedAfterDays + 2

/**
 * The daily cycle: rows are made empty as the day starts, filled soon after it has ended (06:08 to 06:55 at the site),
 * verified before the evening, approved two days later. Each day one hub has the day nine days back re-allocated.
 */
export function createLedger(seed: number, topology: Topology, days: DayTable): Ledger {
  const held = new Map<number, readonly Omit<Revision, 'number'>[]>()
  const lateSeed = seedFor(seed, 'late-well')
  const draw = (use: string, facility: number, day: number): number => uniform(seedFor(seed, use), facility, day)
  const wholeSecond = (ms: number): number => Math.round(ms / 1_000) * 1_000

  const isRestated = (facility: number, day: number): boolean =>
    topology.facilities[facility]?.hub === (day + restatedAfterDays) % topology.hubs.length

  function* eventsOf(facility: number, day: number): Generator<Omit<Revision, 'number'>> {
    const at = (daysLater: number, hours: number, use: string, spreadHours: number): number =>
      wholeSecond(days.startMs(day + daysLater) + (hours + spreadHours * draw(use, facility, day)) * hourMs)
    const checked: Stage = isRestated(facility, day) ? 'checked' : 'final'
    yield { atMs: at(0, 2 / 60, 'made', 0.02), status: 'P', stage: 'none', note: null }
    // Now and then the morning's import fails and the day stays empty until somebody looks.
    if (draw('import', facility, day) > 0.015) {
      yield { atMs: at(1, 8 / 60, 'provisional', 45 / 60), status: 'P', stage: 'provisional', note: null }
    }
    yield { atMs: at(1, 4.2, 'verified', 5), status: 'V', stage: checked, note: null }
    if (draw('reopened', facility, day) < 0.03) {
      yield { atMs: at(2, 2, 'lowered', 1), status: 'P', stage: checked, note: 'reopened: meter under review' }
      yield { atMs: at(2, 7, 'reverified', 2), status: 'V', stage: checked, note: null }
    }
    yield { atMs: at(3, 5, 'approved', 4), status: 'A', stage: checked, note: null }
    if (checked === 'final') return
    yield { atMs: at(restatedAfterDays, 8, 'restated', 1), status: 'V', stage: 'final', note: 'meter factor corrected' }
    yield {
      atMs: at(restatedAfterDays + 1, 5, 'reapproved', 3),
      status: 'A',
      stage: 'final',
      note: 'meter factor corrected',
    }
  }

  function facilityRevisions(facility: number, day: number): readonly Omit<Revision, 'number'>[] {
    const key = day * topology.facilities.length + facility
    const known = held.get(key)
    if (known !== undefined) return known
    const made = [...eventsOf(facility, day)]
    held.set(key, made)
    return made
  }

  /** A few wells' measurements come late: their rows get nothing before somebody verifies the day. */
  const isLate = (well: number, day: number): boolean => uniform(lateSeed, well, day) < 0.008

  /** Rows of one run are written one after the other, not in the same second. */
  const rowDelayMs = (well: number | null): number => (well === null ? 0 : (well % 97) * 1_000)

  /** The facility's revisions that touch a well's row. */
  function* touching(facility: number, well: number | null, day: number): Generator<Omit<Revision, 'number'>> {
    const isPassedOver = well !== null && isLate(well, day)
    for (const revision of facilityRevisions(facility, day)) {
      if (!isPassedOver || revision.stage !== 'provisional') yield revision
    }
  }

  return {
    revisions: (facility, well, day) =>
      [...touching(facility, well, day)].map((revision, index) => ({
        ...revision,
        atMs: revision.atMs + rowDelayMs(well),
        number: index + 1,
      })),
    seen(facility, well, day, instantMs) {
      const delayMs = rowDelayMs(well)
      let seen: Omit<Revision, 'number'> | null = null
      let number = 0
      for (const revision of touching(facility, well, day)) {
        if (revision.atMs + delayMs > instantMs) break
        seen = revision
        number++
      }
      return seen === null ? null : { ...seen, atMs: seen.atMs + delayMs, number }
    },
    correction: (facility, day, phase, stage) => correctionOf(seed, facility, day, phase, stage),
  }
}

function correctionOf(seed: number, facility: number, day: number, phase: string, stage: Stage): number {
  if (stage === 'final' || stage === 'none') return 1
  const error = gaussian(hashOf(seedFor(seed, `correction:${stage}:${phase}`), facility), day)
  if (stage === 'provisional') return 1 + 0.004 * error
  // A meter factor is corrected because it was off: by half a per cent at least.
  return 1 + Math.sign(error) * (0.005 + 0.004 * Math.abs(error))
}
