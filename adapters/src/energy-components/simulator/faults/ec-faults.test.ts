import { deferByWell } from '@tieback/domain'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Page, ProductionRequest, ProductionRow } from '../../../port.ts'
import {
  byKey,
  dayAgo,
  epoch,
  type FieldSite,
  figureKey,
  week,
  type SiteMapping,
  startFieldSite,
} from '../../test/field-site.ts'
import { collect } from '../../test/test-site.ts'
import { type EcFault, ecFaults } from './ec-faults.ts'

const { signal } = new AbortController()
let site: FieldSite
let clean: Map<string, ProductionRow>

const read = (source = site.source(), request: ProductionRequest = { days: week }) =>
  collect(source.production.readProduction(request, signal))
const readDeferments = () => collect(site.source().production.readDeferments({ days: week }, signal))
const smallPages = () => site.source(undefined, { pageSize: 700 })
const allocations = ['wellAlloc', 'injectorAlloc'] as const

/** Figures that two readings tell differently, or that only one has. */
function differences(read: Page<ProductionRow>): ProductionRow[] {
  const now = byKey(read.rows)
  const keys = new Set([...clean.keys(), ...now.keys()])
  return [...keys].flatMap((key) => {
    const [before, after] = [clean.get(key), now.get(key)]
    return JSON.stringify(before) === JSON.stringify(after) ? [] : [after ?? before].filter((row) => row !== undefined)
  })
}

const one = <Value>(values: Iterable<Value>): Value => {
  const distinct = [...new Set(values)]
  expect(distinct).toHaveLength(1)
  // Safe: there is exactly one.
  return distinct[0] as Value
}

const allocated = (mapping: SiteMapping, change: (dataset: SiteMapping['datasets'][string]) => void) => {
  for (const name of allocations) if (mapping.datasets[name] !== undefined) change(mapping.datasets[name])
}

/** What each fault comes to, read through the adapter. */
const cases: Record<EcFault, () => Promise<void>> = {
  'null-rows': async () => {
    site.simulator.faults.set('null-rows=3')
    const all = await read()
    const awaited = all.rows.filter(({ day, measure }) => day >= dayAgo(2) && measure !== 'plan')
    expect(one(awaited.map(({ value, quality, status }) => `${String(value)} ${quality} ${status}`))).toBe(
      'null missing provisional',
    )
    expect(differences(all).every(({ day }) => day >= dayAgo(2))).toBe(true)
    expect(all.refused).toEqual([])
  },
  'status-lowered': async () => {
    site.simulator.faults.set('status-lowered=4')
    const changed = differences(await read())
    expect(one(changed.map(({ day, status }) => `${day} ${status}`))).toBe(`${dayAgo(4)} provisional`)
    expect(changed.length).toBeGreaterThan(100)
    const { rows } = await read(site.source(), { updatedSince: epoch })
    expect(new Set(rows.map(figureKey))).toEqual(new Set(changed.map(figureKey)))
  },
  restated: async () => {
    site.simulator.faults.set('restated=5')
    const volumes = differences(await read()).filter(({ measure, value }) => measure === 'allocated' && value !== 0)
    expect(one(volumes.map(({ day, note }) => `${day} ${note ?? ''}`))).toBe(`${dayAgo(5)} meter factor corrected`)
    for (const row of volumes) {
      const before = clean.get(figureKey(row))?.value ?? null
      if (before !== null) expect(row.value).toBeCloseTo(before * 1.02, 6)
    }
    expect((await read(site.source(), { updatedSince: epoch })).rows.length).toBeGreaterThan(volumes.length)
  },
  'silent-change': async () => {
    site.simulator.faults.set('silent-change')
    const changed = differences(await read())
    expect(one(changed.map(({ day }) => day))).toBe(dayAgo(3))
    expect((await read(site.source(), { updatedSince: epoch })).rows).toEqual([])
  },
  'deleted-rows': async () => {
    site.simulator.faults.set('deleted-rows=4')
    const all = await read()
    const gone = differences(all)
    expect(one(gone.map(({ objectId, day }) => `${objectId} ${day}`))).toContain(dayAgo(4))
    expect(gone.filter((row) => byKey(all.rows).has(figureKey(row)))).toEqual([])
    expect(all.refused).toEqual([])
  },
  'late-commits': async () => {
    const since = { updatedSince: new Date(epoch.getTime() - 8 * 3_600_000) }
    const prompt = await read(site.source(), since)
    site.simulator.faults.set('late-commits=600')
    const late = await read(site.source(), since)
    expect(late.rows.length).toBeGreaterThan(0)
    expect(late.rows.length).toBeLessThan(prompt.rows.length)
    site.clock.moveTo(new Date(epoch.getTime() + 10 * 3_600_000))
    const committed = byKey((await read(site.source(), since)).rows)
    expect(prompt.rows.filter((row) => !committed.has(figureKey(row)))).toEqual([])
  },
  'repeated-hour': async () => {
    const tomorrow = new Date(epoch.getTime() + 24 * 3_600_000)
    site.clock.moveTo(tomorrow)
    const { updatedTo } = await read(site.source(), { updatedSince: epoch })
    site.clock.moveTo(epoch)
    site.simulator.faults.set('repeated-hour')
    await read(site.source(), { updatedSince: epoch })
    site.clock.moveTo(tomorrow)
    const shifted = await read(site.source(), { updatedSince: epoch })
    expect((updatedTo?.getTime() ?? 0) - (shifted.updatedTo?.getTime() ?? 0)).toBe(3_600_000)
  },
  'no-update-stamps': async () => {
    site.simulator.faults.set('no-update-stamps=2')
    const old = await read(site.source(), { days: { from: dayAgo(14), to: dayAgo(12) } })
    expect([old.rows.length > 0, old.updatedTo]).toEqual([true, null])
    const { rows } = await read(site.source(), { updatedSince: new Date('2000-01-01T00:00:00Z') })
    expect(rows.filter(({ day, measure }) => day < dayAgo(12) && measure !== 'plan')).toEqual([])
  },
  'rows-move': async () => {
    const since = { updatedSince: new Date(epoch.getTime() - 48 * 3_600_000) }
    const still = await read(smallPages(), since)
    site.simulator.faults.set('rows-move')
    const moving = await read(smallPages(), since)
    expect(byKey(moving.rows)).toEqual(byKey(still.rows))
    expect(moving.rows.length).toBeGreaterThan(still.rows.length)
  },
  'empty-pages': async () => {
    const before = site.simulator.log.calls
    await read()
    const usual = site.simulator.log.calls - before
    site.simulator.faults.set('empty-pages')
    expect(differences(await read())).toEqual([])
    expect(site.simulator.log.calls - before - usual).toBe(2 * usual)
  },
  'cursor-refused': async () => {
    site.simulator.faults.set('cursor-refused')
    expect(differences(await read(smallPages()))).toEqual([])
    expect(site.simulator.log.requests.filter(({ url }) => !url.includes('cursor')).length).toBeGreaterThan(6)
  },
  'cursor-circles': async () => {
    site.simulator.faults.set('cursor-circles')
    await expect(read(smallPages())).rejects.toMatchObject({
      code: 'bad_payload',
      message: expect.stringContaining('goes round') as string,
    })
  },
  'month-locked': async () => {
    site.simulator.faults.set('month-locked')
    const resilience = { attempts: 4, retryDelayMs: 1, concurrency: 1 }
    expect(differences(await read(site.source(undefined, { pageSize: 700, resilience })))).toEqual([])
    site.simulator.faults.set('month-locked=9')
    await expect(read(site.source(undefined, { pageSize: 700 }))).rejects.toMatchObject({ code: 'unavailable' })
  },
  'database-error': async () => {
    site.simulator.faults.set('database-error')
    await expect(site.source().check(signal)).rejects.toThrow('answered 500: ORA-01555: snapshot too old')
  },
  drift: async () => {
    site.simulator.faults.set('drift')
    await expect(read()).rejects.toThrow('no longer has updatedAt')
  },
  'drift-type': async () => {
    const source = site.source()
    site.simulator.faults.set('drift-type')
    expect(differences(await read(source))).toEqual([])
    const types = (source.takeWireShapes?.() ?? []).map(({ fields }) => fields['oilAllocated'])
    expect(new Set(types.filter((type) => type !== undefined))).toEqual(new Set(['null | string']))
  },
  'morning-load': async () => {
    site.simulator.faults.set('morning-load')
    site.clock.moveTo(new Date('2026-11-19T06:05:00Z'))
    await expect(site.source().check(signal)).rejects.toMatchObject({ code: 'unavailable', retryAfterMs: 1_000 })
    site.clock.moveTo(new Date('2026-11-19T06:10:00Z'))
    await expect(site.source().check(signal)).resolves.toMatchObject({ product: 'Energy Components' })
  },
  'well-renamed': async () => {
    const before = await site.source().discover(signal)
    site.simulator.faults.set('well-renamed')
    const after = await site.source().discover(signal)
    const renamed = after.nodes.filter(({ name }) => !before.nodes.some((node) => node.name === name))
    expect(one(renamed.map(({ code }) => code))).toMatch(/ H$/)
    expect(after.nodes.map(({ objectId }) => objectId)).toEqual(before.nodes.map(({ objectId }) => objectId))
    expect(differences(await read())).toEqual([])
  },
  'code-reused': async () => {
    site.simulator.faults.set('code-reused')
    const { nodes } = await site.source().discover(signal)
    const wells = nodes.filter(({ kind, validTo }) => kind === 'well' && validTo === null)
    expect(new Set(wells.map(({ code }) => code)).size).toBe(wells.length)
    expect(wells.filter(({ code }) => code?.endsWith(' OLD') === true)).toHaveLength(1)
    expect(differences(await read())).toEqual([])
  },
  'well-moved': async () => {
    site.simulator.faults.set('well-moved')
    const { nodes } = await site.source().discover(signal)
    const moved = nodes.find(({ validFrom }) => validFrom === dayAgo(0))
    const before = nodes.find(({ objectId, validTo }) => objectId === moved?.objectId && validTo === dayAgo(0))
    expect([moved?.kind, before?.kind]).toEqual(['well', 'well'])
    expect(moved?.parentObjectId).not.toBe(before?.parentObjectId)
  },
  'unknown-well': async () => {
    site.simulator.faults.set('unknown-well')
    const known = new Set((await site.source().discover(signal)).nodes.map(({ objectId }) => objectId))
    const unknown = differences(await read())
    expect(unknown.length).toBeGreaterThan(50)
    expect(known.has(one(unknown.map(({ objectId }) => objectId)))).toBe(false)
  },
  'open-group': async () => {
    site.simulator.faults.set('open-group')
    const { rows } = await readDeferments()
    const group = rows.find(({ eventId }) => eventId === 'X-GROUP')
    const children = rows.filter(({ parentEventId }) => parentEventId === 'X-GROUP')
    expect([group?.end, new Set(children.map(({ end }) => end))]).toEqual([null, new Set([null])])
    expect(children.length).toBeGreaterThan(1)
  },
  'backwards-event': async () => {
    site.simulator.faults.set('backwards-event')
    expect((await readDeferments()).refused).toMatchObject([{ key: 'X-BACK', reason: 'invalid-event' }])
  },
  'overlapping-event': async () => {
    site.simulator.faults.set('overlapping-event')
    const { refused, rows } = await readDeferments()
    expect(refused).toMatchObject([{ key: 'X-TWICE', reason: 'invalid-event' }])
    expect(rows.filter(({ eventId }) => eventId === 'X-TWICE')).toEqual([])
  },
  'duplicate-rows': async () => {
    site.simulator.faults.set('duplicate-rows')
    const all = await read()
    expect([differences(all), all.refused]).toEqual([[], []])
  },
  'ambiguous-rows': async () => {
    site.simulator.faults.set('ambiguous-rows')
    const { refused } = await read()
    expect(one(refused.map(({ reason, subject }) => `${reason} ${subject?.objectId ?? ''}`))).toMatch(/^ambiguous \w/)
    expect(refused.every(({ subject }) => subject?.day !== null)).toBe(true)
  },
  'long-hours': async () => {
    site.simulator.faults.set('long-hours')
    const { refused, rows } = await read()
    expect(one(refused.map(({ reason }) => reason))).toBe('impossible-hours')
    expect(rows.filter(({ quantity, value }) => quantity === 'on_stream_hours' && value !== null)).toEqual([])
  },
  'zero-hours': async () => {
    site.simulator.faults.set('zero-hours')
    const source = site.source(({ datasets }) =>
      Object.assign(datasets['wellAlloc'] ?? {}, { hoursColumn: 'onStreamHours' }),
    )
    const flagged = (await read(source)).rows.filter(({ flags }) => flags.includes('hours-volume-conflict'))
    expect(one(flagged.map(({ quality, measure }) => `${quality} ${measure}`))).toBe('uncertain allocated')
  },
  'negative-allocated': async () => {
    site.simulator.faults.set('negative-allocated')
    const negative = differences(await read())
    expect(negative.length).toBeGreaterThan(10)
    expect(negative.every(({ value, flags }) => value !== null && value < 0 && flags.includes('negative-volume'))).toBe(
      true,
    )
  },
  'numbers-as-text': async () => {
    site.simulator.faults.set('numbers-as-text')
    const all = await read()
    expect([differences(all), all.refused]).toEqual([[], []])
  },
  'decimal-comma': async () => {
    site.simulator.faults.set('decimal-comma')
    const source = site.source(({ datasets }) => {
      for (const dataset of Object.values(datasets)) Object.assign(dataset, { decimal: ',' })
    })
    expect(differences(await read(source))).toEqual([])
    const unsaid = await read()
    expect(unsaid.refused.length).toBeGreaterThan(10)
    expect(one(unsaid.refused.map(({ reason }) => reason))).toBe('invalid-value')
  },
  sentinels: async () => {
    site.simulator.faults.set('sentinels')
    const source = site.source(({ datasets }) => {
      for (const dataset of Object.values(datasets)) {
        if ('fields' in dataset)
          for (const of of Object.values(dataset.fields)) Object.assign(of, { sentinels: [-999] })
      }
    })
    const changed = differences(await read(source))
    expect(changed.length).toBeGreaterThan(50)
    expect(one(changed.map(({ value, quality }) => `${String(value)} ${quality}`))).toBe('null bad')
    expect((await read()).refused.length).toBeGreaterThan(50)
  },
  'unit-changed': async () => {
    const source = site.source()
    await read(source)
    site.simulator.faults.set('unit-changed')
    const flagged = (await read(source)).rows.filter(({ flags }) => flags.includes('unit-change-suspected'))
    expect(one(flagged.map(({ quantity, measure }) => `${quantity} ${measure}`))).toBe('oil_production allocated')
    expect(flagged.length).toBeGreaterThan(100)
  },
  'gas-at-0-degrees': async () => {
    site.simulator.faults.set('gas-at-0-degrees')
    const changed = differences(await read())
    expect(changed.every(({ quantity }) => quantity.startsWith('gas'))).toBe(true)
    for (const row of changed) {
      expect(row.value).toBeCloseTo(((clean.get(figureKey(row))?.value ?? 0) * 273.15) / 288.15, 3)
    }
    expect(changed.length).toBeGreaterThan(100)
  },
  'report-view': async () => {
    site.simulator.faults.set('report-view')
    const source = site.source(({ datasets }) => {
      const alloc = datasets['wellAlloc']
      if (alloc === undefined) return
      Object.assign(alloc, { class: 'well_day_alloc_report' })
      for (const [name, of] of Object.entries(alloc.fields)) {
        Object.assign(of, { unit: name.startsWith('gas') ? '1000 ft3' : 'bbl' })
      }
    })
    const { rows } = await read(source)
    expect(rows).toHaveLength(clean.size)
    for (const row of rows) {
      const before = clean.get(figureKey(row))?.value ?? null
      if (before !== null) expect(row.value).toBeCloseTo(before, 2)
    }
  },
  'end-label': async () => {
    site.simulator.faults.set('end-label')
    const late = await read()
    const objectIds = [...new Set(differences(late).map(({ objectId }) => objectId))]
    const source = site.source(({ datasets }) => {
      for (const [name, dataset] of Object.entries(datasets)) {
        if (/(Day|Alloc|Theoretical)$/.test(name) && name !== 'planWellDay')
          Object.assign(dataset, { dayLabel: { column: 'objectId', end: objectIds } })
      }
    })
    expect(objectIds.length).toBeGreaterThan(1)
    expect(differences(await read(source))).toEqual([])
  },
  'company-split': async () => {
    site.simulator.faults.set('company-split')
    const { refused } = await read()
    expect(one(refused.map(({ reason }) => reason))).toBe('ambiguous')
    const source = site.source((mapping) =>
      allocated(mapping, (dataset) => Object.assign(dataset, { shares: { column: 'company', whole: 'ALL' } })),
    )
    expect(differences(await read(source))).toEqual([])
  },
  'monthly-mismatch': async () => {
    site.simulator.faults.set('monthly-mismatch')
    const source = site.source(({ datasets }) => {
      Object.assign(datasets, { wellMonth: { ...datasets['wellAlloc'], class: 'well_month_alloc', grain: 'month' } })
    })
    const { rows } = await read(source, { days: { from: '2026-11-01', to: '2026-12-01' } })
    const of = (grain: string) => rows.filter((row) => row.grain === grain && row.quantity === 'oil_production')
    const [month] = of('month').filter(({ value }) => (value ?? 0) > 100)
    const days = of('day').filter(({ objectId, measure }) => objectId === month?.objectId && measure === 'allocated')
    const sum = days.reduce((total, { value }) => total + (value ?? 0), 0)
    expect(sum).toBeGreaterThan(100)
    expect(month?.value).toBeCloseTo(sum * 1.01, 3)
  },
  'customer-column': async () => {
    site.simulator.faults.set('customer-column=value_99')
    const source = site.source()
    expect(differences(await read(source))).toEqual([])
    expect(source.takeWireShapes?.().find(({ dataset }) => dataset === 'well_day')?.fields).toMatchObject({
      value_99: 'string',
      whp: expect.stringContaining('number') as string,
    })
  },
}

describe('a fault of the simulated system of record', () => {
  beforeAll(async () => {
    site = await startFieldSite()
    clean = byKey((await read()).rows)
  })
  afterAll(() => site.simulator.stop())
  beforeEach(() => site.clock.moveTo(epoch))
  afterEach(() => {
    site.simulator.faults.clear()
    site.simulator.log.clear()
  })

  it.each(ecFaults.map(({ name, does }) => ({ name, does })))('$name: $does', async ({ name }) => {
    await cases[name]()
  })

  it('leaves the field as it was once it is cleared', async () => {
    site.simulator.faults.set('restated', 'sentinels', 'end-label', 'rows-move')
    await read(smallPages())
    site.simulator.faults.clear()
    expect(differences(await read())).toEqual([])
  })

  it('can be one of several at a time', async () => {
    site.simulator.faults.set('customer-column', 'numbers-as-text', 'deleted-rows=4')
    const gone = differences(await read())
    expect(one(gone.map(({ day }) => day))).toBe(dayAgo(4))
  })

  it('counts a group that is shut down by its wells alone', async () => {
    site.simulator.faults.set('open-group')
    const { rows } = await readDeferments()
    const events = rows.map((event) => ({ ...event, nodeId: event.objectId }))
    const child = rows.find(({ parentEventId }) => parentEventId === 'X-GROUP')
    const group = rows.find(({ eventId }) => eventId === 'X-GROUP')
    const start = new Date(epoch.getTime() - 24 * 3_600_000)
    const wellDay = { day: dayAgo(1), start, end: epoch, potential: 100 }
    const deferred = deferByWell(
      events.filter(({ eventId }) => eventId.startsWith('X-')),
      [{ wellId: child?.objectId ?? '', above: [group?.objectId ?? ''], ...wellDay }],
      epoch,
    )
    expect(deferred.map(({ eventId, deferred: lost }) => [eventId, lost])).toEqual([[child?.eventId, 100]])
  })
})
