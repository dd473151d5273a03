import { describe, expect, it } from 'vitest'
import type { EcSelection } from './ec-rows.ts'
import { createReplayRows } from './replay-rows.ts'

const all: EcSelection = { fromDay: null, toDay: null, updatedSinceMs: null, limit: 5_000 }
const now = new Date('2026-01-01T00:00:00Z')
const row = (objectId: string, day: string, updatedAt?: string) => ({
  objectId,
  objectCode: objectId.toLowerCase(),
  daytime: `${day}T00:00:00`,
  oilAllocated: 12.5,
  recordStatus: 'A',
  ...(updatedAt === undefined ? {} : { updatedAt }),
})

describe('replayed rows', () => {
  const rows = createReplayRows({
    well: [
      { objectId: 'B', name: 'second' },
      { objectId: 'A', name: 'first' },
    ],
    well_day: [
      row('B', '2008-02-12', '2018-06-14T10:00:00'),
      row('A', '2008-02-12'),
      row('A', '2008-02-11', '2018-06-14T10:00:00Z'),
    ],
  })
  const entriesOf = (className: string, selection = all) => [...(rows.entries(className, selection, now) ?? [])]

  it('are served as they were given, by day and object', () => {
    expect(entriesOf('well_day').map((entry) => entry.toRow())).toEqual([
      row('A', '2008-02-11', '2018-06-14T10:00:00Z'),
      row('A', '2008-02-12'),
      row('B', '2008-02-12', '2018-06-14T10:00:00'),
    ])
  })

  it('are bounded by days, the last excluded; objects are there on every day', () => {
    const selection = { ...all, fromDay: '2008-02-11', toDay: '2008-02-12' }
    expect(entriesOf('well_day', selection)).toHaveLength(1)
    expect(entriesOf('well', selection).map(({ objectId }) => objectId)).toEqual(['A', 'B'])
  })

  it('read update stamps in the site’s zone unless they name their own, and as very old where there is none', () => {
    expect(entriesOf('well_day').map(({ updatedMs }) => updatedMs)).toEqual([
      Date.parse('2018-06-14T10:00:00Z'),
      0,
      Date.parse('2018-06-14T08:00:00Z'),
    ])
  })

  it('have only the classes that were given', () => {
    expect(rows.entries('stream_day', all, now)).toBeNull()
  })
})
