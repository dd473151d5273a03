import { describe, expect, it } from 'vitest'
import { createTestField, testEpoch } from '../test/test-field.ts'
import { hourMs } from './day-table.ts'
import { eventMs, systemStates, type SensorEvent } from './sensors.ts'
import type { Measurand, Tag } from './tags.ts'

const field = createTestField({ historyDays: 60 })
const { sensors, tags, days } = field
const nowMs = testEpoch.getTime()
const dayMs = 24 * hourMs
const startMs = nowMs - dayMs

const tagsOf = (measurand: Measurand): Tag[] => tags.filter(({ sort }) => sort.measurand === measurand)
const lastDayOf = (tag: Tag): SensorEvent[] => sensors.recorded(tag, startMs, nowMs)

function mean(events: readonly SensorEvent[]): number {
  const values = events.flatMap(({ value }) => value ?? [])
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

describe('the sensors', () => {
  it('store about 290 events of a tag in a day, oldest first', () => {
    for (const tag of tags.slice(0, 200)) {
      const events = lastDayOf(tag)
      const stamps = events.map(eventMs)
      expect(stamps).toEqual(stamps.toSorted((left, right) => left - right))
      expect(events.length).toBeLessThan(330)
    }
    const counts = tags.slice(0, 200).map((tag) => lastDayOf(tag).length)
    expect(counts.toSorted((left, right) => left - right)[100]).toBeGreaterThan(275)
  })

  it('give the same events in parts as in one reading', () => {
    for (const tag of tags.slice(40, 60)) {
      const middle = startMs + 7.31 * hourMs
      const first = sensors.recorded(tag, startMs, middle)
      const second = sensors.recorded(tag, middle + 1e-3, nowMs)
      expect([...first, ...second]).toEqual(lastDayOf(tag))
    }
  })

  it('include both ends of a range', () => {
    const [tag] = tagsOf('wellhead-pressure')
    if (tag === undefined) throw new Error('there is no such tag')
    const events = lastDayOf(tag)
    const [from, to] = [events[10], events[20]]
    if (from === undefined || to === undefined) throw new Error('the day is too empty')
    const again = sensors.recorded(tag, eventMs(from), eventMs(to))
    expect(again[0]).toEqual(from)
    expect(again.at(-1)).toEqual(to)
  })

  it('hold either a value or a state, never both', () => {
    for (const tag of tags.slice(0, 300)) {
      for (const { value, state } of lastDayOf(tag)) expect((value === null) !== (state === null)).toBe(true)
    }
  })

  it('show the truth: the mean of a healthy day is the day’s true rate', () => {
    const steady = tagsOf('oil-rate').filter(({ owner }) => {
      const day = days.indexAt(nowMs) - 1
      return (field.simulation.day(day).volumes[owner.index]?.onStreamHours ?? 0) === 24
    })
    const ratios = steady.map((tag) => {
      const day = days.indexAt(nowMs) - 1
      const events = sensors.recorded(tag, days.startMs(day), days.startMs(day + 1) - 1)
      return mean(events) / (field.simulation.day(day).volumes[tag.owner.index]?.oil ?? 1)
    })
    expect(ratios.length).toBeGreaterThan(50)
    const off = ratios.filter((ratio) => Math.abs(ratio - 1) > 0.03)
    expect(off.length / ratios.length).toBeLessThan(0.08)
  })

  it('begin with the state that a new point has, and hold nothing before it', () => {
    const [tag] = tags
    if (tag === undefined) throw new Error('there is no tag')
    const first = sensors.recorded(tag, 0, days.startMs(0) + hourMs)
    expect(first[0]).toMatchObject({ atMs: days.startMs(0), value: null, state: systemStates.pointCreated })
    expect(sensors.lastBefore(tag, days.startMs(0))).toBeNull()
  })

  it('find the neighbours of an instant, the event at it counted or not', () => {
    const tag = tags[100]
    if (tag === undefined) throw new Error('there is no such tag')
    const events = lastDayOf(tag)
    const [before, at, after] = [events[5], events[6], events[7]]
    if (at === undefined) throw new Error('the day is too empty')
    expect(sensors.lastAt(tag, eventMs(at))).toEqual(at)
    expect(sensors.lastBefore(tag, eventMs(at))).toEqual(before)
    expect(sensors.nextAfter(tag, eventMs(at), nowMs)).toEqual(after)
    expect(sensors.nextAfter(tag, nowMs, nowMs)).toBeNull()
  })

  it('fail in every way in the course of weeks: timeouts, bad input, shutdown, gaps, frozen values', () => {
    const states = new Set<number | null>()
    let longestGapMs = 0
    let longestFrozen = 0
    for (const tag of tagsOf('wellhead-pressure')) {
      const events = sensors.recorded(tag, nowMs - 20 * dayMs, nowMs)
      let frozen = 0
      for (const [index, event] of events.entries()) {
        const previous = events[index - 1]
        states.add(event.state)
        if (previous === undefined) continue
        longestGapMs = Math.max(longestGapMs, event.atMs - previous.atMs)
        frozen = event.value !== null && event.value === previous.value ? frozen + 1 : 0
        longestFrozen = Math.max(longestFrozen, frozen)
      }
    }
    expect([...states]).toEqual(
      expect.arrayContaining([systemStates.ioTimeout, systemStates.badInput, systemStates.shutdown]),
    )
    expect(longestGapMs).toBeGreaterThan(hourMs)
    expect(longestFrozen).toBeGreaterThan(10)
  })

  it('stamp whole seconds, milliseconds and ticks, and sometimes two events alike', () => {
    const events = tags.slice(0, 400).map((tag) => ({ tag, events: lastDayOf(tag) }))
    for (const { tag, events: of } of events) {
      if (tag.id % 4 === 0) expect(of.every(({ atMs, ticks }) => atMs % 1_000 === 0 && ticks === 0)).toBe(true)
    }
    expect(events.some(({ events: of }) => of.some(({ ticks }) => ticks > 0))).toBe(true)
    expect(
      events.some(({ events: of }) =>
        of.some((event, index) => index > 0 && eventMs(event) === eventMs(of[index - 1] ?? event)),
      ),
    ).toBe(true)
  })

  it('lose some downhole gauges for good', () => {
    const dead = field.topology.wells.filter((well) => sensors.isGaugeDead(well, 380))
    expect(dead.length).toBeGreaterThan(2)
    for (const well of dead) expect(sensors.isGaugeDead(well, 900)).toBe(true)
  })
})
