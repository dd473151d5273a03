import { describe, expect, it } from 'vitest'
import { createTestField, testEpoch } from '../test/test-field.ts'
import { hourMs } from './day-table.ts'
import { plannedAheadDays, registrationDelayMs, type Outage } from './outages.ts'
import { datedValue } from './well.ts'

const field = createTestField()
const { outages, topology, days } = field
const lastDay = days.indexAt(testEpoch.getTime())
const groups = outages.all.filter(({ sort }) => sort === 'group')
const childrenOf = (group: Outage): Outage[] => outages.all.filter(({ parent }) => parent === group.number)

describe('the outage book', () => {
  it('numbers outages in the order in which they come into being', () => {
    expect(outages.all.map(({ number }) => number)).toEqual(outages.all.map((_, index) => index))
  })

  it('tells the same outages however far it is extended at a time', () => {
    const other = createTestField({ historyDays: 400, epoch: testEpoch })
    for (let day = 0; day <= lastDay; day += 7) other.outages.extendTo(day)
    other.outages.extendTo(lastDay)
    expect(other.outages.all.slice(0, 1_000)).toEqual(outages.all.slice(0, 1_000))
  })

  it('ends every outage after it starts and loses a share of 0 to 1', () => {
    for (const { startMs, endMs, lossShare } of outages.all) {
      expect(endMs).toBeGreaterThan(startMs)
      expect(lossShare).toBeGreaterThan(0)
      expect(lossShare).toBeLessThanOrEqual(1)
    }
  })

  it('gives a group a child for each well that it takes down, of its own place and time', () => {
    expect(groups.length).toBeGreaterThan(50)
    // A ramp-up takes the wells of its shut-in, one of which may meanwhile belong elsewhere.
    for (const group of groups.filter(({ isRampUp }) => !isRampUp)) {
      const children = childrenOf(group)
      expect(children.length).toBeGreaterThan(0)
      for (const child of children) {
        const well = topology.wells[child.place.index]
        const home =
          group.place.level === 'hub' ? well?.hub : datedValue(well?.facilities ?? [], days.indexAt(group.startMs))
        expect(home).toBe(group.place.index)
        expect([child.startMs, child.endMs, child.lossShare]).toEqual([group.startMs, group.endMs, group.lossShare])
      }
    }
  })

  it('has every sort of trouble: trips of compressors and plants, pipelines, interventions, waiting for a rig', () => {
    const codes = new Set(outages.all.map(({ cause }) => cause.code))
    expect([...codes]).toEqual(
      expect.arrayContaining(['PRO-COMP', 'PRO-ESD', 'EXP-PIPE', 'WEL-WIRE', 'PRO-TAR', 'WEL-RIG']),
    )
  })

  it('shuts every facility down once a year by plan, and lets it come back slowly', () => {
    const shutdowns = groups.filter(({ cause }) => cause.code === 'PRO-TAR')
    const down = shutdowns.filter(({ isRampUp }) => !isRampUp)
    expect(new Set(down.map(({ place }) => place.index)).size).toBe(topology.facilities.length)
    for (const shutdown of down) {
      expect(shutdown.plannedEndMs).not.toBeNull()
      const rampUp = shutdowns.find(({ isRampUp, startMs }) => isRampUp && startMs === shutdown.endMs)
      expect((rampUp?.endMs ?? 0) - shutdown.endMs).toBeGreaterThanOrEqual(2 * hourMs)
    }
  })

  it('holds some planned work longer than planned', () => {
    const late = outages.all.filter(({ plannedEndMs, endMs }) => plannedEndMs !== null && plannedEndMs < endMs)
    expect(late.length).toBeGreaterThan(0)
    for (const { cause } of late) expect(cause.isPlanned).toBe(true)
  })

  it('has outages that run at the end of the history', () => {
    const now = testEpoch.getTime()
    expect(outages.all.some(({ startMs, endMs }) => startMs <= now && endMs > now)).toBe(true)
  })

  it('sees planned work coming when it is extended ahead of now', () => {
    outages.extendTo(lastDay + plannedAheadDays)
    expect(outages.all.some(({ startMs, cause }) => startMs > testEpoch.getTime() && cause.isPlanned)).toBe(true)
  })

  it('registers a group and its children at the same instant', () => {
    const [group] = groups
    if (group === undefined) throw new Error('there is no group')
    const delays = [group, ...childrenOf(group)].map((outage) => registrationDelayMs(field.seed, outage, 'start'))
    expect(new Set(delays).size).toBe(1)
    expect(delays[0]).toBeGreaterThan(0)
  })
})
