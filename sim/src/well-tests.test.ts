import { describe, expect, it } from 'vitest'
import { createTestField } from '../test/test-field.ts'

const field = createTestField()
const { tests, topology, simulation, days } = field
const producers = topology.wells.filter(({ kind }) => kind.endsWith('producer'))
const all = producers.flatMap(({ index }) => tests.list(index, 0, 400))

describe('well tests', () => {
  it('come to every producer about every six weeks and to no injector', () => {
    expect(all.length / producers.length).toBeGreaterThan(8)
    expect(all.length / producers.length).toBeLessThan(11)
    for (const { index, kind } of topology.wells)
      if (kind.endsWith('injector')) expect(tests.list(index, 0, 400)).toEqual([])
  })

  it('are not done while the well is down', () => {
    const undone = all.filter(({ result }) => result === null)
    expect(undone.length).toBeGreaterThan(0)
    expect(undone.length / all.length).toBeLessThan(0.2)
  })

  it('find what the well gives, within a few per cent, when they are accepted', () => {
    for (const { well, day, result } of all) {
      if (result?.isAccepted !== true) continue
      const full = simulation.day(day).full[well]
      expect(Math.abs(result.oil / (full?.oil ?? 0) - 1)).toBeLessThan(0.06)
      expect(Math.abs(result.gas / (full?.gas ?? 0) - 1)).toBeLessThan(0.06)
    }
  })

  it('are refused now and then, and then nothing rests on them', () => {
    const refused = all.filter(({ result }) => result?.isAccepted === false)
    expect(refused.length).toBeGreaterThan(10)
    for (const { well, day, result } of refused) {
      expect(result?.validFromDay).toBeNull()
      expect(tests.validOn(well, day + 4)?.day).not.toBe(day)
    }
  })

  it('hold from the day they are accepted, not before', () => {
    const test = all.find(({ result, day }) => result?.isAccepted === true && day > 100)
    if (test === undefined || test.result === null) throw new Error('no test was accepted')
    const from = test.result.validFromDay ?? Number.NaN
    expect(test.result.decidedMs).toBeGreaterThan(days.startMs(from))
    expect(tests.validOn(test.well, from)?.number).toBe(test.number)
    expect(tests.validOn(test.well, from - 1)?.number).not.toBe(test.number)
  })

  it('give nothing to rest on before the first', () => {
    expect(producers.every(({ index }) => tests.validOn(index, 0) === null)).toBe(true)
  })
})
