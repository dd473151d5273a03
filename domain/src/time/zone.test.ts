import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isTimeZone, listTransitions, localToInstantMs, zoneOffsetMs } from './zone.ts'

const hourMs = 3_600_000
const zoneNames = Intl.supportedValuesOf('timeZone')
const fromMs = Date.UTC(2000, 0, 1)
const toMs = Date.UTC(2041, 0, 1)
const anyZone = fc.constantFrom(...zoneNames)
const anyInstant = fc.integer({ min: fromMs, max: toMs })

/** What Intl shows on the zone's clocks, to the second, read as if it were UTC. */
const clockOf = (timeZone: string, instantMs: number): number => {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    ...{ year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric' },
  })
  const parts = new Map(format.formatToParts(instantMs).map(({ type, value }) => [type, Number(value)]))
  const part = (type: Intl.DateTimeFormatPartTypes): number => parts.get(type) ?? Number.NaN
  return Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'))
}

describe('zoneOffsetMs', () => {
  it('agrees with the clocks that Intl shows, in every zone', () => {
    fc.assert(
      fc.property(anyZone, anyInstant, (timeZone, instant) => {
        const second = Math.floor(instant / 1000) * 1000
        expect(second + zoneOffsetMs(timeZone, second)).toBe(clockOf(timeZone, second))
      }),
      { numRuns: 500 },
    )
  })

  it('changes exactly at a transition', () => {
    const springForward = Date.UTC(2026, 2, 29, 1)
    expect(zoneOffsetMs('Europe/Oslo', springForward - 1)).toBe(hourMs)
    expect(zoneOffsetMs('Europe/Oslo', springForward)).toBe(2 * hourMs)
  })

  it('knows offsets with seconds, and those of long ago', () => {
    expect(zoneOffsetMs('Africa/Monrovia', Date.UTC(1971, 0, 1))).toBe(-(44 * 60 + 30) * 1000)
    expect(zoneOffsetMs('Asia/Kolkata', Date.UTC(1990, 0, 1))).toBe(5.5 * hourMs)
  })

  it('refuses a zone that does not exist', () => {
    expect(() => zoneOffsetMs('Atlantis/Poseidonis', 0)).toThrow(RangeError)
    expect(() => zoneOffsetMs('Europe/Oslo', Number.NaN)).toThrow(RangeError)
  })
})

describe('localToInstantMs', () => {
  it('gives back the instant whose clock time it was given, or the later one of the same clock time', () => {
    fc.assert(
      fc.property(anyZone, anyInstant, (timeZone, instant) => {
        const local = instant + zoneOffsetMs(timeZone, instant)
        const found = localToInstantMs(timeZone, local)
        expect(found).toBeGreaterThanOrEqual(instant)
        expect(found + zoneOffsetMs(timeZone, found)).toBe(local)
      }),
      { numRuns: 2000 },
    )
  })

  it('reads a skipped time with the offset before the gap, and a repeated time as the later instant, at every transition of every zone', () => {
    for (const timeZone of zoneNames) {
      for (const { at, before, after } of listTransitions(timeZone, fromMs, toMs)) {
        const size = Math.abs(after - before)
        for (const intoMs of [0, 60_000, size / 2, size - 1]) {
          const local = at + Math.min(before, after) + intoMs
          const expected = after > before ? local - before : local - after
          if (localToInstantMs(timeZone, local) !== expected)
            expect.fail(`${timeZone} at ${new Date(at).toISOString()}`)
        }
      }
    }
  })

  it('reads Oslo 02:30 as 03:30 summer time in March, and as 02:30 winter time in October', () => {
    const utc = (localMs: number): string => new Date(localToInstantMs('Europe/Oslo', localMs)).toISOString()
    expect(utc(Date.UTC(2026, 2, 29, 2, 30))).toBe('2026-03-29T01:30:00.000Z')
    expect(utc(Date.UTC(2026, 9, 25, 2, 30))).toBe('2026-10-25T01:30:00.000Z')
  })
})

describe('listTransitions', () => {
  it('finds changes that lie a week apart', () => {
    const days = listTransitions('America/Noronha', Date.UTC(2000, 9, 1), Date.UTC(2000, 10, 1)).map(({ at }) =>
      new Date(at).toISOString().slice(0, 10),
    )
    expect(days).toEqual(['2000-10-08', '2000-10-15'])
  })

  it('includes a change at the start of the range and excludes one at its end', () => {
    const [first, second] = listTransitions('Europe/Oslo', Date.UTC(2026, 0, 1), Date.UTC(2027, 0, 1))
    expect(listTransitions('Europe/Oslo', first?.at ?? 0, second?.at ?? 0)).toEqual([first])
  })

  it('is empty for a zone without changes', () => {
    expect(listTransitions('UTC', fromMs, toMs)).toEqual([])
  })
})

describe('isTimeZone', () => {
  it.each(['Europe/Oslo', 'UTC', 'America/Argentina/Ushuaia'])('knows %s', (name) => {
    expect(isTimeZone(name)).toBe(true)
  })

  it.each(['', 'Oslo', 'Europe/Osl', '+01:00', ' Europe/Oslo'])('refuses "%s"', (name) => {
    expect(isTimeZone(name)).toBe(false)
  })
})
