import { readChanges, readDeferments, readFacts } from '@tieback/store'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ingestProduction, windowProduction } from '../src/index.ts'
import { type ScriptedSite, sourceId, startScriptedSite } from './scripted-site.ts'

const { signal } = new AbortController()
const hourMs = 3_600_000

describe('what a source of record says again', () => {
  let site: ScriptedSite

  beforeEach(async () => {
    site = await startScriptedSite()
    await site.describe('W1', 'W2')
    site.putOil('W1', '2026-03-10', 100, { recordStatus: 'P' })
    site.putOil('W2', '2026-03-10', 50, { recordStatus: 'A' })
    await ingest()
    since = await site.now()
    site.rows.advance(hourMs)
  })
  afterEach(() => site.dispose())

  let since: Date
  const ingest = () => ingestProduction(site.context, sourceId, signal)
  const changes = async () => await readChanges(site.pool, { since, asOf: await site.now(), limit: 100, cursor: null })

  it('is restated where a number moved, with the source’s own note, and the total moves with it', async () => {
    site.putOil('W1', '2026-03-10', 90, { revisionText: 'meter factor corrected' })
    await ingest()
    const page = await changes()
    expect(page.counts).toEqual({ new: 0, restated: 1, status: 0, withdrawn: 0 })
    expect(page.changes).toMatchObject([{ kind: 'restated', before: 100, after: 90, note: 'meter factor corrected' }])
    expect((await site.oilOf('F', '2026-03-10'))?.value).toBe(140)
  })

  it('is new where there was no number before, be it a day without a row or a row that was still empty', async () => {
    site.putOil('W1', '2026-03-11', null)
    await ingest()
    expect((await site.oilOf('W1', '2026-03-11'))?.quality).toBe('missing')
    site.rows.advance(hourMs)
    site.putOil('W1', '2026-03-11', 80)
    site.putOil('W2', '2026-03-11', 40)
    await ingest()
    expect((await changes()).counts).toEqual({ new: 2, restated: 0, status: 0, withdrawn: 0 })
  })

  it('moves its status up, and down again, without moving the number; a total has the lowest of its parts', async () => {
    const statusOf = async (objectId: string) => (await site.oilOf(objectId, '2026-03-10'))?.status
    expect(await statusOf('F')).toBe('provisional')
    site.putOil('W1', '2026-03-10', 100, { recordStatus: 'A' })
    await ingest()
    expect(await statusOf('F')).toBe('approved')
    site.rows.advance(hourMs)
    site.putOil('W1', '2026-03-10', 100, { recordStatus: 'P' })
    await ingest()
    expect(await statusOf('W1')).toBe('provisional')
    expect(await statusOf('F')).toBe('provisional')
    const page = await changes()
    expect(page.counts).toEqual({ new: 0, restated: 0, status: 2, withdrawn: 0 })
    expect(page.changes.map(({ statusBefore, statusAfter }) => [statusBefore, statusAfter])).toEqual([
      ['approved', 'provisional'],
      ['provisional', 'approved'],
    ])
  })

  it('is new again when it comes back after it was withdrawn', async () => {
    site.rows.delete('well_day_alloc', { objectId: 'W1' })
    await windowProduction(site.context, sourceId, signal)
    site.putOil('W1', '2026-03-10', 100)
    await ingest()
    expect((await changes()).counts).toEqual({ new: 1, restated: 0, status: 0, withdrawn: 1 })
    expect((await site.oilOf('F', '2026-03-10'))?.value).toBe(150)
  })

  it('keeps its remarks: a correction below zero stays as it is, and says so', async () => {
    site.putOil('W1', '2026-03-10', -5)
    await ingest()
    expect(await site.oilOf('W1', '2026-03-10')).toMatchObject({ value: -5, flags: ['negative-volume'] })
  })

  it('keeps its remark when a unit seems to have changed, and doesn’t convert by guess', async () => {
    const wells = ['W1', 'W2', 'W3', 'W4', 'W5']
    await site.describe(...wells)
    const putAll = (day: string, value: number) => wells.forEach((well) => site.putOil(well, day, value))
    for (const day of ['01', '02', '03', '04', '05', '06', '07', '08', '09']) putAll(`2026-03-${day}`, 100)
    await ingest()
    site.rows.advance(hourMs)
    putAll('2026-03-11', 629)
    await ingest()
    for (const well of wells) {
      expect(await site.oilOf(well, '2026-03-11')).toMatchObject({ value: 629, flags: ['unit-change-suspected'] })
    }
  })

  it('is read at an earlier instant as it was believed then', async () => {
    site.putOil('W1', '2026-03-10', 90)
    await ingest()
    const query = { grain: 'day', nodeIds: 'all', from: '2026-03-10', to: '2026-03-11', asOf: since } as const
    const values = (await readFacts(site.pool, query)).map(({ value }) => value)
    expect(values.toSorted()).toEqual([100, 150, 50])
  })

  it('is an event that was dated back: it stands once, and where it starts now', async () => {
    site.putEvent('D-1', { start: '2026-03-10T10:00:00' })
    await ingest()
    site.rows.advance(hourMs)
    site.putEvent('D-1', { start: '2026-03-08T22:00:00', end: '2026-03-10T12:00:00' })
    await ingest()
    await windowProduction(site.context, sourceId, signal)
    const query = { nodeIds: 'all', from: new Date(0), to: site.rows.clock.now(), asOf: await site.now() } as const
    expect(await readDeferments(site.pool, query)).toMatchObject([
      { eventId: 'D-1', start: new Date('2026-03-08T21:00:00Z'), end: new Date('2026-03-10T11:00:00Z') },
    ])
  })
})
