import { describe, expect, it } from 'vitest'
import type { EcSelection } from './ec-rows.ts'
import { createScriptedRows } from './scripted-rows.ts'

const all: EcSelection = { fromDay: null, toDay: null, updatedSinceMs: null, limit: 5_000 }
const start = new Date('2024-03-14T05:00:00Z')
const day = { objectId: 'W1', objectCode: 'A-01', daytime: '2024-03-13T00:00:00' }

describe('scripted rows', () => {
  it('hold a row with the stamps that it leaves out, at the clock’s local time', () => {
    const rows = createScriptedRows({ start })
    rows.put('well_day', { ...day, whp: 88 })
    expect(rows.list('well_day')).toEqual([
      { ...day, whp: 88, recordStatus: 'P', revision: 1, revisionText: null, updatedAt: '2024-03-14T06:00:00' },
    ])
  })

  it('replace the row of the same key with a further revision, later', () => {
    const rows = createScriptedRows({ start })
    rows.put('well_day', { ...day, whp: 88 })
    rows.advance(3_600_000)
    rows.put('well_day', { ...day, whp: 90 })
    const entries = [...(rows.entries('well_day', all, rows.clock.now()) ?? [])]
    expect(entries.map(({ updatedMs }) => updatedMs)).toEqual([start.getTime() + 3_600_000])
    expect(rows.list('well_day')).toMatchObject([{ whp: 90, revision: 2, updatedAt: '2024-03-14T07:00:00' }])
  })

  it('change a row without a trace of it where that is asked for', () => {
    const rows = createScriptedRows({ start })
    rows.put('well_day', { ...day, whp: 88 })
    rows.advance(3_600_000)
    rows.put('well_day', { ...day, whp: 90 }, { touch: false })
    expect(rows.list('well_day')).toMatchObject([{ whp: 90, revision: 1, updatedAt: '2024-03-14T06:00:00' }])
  })

  it('keep stamps that a row brings along, and count one without a stamp as very old', () => {
    const rows = createScriptedRows({ start })
    rows.put('well_day', { ...day, updatedAt: '2024-03-01T12:00:00', revision: 7, recordStatus: 'A' })
    rows.put('well_day', { ...day, objectId: 'W2', updatedAt: null })
    const entries = [...(rows.entries('well_day', all, rows.clock.now()) ?? [])]
    expect(entries.map(({ updatedMs, status }) => [updatedMs, status])).toEqual([
      [Date.parse('2024-03-01T11:00:00Z'), 'A'],
      [0, 'P'],
    ])
  })

  it('hold twins of one object and day, and events by their number', () => {
    const rows = createScriptedRows({ start })
    rows.put('well_day', { ...day, whp: 88 })
    rows.put('well_day', { ...day, whp: 89 }, { twin: 'other' })
    rows.put('deferment_event', { eventNo: 'D-1', objectId: 'W1', start: '2024-03-12T10:00:00', end: null })
    rows.put('deferment_event', { eventNo: 'D-1', objectId: 'W1', start: '2024-03-12T09:00:00', end: null })
    expect(rows.list('well_day')).toHaveLength(2)
    expect(rows.list('deferment_event')).toMatchObject([{ start: '2024-03-12T09:00:00', revision: 2 }])
  })

  it('take away every row that agrees, and only those', () => {
    const rows = createScriptedRows({ start })
    rows.put('well_day', day)
    rows.put('well_day', { ...day, objectId: 'W2' })
    expect(rows.delete('well_day', { objectId: 'W2' })).toBe(1)
    expect(rows.list('well_day')).toMatchObject([{ objectId: 'W1' }])
  })

  it('have a class from the moment that it is named', () => {
    const rows = createScriptedRows({ start })
    expect(rows.entries('well_day', all, start)).toBeNull()
    rows.addClass('well_day')
    expect(rows.entries('well_day', all, start)).toEqual([])
  })

  it.each([
    ['a day before', '2024-03-12', '2024-03-13', []],
    ['the day itself', '2024-03-13', '2024-03-14', ['day', 'event']],
    ['the day after, which the event only touches', '2024-03-14', '2024-03-15', []],
  ])('give what belongs to %s', (_what, fromDay, toDay, expected) => {
    const rows = createScriptedRows({ start })
    rows.put('any', { objectId: 'day', daytime: '2024-03-13T00:00:00' })
    rows.put('any', { eventNo: 1, objectId: 'event', start: '2024-03-13T06:00:00', end: '2024-03-14T06:00:00' })
    const found = [...(rows.entries('any', { ...all, fromDay, toDay }, start) ?? [])]
    expect(found.map(({ objectId }) => objectId)).toEqual(expected)
  })
})
