import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createCalendar, type Calendar } from './calendar.ts'
import { addDays, daysBetween, toDayLabel } from './day-label.ts'
import { dayBounds, lastWholeDay, productionDay, productionDayOf } from './production-day.ts'
import { listTransitions, type ZoneTransition } from './zone.ts'

const hourMs = 3_600_000
const zoneNames = Intl.supportedValuesOf('timeZone')
const fromMs = Date.UTC(2000, 0, 1)
const toMs = Date.UTC(2041, 0, 1)

const siteAt = (timeZone: string, dayStart = '06:00'): Calendar =>
  createCalendar(timeZone, [{ validFrom: null, timeZone, dayStart }])

/** The days from two before a transition to two after it. */
const daysAround = ({ at }: ZoneTransition): string[] => [-2, -1, 0, 1, 2].map((days) => addDays(toDayLabel(at), days))

/** Starts at midnight, at the usual hour, and on and within the clock times that the change skips or repeats. */
const dayStartsAround = ({ at, before, after }: ZoneTransition): string[] => {
  const clock = (ms: number): string => new Date(ms).toISOString().slice(11, 16)
  const change = at + Math.min(before, after)
  return ['00:00', '06:00', clock(change), clock(change + Math.abs(after - before) / 2)]
}

/** What is wrong with a day and the one after it; null where nothing is. */
const findFault = (calendar: Calendar, day: string): string | null => {
  const { start, end } = dayBounds(calendar, day)
  const next = dayBounds(calendar, addDays(day, 1))
  if (end.getTime() !== next.start.getTime()) return 'does not end where the next day starts'
  if (end < start) return 'ends before it starts'
  if (end > start) {
    if (productionDayOf(calendar, start) !== day) return 'does not hold its own start'
    if (productionDayOf(calendar, new Date(end.getTime() - 1)) !== day) return 'does not hold its last millisecond'
    if (productionDayOf(calendar, end) === day) return 'holds its end'
  }
  return null
}

describe('production days', () => {
  it('tile time without gap or overlap around every transition of every zone, wherever the day starts', () => {
    for (const timeZone of zoneNames) {
      for (const transition of listTransitions(timeZone, fromMs, toMs)) {
        for (const dayStart of dayStartsAround(transition)) {
          const calendar = siteAt(timeZone, dayStart)
          for (const day of daysAround(transition)) {
            const fault = findFault(calendar, day)
            if (fault !== null) expect.fail(`${timeZone}, day start ${dayStart}: ${day} ${fault}`)
          }
        }
      }
    }
  })

  it('tile time on any day of any zone', () => {
    const days = daysBetween('2000-01-01', '2041-01-01')
    fc.assert(
      fc.property(
        fc.constantFrom(...zoneNames),
        fc.integer({ min: 0, max: days }),
        fc.integer({ min: 0, max: 24 * 60 - 1 }),
        (timeZone, offset, minute) => {
          const dayStart = new Date(minute * 60_000).toISOString().slice(11, 16)
          expect(findFault(siteAt(timeZone, dayStart), addDays('2000-01-01', offset))).toBeNull()
        },
      ),
      { numRuns: 3000 },
    )
  })

  it('give each instant the one day whose bounds hold it', () => {
    fc.assert(
      fc.property(fc.constantFrom(...zoneNames), fc.integer({ min: fromMs, max: toMs }), (timeZone, ms) => {
        const calendar = siteAt(timeZone)
        const { start, end } = dayBounds(calendar, productionDayOf(calendar, new Date(ms)))
        expect(start.getTime()).toBeLessThanOrEqual(ms)
        expect(end.getTime()).toBeGreaterThan(ms)
      }),
      { numRuns: 2000 },
    )
  })

  it('last 23, 24 or 25 hours wherever clocks only ever move by an hour, and else differ from 24 by what the clocks moved', () => {
    for (const timeZone of zoneNames) {
      const calendar = siteAt(timeZone)
      const transitions = listTransitions(timeZone, fromMs, toMs)
      const isOrdinary = transitions.every(({ before, after }) => Math.abs(after - before) === hourMs)
      for (const transition of transitions) {
        const moved = transition.after - transition.before
        for (const day of daysAround(transition)) {
          const { start, hours } = productionDay(calendar, day)
          const message = `${timeZone} ${start}: ${hours} h`
          if (isOrdinary) expect([23, 24, 25], message).toContain(hours)
          // Only the day that holds the change is longer or shorter, and by exactly the change.
          else expect([24, 24 - moved / hourMs], message).toContain(hours)
        }
      }
    }
  })

  it.each([
    ['Europe/Oslo', '2026-03-28', 23],
    ['Europe/Oslo', '2026-10-24', 25],
    ['Europe/Oslo', '2026-06-01', 24],
    ['America/Sao_Paulo', '2018-11-03', 23],
    ['Australia/Lord_Howe', '2026-04-04', 24.5],
    ['Australia/Lord_Howe', '2026-10-03', 23.5],
    ['America/Caracas', '2007-12-08', 24.5],
    ['America/Caracas', '2016-04-30', 23.5],
    ['Asia/Pyongyang', '2018-05-04', 23.5],
    ['Asia/Pyongyang', '2015-08-14', 24.5],
    ['Pacific/Apia', '2011-12-29', 24],
    ['Pacific/Apia', '2011-12-30', 0],
    ['Pacific/Apia', '2011-12-31', 24],
    ['Antarctica/Troll', '2026-03-28', 22],
    ['Antarctica/Troll', '2026-10-24', 26],
  ])('in %s, %s lasts %s h', (timeZone, day, hours) => {
    expect(productionDay(siteAt(timeZone), day).hours).toBe(hours)
  })

  it('carry the label of the day that they start on', () => {
    expect(productionDay(siteAt('Europe/Oslo'), '2026-11-19')).toEqual({
      day: '2026-11-19',
      start: '2026-11-19T05:00:00.000Z',
      end: '2026-11-20T05:00:00.000Z',
      hours: 24,
      timeZone: 'Europe/Oslo',
    })
  })

  it('start at 05:59 of the day before for an instant one minute before the day start', () => {
    const calendar = siteAt('Europe/Oslo')
    expect(productionDayOf(calendar, new Date('2026-11-19T04:59:59.999Z'))).toBe('2026-11-18')
    expect(productionDayOf(calendar, new Date('2026-11-19T05:00:00.000Z'))).toBe('2026-11-19')
  })
})

describe('lastWholeDay', () => {
  const calendar = siteAt('Europe/Oslo')

  it('is the day before the one that runs', () => {
    expect(lastWholeDay(calendar, new Date('2026-11-20T04:59:00.000Z'))).toBe('2026-11-18')
  })

  it('is a day from the very instant that it ends', () => {
    expect(lastWholeDay(calendar, new Date('2026-11-20T05:00:00.000Z'))).toBe('2026-11-19')
  })
})
