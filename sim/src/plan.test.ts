import { describe, expect, it } from 'vitest'
import { createTestField, testEpoch } from '../test/test-field.ts'

const field = createTestField()
const { plan, topology, days, outages } = field

const oilOn = (day: number): number => {
  const version = plan.versionsFor(day).at(-1)
  if (version === undefined) throw new Error('no plan speaks of the day')
  return topology.wells.reduce((sum, { index }) => sum + (plan.volumes(version, index, day)?.oil ?? 0), 0)
}

describe('the plan', () => {
  it('has two editions in the history, the second from its middle', () => {
    const editions = new Set(Array.from({ length: 400 }, (_, day) => plan.versionsFor(day).at(-1)?.fromDay))
    expect([...editions]).toEqual([0, 190])
  })

  it('speaks of a day under the edition that a later one replaces, too', () => {
    expect(plan.versionsFor(250).map(({ number }) => number)).toEqual([0, 1])
    expect(plan.versionsFor(10).map(({ number }) => number)).toEqual([0])
  })

  it('issues an edition before its first day', () => {
    for (const { fromDay, issuedMs } of plan.versionsFor(250)) expect(issuedMs).toBeLessThan(days.startMs(fromDay))
  })

  it('reaches over its own edition and the next', () => {
    expect(plan.horizon(testEpoch.getTime())).toBe(670)
    expect(plan.horizon(days.startMs(100))).toBe(430)
    expect(plan.horizon(0)).toBe(0)
  })

  it('declines from day to day and allows for the yearly shutdowns', () => {
    const shutdown = outages.all.find(
      ({ sort, cause, isRampUp }) => sort === 'group' && cause.code === 'PRO-TAR' && !isRampUp,
    )
    const day = days.indexAt((shutdown?.startMs ?? 0) + 86_400_000)
    expect(oilOn(day)).toBeLessThan(0.97 * Math.max(oilOn(day - 10), oilOn(day + 15)))
    const quiet = [1, 2, 3, 4].map(oilOn)
    expect(quiet).toEqual(quiet.toSorted((left, right) => right - left))
  })

  it('plans 23 and 25 hours on the days that have them', () => {
    const [spring, autumn] = [days.indexOf('2026-03-28'), days.indexOf('2026-10-24')]
    const [version] = plan.versionsFor(spring)
    if (version === undefined) throw new Error('no plan speaks of the day')
    const isShutDown = (well: number, day: number): boolean =>
      outages.touching(well, days.startMs(day - 1), days.startMs(day + 1)).some(({ cause }) => cause.code === 'PRO-TAR')
    const well = topology.wells.findIndex(({ index }) => !isShutDown(index, spring) && !isShutDown(index, autumn))
    const volume = (day: number): number => plan.volumes(version, well, day)?.water ?? 0
    expect(volume(spring) / volume(spring - 1)).toBeCloseTo(23 / 24, 9)
    expect(volume(autumn) / volume(autumn - 1)).toBeCloseTo(25 / 24, 9)
  })

  it('has no new well before its first day, and one new well not at all until the next edition', () => {
    const later = topology.wells.filter(({ startDay }) => startDay !== null)
    for (const { index, startDay } of later) {
      const [version] = plan.versionsFor(startDay ?? 0)
      if (version !== undefined) expect(plan.volumes(version, index, (startDay ?? 0) - 1)).toBeNull()
    }
    const inFirst = later.filter(({ index, startDay }) => {
      const version = plan.versionsFor(startDay ?? 0).at(-1)
      return version !== undefined && plan.knows(version, index, (startDay ?? 0) + 1)
    })
    expect(inFirst.length).toBeGreaterThan(0)
    expect(inFirst.length).toBeLessThan(later.length)
  })
})
