import { describe, expect, it } from 'vitest'
import { createTestField, testEpoch } from '../test/test-field.ts'
import { hourMs } from './day-table.ts'

const field = createTestField()
const { registry, topology, days } = field
const now = testEpoch.getTime()
const rerouted = topology.wells.find(({ facilities }) => facilities.length > 1)
const movedDay = rerouted?.facilities[1]?.fromDay ?? Number.NaN
const versionsOf = (objectId: string | undefined, seenMs: number) =>
  registry.versions(seenMs).filter((of) => of.objectId === objectId)

describe('the registry', () => {
  it('hangs every node under one that is there', () => {
    const versions = registry.versions(now)
    const ids = new Set(versions.map(({ objectId }) => objectId))
    for (const { level, parentId } of versions)
      expect(level === 'asset' ? parentId === null : ids.has(parentId ?? '')).toBe(true)
  })

  it('has two versions of the re-routed well, one after the other, under different parents', () => {
    const [before, after] = versionsOf(rerouted?.objectId, now)
    expect([before?.fromDay, before?.toDay]).toEqual([null, movedDay])
    expect([after?.fromDay, after?.toDay]).toEqual([movedDay, null])
    expect(after?.parentId).not.toBe(before?.parentId)
    expect(after?.code).toBe(before?.code)
  })

  it('knows of a change from the day before it holds, and stamps it then', () => {
    const early = versionsOf(rerouted?.objectId, days.startMs(movedDay - 2))
    expect(early).toHaveLength(1)
    expect(early[0]?.toDay).toBeNull()
    const [before] = versionsOf(rerouted?.objectId, days.startMs(movedDay - 1) + 5 * hourMs)
    expect(before?.toDay).toBe(movedDay)
    expect(before?.updatedMs).toBeGreaterThan(early[0]?.updatedMs ?? Infinity)
  })

  it('gives the renamed well a new code under the same id', () => {
    const renamed = topology.wells.find(({ labels }) => labels.length > 1)
    const codes = versionsOf(renamed?.objectId, now).map(({ code }) => code)
    expect(codes).toHaveLength(2)
    expect(new Set(codes).size).toBe(2)
  })

  it('enters a new well some weeks before its first day', () => {
    const well = topology.wells.find(({ startDay }) => startDay !== null)
    const startDay = well?.startDay ?? Number.NaN
    expect(versionsOf(well?.objectId, days.startMs(startDay - 40))).toEqual([])
    expect(versionsOf(well?.objectId, days.startMs(startDay - 10))).toHaveLength(1)
  })
})
