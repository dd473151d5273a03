import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { deferByWell, type DeferringEvent, type WellDay } from './deferment.ts'

const at = (hour: number): Date => new Date(Date.UTC(2026, 5, 1) + hour * 3_600_000)
const never = at(10_000)

const event = (
  eventId: string,
  start: number,
  end: number | null,
  changes: Partial<DeferringEvent> = {},
): DeferringEvent => ({
  eventId,
  nodeId: 'well',
  start: at(start),
  end: end === null ? null : at(end),
  parentEventId: null,
  lossShare: 1,
  ...changes,
})

const wellDay = (changes: Partial<WellDay> = {}): WellDay => ({
  wellId: 'well',
  above: ['facility', 'hub'],
  day: '2026-06-01',
  start: at(0),
  end: at(24),
  potential: 240,
  ...changes,
})

const volumes = (events: DeferringEvent[], wellDays = [wellDay()], now = never): Record<string, number> =>
  Object.fromEntries(
    deferByWell(events, wellDays, now).map(({ eventId, wellId, deferred }) => [`${eventId} ${wellId}`, deferred]),
  )

describe('deferByWell', () => {
  it('defers the potential for as long as an event lasts', () => {
    expect(deferByWell([event('trip', 6, 12)], [wellDay()], never)).toEqual([
      { eventId: 'trip', wellId: 'well', day: '2026-06-01', deferred: 60 },
    ])
  })

  it('defers only the share that is lost', () => {
    expect(volumes([event('choked', 0, 24, { lossShare: 0.25 })])).toEqual({ 'choked well': 60 })
  })

  it('clips an event to each of the days that it runs through', () => {
    const days = [wellDay(), wellDay({ day: '2026-06-02', start: at(24), end: at(48), potential: 120 })]
    const deferred = deferByWell([event('shutdown', -10, 36)], days, never)
    expect(deferred.map(({ day, deferred: volume }) => [day, volume])).toEqual([
      ['2026-06-01', 240],
      ['2026-06-02', 60],
    ])
  })

  it('takes the length of the day from its bounds', () => {
    expect(volumes([event('trip', 0, 5)], [wellDay({ end: at(25), potential: 250 })])).toEqual({ 'trip well': 50 })
  })

  it('lets an open event run to now, and not beyond the day', () => {
    expect(volumes([event('open', 6, null)], [wellDay()], at(12))).toEqual({ 'open well': 60 })
    expect(volumes([event('open', 6, null)], [wellDay()], at(48))).toEqual({ 'open well': 180 })
  })

  it('defers nothing outside of the day, before now, or where the end comes before the start', () => {
    expect(volumes([event('before', -5, 0), event('after', 24, 30), event('backwards', 12, 6)])).toEqual({})
    expect(volumes([event('future', 6, null)], [wellDay()], at(3))).toEqual({})
  })

  it('leaves a well with the earliest cause until that has ended', () => {
    expect(volumes([event('plant', 6, 18), event('valve', 0, 12)])).toEqual({ 'valve well': 120, 'plant well': 60 })
  })

  it('lets a later cause take what an earlier one has left', () => {
    expect(volumes([event('choked', 0, 24, { lossShare: 0.25 }), event('trip', 12, 24)])).toEqual({
      'choked well': 60,
      'trip well': 90,
    })
  })

  it('counts the children of a group event and not the group', () => {
    const group = event('group', 0, 24, { nodeId: 'facility' })
    const child = event('child', 0, 12, { parentEventId: 'group' })
    const wells = [wellDay(), wellDay({ wellId: 'other' })]
    expect(volumes([group, child], wells)).toEqual({ 'child well': 120 })
  })

  it('spreads an event without children over all wells below its node', () => {
    const wells = [
      wellDay(),
      wellDay({ wellId: 'other', potential: 480 }),
      wellDay({ wellId: 'elsewhere', above: ['facility-2', 'hub'] }),
    ]
    expect(volumes([event('plant', 0, 6, { nodeId: 'facility' })], wells)).toEqual({
      'plant well': 60,
      'plant other': 120,
    })
    expect(Object.keys(volumes([event('pipeline', 0, 6, { nodeId: 'hub' })], wells))).toHaveLength(3)
  })

  it('defers nothing where there was no potential', () => {
    expect(volumes([event('trip', 0, 24)], [wellDay({ potential: 0 })])).toEqual({})
  })

  it('defers nothing on a day that a zone skipped', () => {
    expect(volumes([event('trip', 0, 24)], [wellDay({ end: at(0) })])).toEqual({})
  })

  it.each([-0.1, 1.1, Number.NaN])('refuses a loss share of %s', (lossShare) => {
    expect(() => volumes([event('odd', 0, 1, { lossShare })])).toThrow(/event odd/)
  })

  it('never defers more than the potential, and all of it while one cause shuts the well in', () => {
    const anyEvent = fc.record({
      eventId: fc.uuid(),
      start: fc.integer({ min: -30, max: 30 }),
      hours: fc.integer({ min: 0, max: 60 }),
      lossShare: fc.double({ min: 0, max: 1, noNaN: true }),
      nodeId: fc.constantFrom('well', 'facility', 'hub', 'elsewhere'),
    })
    fc.assert(
      fc.property(fc.array(anyEvent, { maxLength: 12 }), fc.boolean(), (drawn, isShutIn) => {
        const events = drawn.map(({ eventId, start, hours, ...rest }) => event(eventId, start, start + hours, rest))
        if (isShutIn) events.push(event('shut-in', -1, 25))
        const total = deferByWell(events, [wellDay()], never).reduce((sum, { deferred }) => sum + deferred, 0)
        expect(total).toBeLessThanOrEqual(240 * (1 + 1e-9))
        if (isShutIn) expect(total).toBeCloseTo(240, 6)
      }),
      { numRuns: 500 },
    )
  })
})
