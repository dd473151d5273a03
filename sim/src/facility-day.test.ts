import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { osloCalendar } from '../test/test-field.ts'
import { facilityCauses } from './causes.ts'
import { createDayTable, hourMs } from './day-table.ts'
import { runFacilityDay, type FacilityDayInput, type FullRates } from './facility-day.ts'
import type { Outage } from './outages.ts'

const days = createDayTable(osloCalendar, '2026-03-01')
const startMs = days.startMs(10)
const none: FullRates = { oil: 0, gas: 0, water: 0, liftGas: 0, waterInjected: 0, gasInjected: 0 }
const roomy = { liquid: 1e9, gas: 1e9, water: 1e9, fuel: 5_000 }
const producer: FullRates = { ...none, oil: 400, gas: 60_000, water: 300, liftGas: 20_000 }
const injector: FullRates = { ...none, waterInjected: 250 }
const gasInjector: FullRates = { ...none, gasInjected: 20_000 }

const [cause] = facilityCauses
if (cause === undefined) throw new Error('there are no causes')

function outage(fromHour: number, toHour: number, lossShare: number, isRampUp = false): Outage {
  return {
    number: 0,
    sort: 'single',
    place: { level: 'well', index: 0 },
    parent: null,
    cause: { ...cause!, code: 'TEST' },
    startMs: startMs + fromHour * hourMs,
    endMs: startMs + toHour * hourMs,
    plannedEndMs: null,
    lossShare,
    isRampUp,
  }
}

function run(change: Partial<FacilityDayInput>) {
  const full = change.full ?? [producer, producer, injector]
  return runFacilityDay({
    day: 10,
    days,
    wells: full.map((_, index) => index),
    full,
    outages: full.map(() => []),
    capacity: roomy,
    isStoring: false,
    offloading: null,
    ...change,
  })
}

describe('a facility day', () => {
  it('gives each well all day at its full rate when nothing is wrong', () => {
    const { volumes } = run({})
    expect(volumes.oil).toBeCloseTo(800, 9)
    expect(volumes.water).toBeCloseTo(600, 9)
    expect(volumes.waterInjected).toBeCloseTo(250, 9)
    expect(volumes.waterDisposed).toBeCloseTo(350, 9)
  })

  it('takes a well out for the hours of its outage', () => {
    const { volumes } = run({ outages: [[outage(6, 18, 1)], [], []] })
    expect(volumes.oil).toBeCloseTo(600, 9)
  })

  it('counts only what of an outage lies within the day', () => {
    const { volumes } = run({ outages: [[outage(-30, 6, 1)], [outage(18, 90, 1)], []] })
    expect(volumes.oil).toBeCloseTo(600, 9)
  })

  it('lets the hardest of overlapping outages decide', () => {
    const { volumes } = run({ outages: [[outage(0, 24, 0.3), outage(0, 24, 0.5)], [], []] })
    expect(volumes.oil).toBeCloseTo(600, 9)
  })

  it('comes back in three steps that lose half of the ramp-up on average', () => {
    const { volumes, shares } = run({ outages: [[outage(0, 6, 0.5, true)], [], []] })
    expect(volumes.oil).toBeCloseTo(400 + 400 * (1 - 0.5 * 0.25), 9)
    expect(shares.map(([first]) => first)).toEqual([0.25, 0.5, 0.75, 1])
  })

  it.each([
    ['liquid', { ...roomy, liquid: 700 }, 0.5],
    ['gas and lift gas', { ...roomy, gas: 120_000 }, 0.75],
    ['water', { ...roomy, water: 150 }, 0.25],
  ])('chokes the producers back to what its %s capacity can take', (_, capacity, factor) => {
    const { volumes, shares } = run({ capacity })
    expect(volumes.oil).toBeCloseTo(800 * factor, 9)
    expect(shares[0]?.[0]).toBeCloseTo(factor, 12)
  })

  it('injects no more water than it produces', () => {
    const { volumes } = run({ full: [producer, { ...injector, waterInjected: 900 }] })
    expect(volumes.waterInjected).toBeCloseTo(300, 9)
    expect(volumes.waterDisposed).toBe(0)
  })

  it('exports from a storage vessel only while it is offloaded', () => {
    const offloading = { startMs: startMs + 3 * hourMs, endMs: startMs + 9 * hourMs, rate: 4_000 }
    expect(run({ isStoring: true }).volumes.oilExport).toBe(0)
    expect(run({ isStoring: true, offloading }).volumes.oilExport).toBeCloseTo(1_000, 9)
  })

  it('closes every phase, whatever is down and whatever is full', () => {
    const anyOutage = fc.tuple(
      fc.double({ min: -10, max: 30, noNaN: true }),
      fc.double({ min: 0.1, max: 20, noNaN: true }),
      fc.double({ min: 0, max: 1, noNaN: true }),
    )
    const limit = fc.double({ min: 1, max: 2_000, noNaN: true })
    fc.assert(
      fc.property(fc.array(anyOutage, { maxLength: 6 }), limit, limit, (drawn, liquid, gas) => {
        const outages = [0, 1, 2, 3].map((well) =>
          drawn
            .filter((_, index) => index % 4 === well)
            .map(([from, length, loss]) => outage(from, from + length, loss)),
        )
        const { volumes } = run({
          full: [producer, producer, injector, gasInjector],
          outages,
          capacity: { liquid, gas: gas * 100, water: 500, fuel: 5_000 },
        })
        const gasOut = volumes.gasExport + volumes.gasFuel + volumes.gasFlare + volumes.gasInjected
        expect(volumes.oilExport).toBeCloseTo(volumes.oil, 6)
        expect(gasOut).toBeCloseTo(volumes.gas, 6)
        expect(volumes.waterInjected + volumes.waterDisposed).toBeCloseTo(volumes.water, 6)
        expect(volumes.gasExport).toBeGreaterThanOrEqual(-1e-9)
        expect(volumes.waterDisposed).toBeGreaterThanOrEqual(-1e-9)
      }),
    )
  })
})
