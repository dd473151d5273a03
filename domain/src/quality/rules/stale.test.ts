import { describe, expect, it } from 'vitest'
import { type Listening, findStale } from './stale.ts'
import { atIndex, beside, lively, noisy, nothingKnown, pressure, profileOf, replaced } from './test/sampled.ts'
import { hourMs, minuteMs } from './test/synthetic-field.ts'

const sound = noisy(288)
const until = (index: number, beforeMs: number | null = null): Listening => ({ beforeMs, toMs: atIndex(index) })
const silentFrom = (from: number, count: number) => replaced<number | undefined>(sound, from, count, () => undefined)

describe('findStale', () => {
  it('finds a silence of more than three expected periods, from where the next sample was due', () => {
    expect(findStale(profileOf(silentFrom(100, 12)), lively(), until(288), nothingKnown)).toEqual([
      {
        rule: 'stale',
        fromMs: atIndex(100),
        toMs: atIndex(112),
        message: 'Silent for 65 min (a sample is due every 5 min), while 3 of 3 series beside it were heard.',
      },
    ])
    expect(findStale(profileOf(silentFrom(100, 2)), lively(), until(288), nothingKnown)).toEqual([])
  })

  it('judges each series by its own period', () => {
    const hourly = { ...pressure, expectedPeriodS: 3_600 }
    const everyHour = sound.map((value, index) => (index % 12 === 0 ? value : undefined))
    expect(findStale(profileOf(everyHour, hourly), [], until(288), nothingKnown)).toEqual([])
    expect(findStale(profileOf(everyHour), [], until(288), nothingKnown).length).toBeGreaterThan(20)
  })

  it('holds while the silence lasts, also where the window has no sample at all', () => {
    const [open] = findStale(profileOf(silentFrom(250, 38)), lively(), until(288), nothingKnown)
    expect(open).toMatchObject({ fromMs: atIndex(250), toMs: null })
    expect(open?.message).toContain('Silent for more than 3 h 15 min')
    const before = atIndex(0) - 30 * hourMs
    const [long] = findStale(profileOf([]), lively(), until(288, before), nothingKnown)
    expect(long).toMatchObject({ fromMs: before + 5 * minuteMs, toMs: null })
  })

  it('says that a bad sample is no silence', () => {
    const bad = replaced<number | null>(sound, 100, 50, () => null)
    expect(findStale(profileOf(bad), lively(), until(288), nothingKnown)).toEqual([])
  })

  it('does not call a series stale that was never heard', () => {
    expect(findStale(profileOf([]), lively(), until(288), nothingKnown)).toEqual([])
  })

  it('gives a series that is often slower than declared its habit', () => {
    const hasty = { ...pressure, expectedPeriodS: 90 }
    expect(findStale(profileOf(sound, hasty), [], until(288), nothingKnown)).toEqual([])
    expect(findStale(profileOf(silentFrom(100, 2), hasty), [], until(288), nothingKnown)).toHaveLength(1)
  })

  it('judges one that declares no period by its habit, and only while its node is heard', () => {
    const undeclared = { ...pressure, expectedPeriodS: null }
    const silent = profileOf(silentFrom(100, 100), undeclared)
    expect(findStale(silent, lively(), until(288), nothingKnown)).toMatchObject([
      { fromMs: atIndex(99), toMs: atIndex(200) },
    ])
    expect(findStale(silent, [beside(silent)], until(288), nothingKnown)).toEqual([])
    expect(
      findStale(
        silent,
        lively().map(({ profile }) => beside(profile, false)),
        until(288),
        nothingKnown,
      ),
    ).toEqual([])
    expect(findStale(profileOf(silentFrom(100, 5), undeclared), lively(), until(288), nothingKnown)).toEqual([])
  })

  it('goes on with a known silence of a series without a period, though its habit is no longer in the window', () => {
    const undeclared = { ...pressure, expectedPeriodS: null }
    const known = { covers: () => true }
    expect(findStale(profileOf([], undeclared), [], until(288, atIndex(-1)), known)).toHaveLength(1)
    expect(findStale(profileOf([], undeclared), [], until(288, atIndex(-1)), nothingKnown)).toEqual([])
  })
})
