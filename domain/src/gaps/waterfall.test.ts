import { DefermentCategory, WaterfallBar } from '@tieback/contracts'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { deferByWell, type DeferringEvent, type WellDay } from './deferment.ts'
import { gapWaterfall, type GapDeferment, type GapParts } from './waterfall.ts'

const deferment = (eventId: string, deferred: number, changes: Partial<GapDeferment> = {}): GapDeferment => ({
  eventId,
  category: 'process',
  planned: false,
  deferred,
  ...changes,
})

const summary = (bars: WaterfallBar[]): [string, number][] => bars.map(({ key, value }) => [key, value])

/** Fails unless each bar starts where the one before ended, totals stand on the axis, and moves add up to actual − potential. */
const expectClosed = (bars: WaterfallBar[], { potential, plan, actual }: GapParts): void => {
  const scale = Math.max(1, Math.abs(potential), Math.abs(plan), Math.abs(actual))
  const isNear = (a: number, b: number): boolean => Math.abs(a - b) <= 1e-6 * scale
  let level = 0
  let moved = 0
  for (const [index, bar] of bars.entries()) {
    expect(WaterfallBar.safeParse(bar).success).toBe(true)
    expect(isNear(bar.value, bar.end - bar.start)).toBe(true)
    if (bar.kind === 'total') {
      expect(bar.start).toBe(0)
      if (index > 0) expect(isNear(bar.end, level)).toBe(true)
    } else {
      expect(isNear(bar.start, level)).toBe(true)
      moved += bar.value
    }
    level = bar.end
  }
  expect(isNear(moved, actual - potential)).toBe(true)
  expect(bars.filter(({ kind }) => kind === 'total').map(({ end }) => end)).toEqual([potential, plan, actual])
}

describe('gapWaterfall', () => {
  it('leads from potential over plan to actual', () => {
    const bars = gapWaterfall({
      potential: 1000,
      plan: 900,
      actual: 800,
      deferments: [
        deferment('turnaround', 60, { planned: true, category: 'project' }),
        deferment('trip', 30),
        deferment('valve', 50, { category: 'wells' }),
        deferment('trip-2', 10),
      ],
    })
    expect(summary(bars)).toEqual([
      ['potential', 1000],
      ['planned:project', -60],
      ['plan-allowance', -40],
      ['plan', 900],
      ['unplanned:wells', -50],
      ['unplanned:process', -40],
      ['unexplained', -10],
      ['actual', 800],
    ])
    expect(bars.find(({ key }) => key === 'unplanned:process')).toMatchObject({
      label: 'Process',
      kind: 'unplanned',
      start: 850,
      end: 810,
      eventIds: ['trip', 'trip-2'],
    })
  })

  it('always shows both rests, also where they are nothing or a gain', () => {
    const bars = gapWaterfall({ potential: 100, plan: 100, actual: 110, deferments: [] })
    expect(summary(bars)).toEqual([
      ['potential', 100],
      ['plan-allowance', 0],
      ['plan', 100],
      ['unexplained', 10],
      ['actual', 110],
    ])
  })

  it('leaves out a category without volume', () => {
    const bars = gapWaterfall({ potential: 1, plan: 1, actual: 1, deferments: [deferment('none', 0)] })
    expect(bars.map(({ kind }) => kind)).toEqual(['total', 'rest', 'total', 'rest', 'total'])
  })

  it('names an event once, however many wells it cost', () => {
    const bars = gapWaterfall({
      potential: 9,
      plan: 9,
      actual: 5,
      deferments: [deferment('trip', 1), deferment('trip', 2)],
    })
    expect(bars.find(({ kind }) => kind === 'unplanned')).toMatchObject({ value: -3, eventIds: ['trip'] })
  })

  it('refuses what is no volume', () => {
    const parts: GapParts = { potential: 1, plan: 1, actual: 1, deferments: [] }
    expect(() => gapWaterfall({ ...parts, plan: Number.NaN })).toThrow(RangeError)
    expect(() => gapWaterfall({ ...parts, deferments: [deferment('odd', -1)] })).toThrow(/event odd/)
    expect(() => gapWaterfall({ ...parts, deferments: [deferment('odd', Infinity)] })).toThrow(RangeError)
  })

  it('closes whatever the totals and the deferments are', () => {
    const anyVolume = fc.double({ min: 0, max: 1e7, noNaN: true })
    const anyDeferment: fc.Arbitrary<GapDeferment> = fc.record({
      eventId: fc.string(),
      category: fc.constantFrom(...DefermentCategory.options),
      planned: fc.boolean(),
      deferred: anyVolume,
    })
    const anyParts = fc.record({
      potential: anyVolume,
      plan: anyVolume,
      actual: anyVolume,
      deferments: fc.array(anyDeferment),
    })
    fc.assert(
      fc.property(anyParts, (parts) => {
        expectClosed(gapWaterfall(parts), parts)
      }),
      { numRuns: 500 },
    )
  })

  it('closes on generated networks, where events overlap on wells and plants', () => {
    const anyWell = fc.record({
      potential: fc.integer({ min: 0, max: 5000 }),
      facility: fc.integer({ min: 0, max: 3 }),
    })
    const anyEvent = fc.record({
      place: fc.oneof(
        fc.nat(40).map((index) => `well-${index}`),
        fc.nat(3).map((index) => `facility-${index}`),
      ),
      start: fc.integer({ min: -12, max: 24 }),
      hours: fc.integer({ min: 0, max: 48 }),
      lossShare: fc.double({ min: 0, max: 1, noNaN: true }),
      planned: fc.boolean(),
      category: fc.constantFrom(...DefermentCategory.options),
    })
    fc.assert(
      fc.property(
        fc.array(anyWell, { minLength: 1, maxLength: 40 }),
        fc.array(anyEvent, { maxLength: 30 }),
        fc.double({ min: 0.5, max: 1.05, noNaN: true }),
        (wells, drawn, planShare) => {
          const midnight = Date.UTC(2026, 5, 1)
          const hour = (hours: number): Date => new Date(midnight + hours * 3_600_000)
          const wellDays = wells.map(({ potential, facility }, index): WellDay => {
            const bounds = { day: '2026-06-01', start: hour(0), end: hour(24) }
            return { wellId: `well-${index}`, above: [`facility-${facility}`], ...bounds, potential }
          })
          const events = drawn.map(({ place, start, hours, ...rest }, index): DeferringEvent & typeof rest => {
            const times = { start: hour(start), end: hour(start + hours) }
            return { eventId: `event-${index}`, nodeId: place, parentEventId: null, ...times, ...rest }
          })
          const deferred = deferByWell(events, wellDays, hour(100))
          const potential = wells.reduce((sum, well) => sum + well.potential, 0)
          const lost = deferred.reduce((sum, row) => sum + row.deferred, 0)
          expect(lost).toBeLessThanOrEqual(potential * (1 + 1e-9))
          const deferments = deferred.map((row): GapDeferment => {
            const cause = events.find(({ eventId }) => eventId === row.eventId)
            return { ...row, planned: cause?.planned ?? false, category: cause?.category ?? 'unclassified' }
          })
          const parts = { potential, plan: potential * planShare, actual: potential - lost, deferments }
          expectClosed(gapWaterfall(parts), parts)
        },
      ),
      { numRuns: 200 },
    )
  })
})
