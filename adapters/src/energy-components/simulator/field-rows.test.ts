import { createCalendar } from '@tieback/domain'
import { createField, hourMs } from '@tieback/sim'
import { describe, expect, it } from 'vitest'
import type { EcRow, EcSelection } from './ec-rows.ts'
import { createFieldRows } from './field-rows.ts'
import { toLocalTime } from './local-time.ts'

const epoch = new Date('2026-11-19T09:00:00Z')
const calendar = createCalendar('field', [{ validFrom: null, timeZone: 'Europe/Oslo', dayStart: '06:00' }])
const field = createField({ seed: 7, epoch, historyDays: 400, calendar })
const { days, topology } = field
const rows = createFieldRows(field)
const nowMs = epoch.getTime()
const everything: EcSelection = { fromDay: null, toDay: null, updatedSinceMs: null, limit: 5_000 }

function read(className: string, selection: Partial<EcSelection> = {}, seenMs = nowMs): EcRow[] {
  const entries = rows.entries(className, { ...everything, ...selection }, new Date(seenMs))
  if (entries === null) throw new Error(`there is no class ${className}`)
  return [...entries].map((entry) => entry.toRow())
}

const dayOnly = (day: number) => ({ fromDay: days.label(day), toDay: days.label(day + 1) })
const today = days.indexAt(nowMs)
const dailyClasses = ['well_day', 'injector_day', 'well_day_alloc', 'injector_day_alloc', 'stream_day', 'plan_well_day']

describe('the field’s rows', () => {
  it('have every node once for each version of it', () => {
    expect(read('area')).toHaveLength(2)
    expect(read('production_unit')).toHaveLength(5)
    expect(read('facility')).toHaveLength(12)
    expect(read('well')).toHaveLength(topology.wells.length + 2)
  })

  it.each(dailyClasses)('of class %s have the same columns on every row, empty or not', (className) => {
    const columns = new Set(read(className, { fromDay: days.label(today - 20) }).map((row) => Object.keys(row).join()))
    expect(columns.size).toBe(1)
  })

  it('stand in the order of their keys', () => {
    for (const className of [...dailyClasses, 'well', 'deferment_event', 'well_test']) {
      const entries = [...(rows.entries(className, { ...everything, fromDay: days.label(today - 3) }, epoch) ?? [])]
      const keys = entries.map(({ daytime, objectId, number }) => `${daytime}/${objectId}/${number}`)
      expect(keys).toEqual(keys.toSorted((left, right) => (left < right ? -1 : 1)))
    }
  })

  it('are there but empty while their day runs', () => {
    const running = read('well_day', dayOnly(today))
    expect(running.length).toBeGreaterThan(100)
    for (const row of running)
      expect([row['onStreamHours'], row['oilTheoretical'], row['recordStatus']]).toEqual([null, null, 'P'])
  })

  it('are not there before the day has begun', () => {
    expect(read('well_day', dayOnly(today), days.startMs(today) - 1)).toEqual([])
  })

  it('tell a day as it was known at each instant: empty, provisional, verified, approved, re-allocated', () => {
    const day = 100
    const hub = (day + 9) % topology.hubs.length
    const wells = new Set(
      topology.wells
        .filter((well) => well.hub === hub && well.kind.endsWith('producer'))
        .map(({ objectId }) => objectId),
    )
    const sumSeen = (seenMs: number) => {
      const seen = read('well_day_alloc', dayOnly(day), seenMs).filter(({ objectId }) => wells.has(String(objectId)))
      return {
        oil: seen.reduce((sum, row) => sum + Number(row['oilAllocated'] ?? 0), 0),
        statuses: new Set(seen.map((row) => row['recordStatus'])),
        notes: new Set(seen.map((row) => row['revisionText'])),
      }
    }
    const [empty, provisional, approved, restated, final] = [
      sumSeen(days.startMs(day) + 12 * hourMs),
      sumSeen(days.startMs(day + 1) + 1.2 * hourMs),
      sumSeen(days.startMs(day + 5)),
      sumSeen(days.startMs(day + 9) + 10 * hourMs),
      sumSeen(days.startMs(day + 12)),
    ]
    expect(empty.oil).toBe(0)
    expect([...provisional.statuses]).toEqual(['P'])
    expect(provisional.oil).toBeGreaterThan(500)
    expect([...approved.statuses]).toEqual(['A'])
    expect(Math.abs(restated.oil / approved.oil - 1)).toBeGreaterThan(0.001)
    expect([...restated.notes]).toEqual(['meter factor corrected'])
    expect([...restated.statuses]).toEqual(['V'])
    expect(final.oil).toBe(restated.oil)
    expect([...final.statuses]).toEqual(['A'])
  })

  it('find by their update stamp exactly the rows that changed since', () => {
    const sinceMs = nowMs - 30 * hourMs
    for (const className of ['well_day_alloc', 'stream_day']) {
      const seenThen = new Map(
        read(className, {}, sinceMs - 1).map((row) => [`${String(row['objectId'])}${String(row['daytime'])}`, row]),
      )
      const changed = read(className).filter((row) => {
        const before = seenThen.get(`${String(row['objectId'])}${String(row['daytime'])}`)
        return before?.['revision'] !== row['revision']
      })
      const found = read(className, { updatedSinceMs: sinceMs })
      expect(found.length).toBeGreaterThan(10)
      expect(found).toEqual(changed)
    }
  })

  it('count hours on stream up to 23 and 25 on the days the clocks change', () => {
    const longest = (label: string) =>
      Math.max(...read('well_day', dayOnly(days.indexOf(label))).map((row) => Number(row['onStreamHours'])))
    expect(longest('2026-03-28')).toBe(23)
    expect(longest('2026-10-24')).toBe(25)
  })

  it('stamp updates in local time, so that the autumn hour repeats', () => {
    expect(toLocalTime('Europe/Oslo', Date.parse('2026-10-25T00:30:00Z'))).toBe('2026-10-25T02:30:00')
    expect(toLocalTime('Europe/Oslo', Date.parse('2026-10-25T01:30:00Z'))).toBe('2026-10-25T02:30:00')
  })

  it('share a facility’s measured oil among its wells, nearly closing with what its meters saw', () => {
    const day = today - 5
    const allocated = read('well_day_alloc', dayOnly(day)).reduce((sum, row) => sum + Number(row['oilAllocated']), 0)
    const metered = read('stream_day', dayOnly(day)).reduce(
      (sum, row) => sum + Number(row['oilExport']) + Number(row['oilStockChange'] ?? 0),
      0,
    )
    expect(metered / allocated).not.toBe(1)
    expect(Math.abs(metered / allocated - 1)).toBeLessThan(0.01)
  })

  it('keep a planned event’s planned end until it proves wrong, and leave a running one open', () => {
    const late = field.outages.all.find(
      ({ plannedEndMs, endMs, sort }) => sort === 'group' && plannedEndMs !== null && plannedEndMs < endMs,
    )
    if (late === undefined || late.plannedEndMs === null) throw new Error('no planned event ran late')
    const plannedEndMs = late.plannedEndMs
    const seen = (seenMs: number) =>
      read('deferment_event', {}, seenMs).find(
        ({ eventNo }) => eventNo === `D-${String(late.number + 1).padStart(6, '0')}`,
      )
    expect(seen(late.startMs - 15 * 24 * hourMs)).toBeUndefined()
    expect(seen(late.startMs - hourMs)?.['end']).toBe(toLocalTime('Europe/Oslo', plannedEndMs))
    expect(seen(plannedEndMs + hourMs)?.['end']).toBeNull()
    expect(seen(late.endMs + 6 * hourMs)?.['end']).toBe(toLocalTime('Europe/Oslo', late.endMs))
  })

  it('have the parent of every child event, over any range that has the child', () => {
    const events = read('deferment_event', { fromDay: days.label(today - 60), toDay: days.label(today - 30) })
    const numbers = new Set(events.map(({ eventNo }) => eventNo))
    const children = events.filter(({ eventSort }) => eventSort === 'CHILD')
    expect(children.length).toBeGreaterThan(10)
    for (const { parentEventNo } of children) expect(numbers.has(parentEventNo)).toBe(true)
  })

  it('announce a test, tell its figures when it is done, and its day once it is accepted', () => {
    const [accepted] = topology.wells
      .flatMap(({ index }) => field.tests.list(index, 200, 260))
      .filter(({ result }) => result?.isAccepted === true)
    if (accepted === undefined || accepted.result === null) throw new Error('no test was accepted')
    const number = `T-${String(accepted.number).padStart(7, '0')}`
    const seen = (seenMs: number) => read('well_test', {}, seenMs).find(({ testNo }) => testNo === number)
    expect(seen(accepted.startMs - hourMs)).toMatchObject({ testStatus: 'PLANNED', oilRate: null })
    expect(seen(accepted.endMs + 3 * hourMs)).toMatchObject({ testStatus: 'PERFORMED', validFrom: null })
    expect(seen(accepted.result.decidedMs)).toMatchObject({
      testStatus: 'ACCEPTED',
      validFrom: expect.any(String) as string,
    })
  })

  it('replace planned days by those of the newer edition when it is issued', () => {
    const day = 220
    const [first, second] = field.plan.versionsFor(day)
    const seen = (seenMs: number) => read('plan_well_day', dayOnly(day), seenMs)[0]
    const before = seen((second?.issuedMs ?? 0) - 1)
    const after = seen(second?.issuedMs ?? 0)
    expect([before?.['planVersion'], before?.['revision']]).toEqual([first?.name, 1])
    expect([after?.['planVersion'], after?.['revision']]).toEqual([second?.name, 2])
    expect(after?.['oil']).not.toBe(before?.['oil'])
  })

  it('plan days to come', () => {
    expect(read('plan_well_day', dayOnly(today + 30)).length).toBeGreaterThan(140)
  })

  it('know no other class', () => {
    expect(rows.entries('tank_reading', everything, epoch)).toBeNull()
  })
})
