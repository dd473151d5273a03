import { describe, expect, it } from 'vitest'
import { createTestField } from '../test/test-field.ts'
import { hourMs } from './day-table.ts'
import { restatedAfterDays, settledAfterDays, type Revision } from './ledger.ts'

const field = createTestField({ historyDays: 120 })
const { days, ledger, topology } = field

interface FacilityDay {
  readonly facility: number
  readonly day: number
  readonly revisions: readonly Revision[]
}

const facilityDays: readonly FacilityDay[] = topology.facilities.flatMap(({ index }) =>
  Array.from({ length: 100 }, (_, day) => ({ facility: index, day, revisions: ledger.revisions(index, null, day) })),
)

/** Clock time at the site in hours since the production day began at 06:00. */
const hoursInto = (day: number, instantMs: number): number => (instantMs - days.startMs(day)) / hourMs

const statuses = ({ revisions }: FacilityDay): string => revisions.map(({ status }) => status).join('')

function usualDay(): FacilityDay {
  const found = facilityDays.find((of) => statuses(of) === 'PPVA')
  if (found === undefined) throw new Error('no day went the usual way')
  return found
}

describe('the ledger', () => {
  it('makes empty rows as the day starts, fills them after it has ended, verifies and approves them', () => {
    const { day, revisions } = usualDay()
    const [made, provisional, verified, approved] = revisions
    expect(made?.stage).toBe('none')
    expect(hoursInto(day, made?.atMs ?? 0)).toBeLessThan(0.1)
    expect(provisional?.stage).toBe('provisional')
    expect(hoursInto(day + 1, provisional?.atMs ?? 0)).toBeGreaterThan(0)
    expect(hoursInto(day + 1, provisional?.atMs ?? 0)).toBeLessThan(1)
    expect(hoursInto(day + 1, verified?.atMs ?? 0)).toBeLessThan(12)
    expect(approved?.atMs).toBeGreaterThan(verified?.atMs ?? Infinity)
  })

  it('shows to whoever looks what stood at that instant, and nothing before the row was made', () => {
    const { facility, day, revisions } = usualDay()
    const [made, provisional, verified] = revisions
    const seen = (instantMs: number): Revision | null => ledger.seen(facility, null, day, instantMs)
    expect(seen((made?.atMs ?? 0) - 1)).toBeNull()
    expect(seen((provisional?.atMs ?? 0) - 1)).toEqual(made)
    expect(seen(provisional?.atMs ?? 0)).toEqual(provisional)
    expect(seen((verified?.atMs ?? 0) + 1_000)).toEqual(verified)
  })

  it('counts revisions up in time, to the second', () => {
    for (const { revisions } of facilityDays) {
      expect(revisions.map(({ number }) => number)).toEqual(revisions.map((_, index) => index + 1))
      const stamps = revisions.map(({ atMs }) => atMs)
      expect(stamps).toEqual(stamps.toSorted((left, right) => left - right))
      expect(stamps.every((stamp) => stamp % 1_000 === 0)).toBe(true)
    }
  })

  it('re-allocates one hub a day, nine days back, with a note, and nothing later', () => {
    const restated = facilityDays.filter(({ revisions }) =>
      revisions.some(({ note }) => note === 'meter factor corrected'),
    )
    expect(restated.length).toBeGreaterThan(100)
    for (const { day, facility, revisions } of restated) {
      const correction = revisions.find(({ note }) => note === 'meter factor corrected')
      expect(days.indexAt(correction?.atMs ?? 0)).toBe(day + restatedAfterDays)
      expect(topology.facilities[facility]?.hub).toBe((day + restatedAfterDays) % topology.hubs.length)
    }
    for (const { day, revisions } of facilityDays) {
      expect(revisions.at(-1)?.atMs).toBeLessThan(days.startMs(day + settledAfterDays))
    }
  })

  it('moves the figures of a re-allocated day by half a per cent at least', () => {
    const correction = ledger.correction(2, 40, 'oil', 'checked')
    expect(Math.abs(correction - 1)).toBeGreaterThanOrEqual(0.005)
    expect(Math.abs(correction - 1)).toBeLessThan(0.03)
    expect(ledger.correction(2, 40, 'oil', 'final')).toBe(1)
  })

  it('lowers a verified day back to provisional now and then, and verifies it again', () => {
    const lowered = facilityDays.filter((of) => statuses(of).includes('VPV'))
    expect(lowered.length).toBeGreaterThan(5)
    expect(lowered.length).toBeLessThan(120)
  })

  it('leaves a day empty until somebody looks when its import has failed', () => {
    const failed = facilityDays.filter(({ revisions }) => revisions[1]?.stage !== 'provisional')
    expect(failed.length).toBeGreaterThan(3)
    for (const { revisions } of failed) expect(revisions[1]?.status).toBe('V')
  })

  it('passes a few wells over in the night and gives them their figures when the day is verified', () => {
    const rows = topology.wells.map(({ index }) => ledger.revisions(0, index, usualDay().day))
    const days = Array.from({ length: 50 }, (_, day) =>
      topology.wells.map(({ index }) => ledger.revisions(0, index, day)),
    )
    const late = days.flat().filter(([, second]) => second?.stage !== 'provisional')
    expect(rows.every((revisions) => revisions[0]?.stage === 'none')).toBe(true)
    expect(late.length).toBeGreaterThan(10)
    for (const revisions of late)
      expect(revisions.map(({ number }) => number)).toEqual(revisions.map((_, index) => index + 1))
  })
})
