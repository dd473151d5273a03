import { describe, expect, it } from 'vitest'
import { createTestField, testEpoch } from '../test/test-field.ts'
import type { Field } from './field.ts'
import { datedValue } from './well.ts'

const field = createTestField()
const { topology, simulation, days, allocation } = field
const lastDay = days.indexAt(testEpoch.getTime()) - 1
const allDays = Array.from({ length: lastDay + 1 }, (_, day) => day)

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)

function median(values: readonly number[]): number {
  const sorted = values.toSorted((left, right) => left - right)
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
}

const wellsOf = (asset: number) => topology.wells.filter(({ hub }) => topology.hubs[hub]?.asset === asset)

/** Everything a day says, as text to compare. */
const dayText = (of: Field, day: number): string =>
  JSON.stringify([
    of.simulation.day(day).volumes,
    of.topology.wells.map(({ index }) => of.allocation.allocated(index, day)),
  ])

describe('the field', () => {
  it('has two assets, five hubs, twelve facilities and about 150 wells, producers and injectors', () => {
    expect(topology.assets).toHaveLength(2)
    expect(topology.hubs).toHaveLength(5)
    expect(topology.facilities).toHaveLength(12)
    expect(topology.wells.length).toBeGreaterThan(140)
    expect(topology.wells.length).toBeLessThan(160)
    expect(new Set(topology.wells.map(({ kind }) => kind)).size).toBe(4)
  })

  it('names every object once', () => {
    const { assets, hubs, facilities, wells } = topology
    const ids = [...assets, ...hubs, ...facilities, ...wells].map(({ objectId }) => objectId)
    const codes = wells.flatMap(({ labels }) => labels.map(({ value }) => value.code))
    expect(new Set(ids).size).toBe(ids.length)
    expect(new Set(codes).size).toBe(codes.length)
    for (const code of codes) expect(code).toMatch(/^[A-Z]+-\d+$/)
  })

  it('tells the same truth to whoever asks with the same seed, in whatever order', () => {
    const other = createTestField()
    const backwards = [300, 120, 3].map((day) => dayText(other, day))
    expect(backwards).toEqual([300, 120, 3].map((day) => dayText(field, day)))
  })

  it('tells the same truth when it is made later from the same first day', () => {
    const historyStart = new Date(days.startMs(0))
    const later = createTestField({ historyStart, epoch: new Date('2027-02-01T00:00:00Z') })
    expect(later.days.firstDay).toBe(days.firstDay)
    expect(dayText(later, 250)).toBe(dayText(field, 250))
  })

  it('tells another story under another seed', () => {
    const other = createTestField({ seed: 8, historyDays: 5 })
    expect(other.topology.wells[0]?.objectId).not.toBe(topology.wells[0]?.objectId)
    expect(other.simulation.day(0).volumes[0]?.oil).not.toBe(simulation.day(0).volumes[0]?.oil)
  })

  it('goes on after its epoch, and has no day before its history', () => {
    expect(sum(simulation.day(lastDay + 40).volumes.map(({ oil }) => oil))).toBeGreaterThan(20_000)
    expect(() => simulation.day(-1)).toThrow(RangeError)
  })

  it('closes every facility and day: what its wells gave went out by some way', () => {
    for (const day of allDays) {
      const today = simulation.day(day)
      for (const { wells, volumes } of today.facilities) {
        const given = (phase: 'oil' | 'gas' | 'water'): number =>
          sum(wells.map((well) => today.volumes[well]?.[phase] ?? 0))
        const injected = sum(wells.map((well) => today.volumes[well]?.waterInjected ?? 0))
        const stockChange = volumes.oil - volumes.oilExport
        const gasOut = volumes.gasExport + volumes.gasFuel + volumes.gasFlare + volumes.gasInjected
        expect(Math.abs(given('oil') - volumes.oilExport - stockChange)).toBeLessThan(1e-6 * (1 + volumes.oil))
        expect(Math.abs(given('gas') - gasOut)).toBeLessThan(1e-6 * (1 + volumes.gas))
        expect(Math.abs(given('water') - volumes.waterInjected - volumes.waterDisposed)).toBeLessThan(
          1e-6 * (1 + volumes.water),
        )
        expect(Math.abs(injected - volumes.waterInjected)).toBeLessThan(1e-6 * (1 + volumes.waterInjected))
      }
    }
  })

  it('keeps a storage vessel between empty and full', () => {
    const vessels = topology.facilities.filter(({ type }) => type === 'fpso')
    expect(vessels.length).toBeGreaterThan(0)
    for (const { index } of vessels) {
      let stock = 0
      let lowest = 0
      let highest = 0
      for (const day of allDays) {
        const volumes = simulation.day(day).facilities[index]?.volumes
        stock += (volumes?.oil ?? 0) - (volumes?.oilExport ?? 0)
        lowest = Math.min(lowest, stock)
        highest = Math.max(highest, stock)
      }
      const daily = simulation.day(0).facilities[index]?.volumes.oil ?? 0
      expect((highest - lowest) / daily).toBeGreaterThan(4)
      expect((highest - lowest) / daily).toBeLessThan(9)
    }
  })

  it('produces about 25 000 and 15 000 Sm³ of oil a day', () => {
    const oil = (asset: number): number =>
      median(allDays.map((day) => sum(wellsOf(asset).map(({ index }) => simulation.day(day).volumes[index]?.oil ?? 0))))
    expect(oil(0)).toBeGreaterThan(23_000)
    expect(oil(0)).toBeLessThan(27_000)
    expect(oil(1)).toBeGreaterThan(14_000)
    expect(oil(1)).toBeLessThan(16_500)
  })

  it('ends a typical day some per cent below plan, and seldom above it', () => {
    for (const asset of [0, 1]) {
      const gaps = allDays.map((day) => {
        const version = field.plan.versionsFor(day).at(-1)
        const planned =
          version === undefined
            ? 0
            : sum(wellsOf(asset).map(({ index }) => field.plan.volumes(version, index, day)?.oil ?? 0))
        return sum(wellsOf(asset).map(({ index }) => allocation.allocated(index, day).oil)) / planned - 1
      })
      expect(median(gaps)).toBeLessThan(-0.015)
      expect(median(gaps)).toBeGreaterThan(-0.055)
      expect(gaps.filter((gap) => gap > 0.02).length / gaps.length).toBeLessThan(0.1)
    }
  })

  it('has a few wells down on most days, and hardly ever none', () => {
    const down = allDays.map((day) => {
      const today = simulation.day(day)
      return topology.wells.filter(
        (well) => (well.startDay ?? 0) <= day && (today.volumes[well.index]?.onStreamHours ?? 0) < 12,
      ).length
    })
    expect(median(down)).toBeGreaterThanOrEqual(2)
    expect(median(down)).toBeLessThan(20)
    expect(down.filter((count) => count === 0).length).toBeLessThan(20)
  })

  it('depletes: pressure falls, water and gas ratio grow', () => {
    const first = simulation.day(0).conditions
    const last = simulation.day(lastDay).conditions
    for (const { index, kind } of topology.wells) {
      const [before, after] = [first[index], last[index]]
      if (before === undefined || after === undefined) throw new Error('a well has no conditions')
      expect(after.reservoirPressure).toBeLessThan(before.reservoirPressure)
      if (kind !== 'oil-producer') continue
      expect(after.gasOilRatio).toBeGreaterThan(before.gasOilRatio)
      if ((simulation.day(0).volumes[index]?.oil ?? 0) > 0) expect(after.waterCut).toBeGreaterThan(before.waterCut)
    }
  })

  it.each([
    ['2026-03-28', 23],
    ['2026-10-24', 25],
    ['2026-07-01', 24],
  ])('keeps wells on for no more and no less than the hours of %s', (label, hours) => {
    const day = days.indexOf(label)
    expect(days.hours(day)).toBe(hours)
    const onStream = simulation.day(day).volumes.map(({ onStreamHours }) => onStreamHours)
    expect(Math.max(...onStream)).toBeCloseTo(hours, 9)
  })

  it('shares out exactly what the inlet meters showed, by a factor near 1', () => {
    for (const day of allDays) {
      for (const { index } of topology.facilities) {
        const factor = allocation.factor(index, day, 'oil')
        expect(factor).toBeGreaterThan(0.95)
        expect(factor).toBeLessThan(1.05)
        const today = simulation.day(day).facilities[index]
        const shared = sum((today?.wells ?? []).map((well) => allocation.allocated(well, day).oil))
        expect(Math.abs(shared / Math.max(1, today?.volumes.oil ?? 0) - (shared > 0 ? 1 : 0))).toBeLessThan(0.01)
      }
    }
  })

  it('leaves a small part unaccounted, because meters err, but never none', () => {
    const shares = allDays.map((day) => {
      const shared = sum(topology.wells.map(({ index }) => allocation.allocated(index, day).gas))
      const metered = topology.facilities.map(({ index }) => allocation.metered(index, day))
      return (
        sum(metered.map((flows) => flows.gasExport + flows.gasFuel + flows.gasFlare + flows.gasInjected)) / shared - 1
      )
    })
    expect(shares.every((share) => share !== 0)).toBe(true)
    expect(Math.max(...shares.map(Math.abs))).toBeLessThan(0.015)
  })

  it('re-routes one well in the middle of its history, and moves its oil to the other facility', () => {
    const moved = topology.wells.filter(({ facilities }) => facilities.length > 1)
    expect(moved).toHaveLength(1)
    for (const well of moved) {
      const day = well.facilities[1]?.fromDay ?? Number.NaN
      const before = datedValue(well.facilities, day - 1)
      const after = datedValue(well.facilities, day)
      expect(simulation.day(day - 1).facilities[before]?.wells).toContain(well.index)
      expect(simulation.day(day).facilities[before]?.wells).not.toContain(well.index)
      expect(simulation.day(day).facilities[after]?.wells).toContain(well.index)
    }
  })

  it('names one well anew, and its tags with it', () => {
    const renamed = topology.wells.filter(({ labels }) => labels.length > 1)
    expect(renamed).toHaveLength(1)
    const [well] = renamed
    const tag = field.tags.find(({ owner }) => owner.level === 'well' && owner.index === well?.index)
    const day = well?.labels[1]?.fromDay ?? Number.NaN
    if (tag === undefined) throw new Error('the renamed well has no tag')
    expect(field.tagName(tag, days.startMs(day) - 1)).not.toBe(field.tagName(tag, days.startMs(day)))
  })

  it('brings new wells on in the course of its history', () => {
    const later = topology.wells.filter(({ startDay }) => startDay !== null)
    expect(later.length).toBeGreaterThan(2)
    for (const { index, startDay } of later) {
      expect(simulation.day((startDay ?? 0) - 1).volumes[index]?.oil).toBe(0)
      const first = allDays.slice(startDay ?? 0, (startDay ?? 0) + 14)
      expect(Math.max(...first.map((day) => simulation.day(day).volumes[index]?.oil ?? 0))).toBeGreaterThan(50)
    }
  })
})
