import { createCalendar } from '@tieback/domain'
import { createField } from '@tieback/sim'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Simulator } from '../../http/simulator/simulated-server.ts'
import { startEcSimulator } from './ec-simulator.ts'
import { createFieldRows } from './field-rows.ts'

interface Page {
  readonly className: string
  readonly asOf: string
  readonly rows: Record<string, unknown>[]
  readonly next?: string
}

const epoch = new Date('2026-11-19T09:00:00Z')
const calendar = createCalendar('field', [{ validFrom: null, timeZone: 'Europe/Oslo', dayStart: '06:00' }])
const field = createField({ seed: 7, epoch, historyDays: 20, calendar })

describe('the Energy Components simulator', () => {
  let simulator: Simulator
  const call = (path: string, init?: RequestInit) => fetch(`${simulator.baseUrl}${path}`, init)
  const read = async (className: string, query: Record<string, string>): Promise<Page> => {
    const answer = await call(`/v1/classes/${className}/rows?${new URLSearchParams(query).toString()}`)
    expect(answer.status).toBe(200)
    // Safe: every test that follows looks at the fields it uses.
    return (await answer.json()) as Page
  }

  beforeAll(async () => {
    simulator = await startEcSimulator({ rows: createFieldRows(field), clock: { now: () => epoch } })
  })
  afterAll(() => simulator.stop())

  it('answers with the class, the instant it speaks of, and its rows', async () => {
    const page = await read('area', {})
    expect(page).toMatchObject({ className: 'area', asOf: '2026-11-19T09:00:00Z' })
    expect(page.rows.map(({ objectCode }) => objectCode).toSorted()).toEqual(['BOLG', 'TAAK'])
    expect(page.next).toBeUndefined()
  })

  it.each([
    ['by day', {}],
    ['by update', { updatedSince: '2000-01-01T00:00:00Z' }],
  ])('pages %s through every row once', async (_, query) => {
    const keys: string[] = []
    let cursor: string | undefined
    do {
      const page: Page = await read('well_day', {
        ...query,
        pageSize: '700',
        ...(cursor === undefined ? {} : { cursor }),
      })
      keys.push(...page.rows.map(({ objectId, daytime }) => `${String(objectId)} ${String(daytime)}`))
      cursor = page.next
    } while (cursor !== undefined)
    expect(new Set(keys).size).toBe(keys.length)
    expect(keys.length).toBe((await read('well_day', { ...query, pageSize: '5000' })).rows.length)
  })

  it('excludes the last day and includes the first', async () => {
    const { rows } = await read('stream_day', { fromDay: '2026-11-10', toDay: '2026-11-12' })
    expect(new Set(rows.map(({ daytime }) => daytime))).toEqual(new Set(['2026-11-10T00:00:00', '2026-11-11T00:00:00']))
  })

  it('gives only the fields asked for, and always the key and who wrote it when', async () => {
    const { rows } = await read('well_day', { fields: 'whp,choke', pageSize: '1' })
    expect(Object.keys(rows[0] ?? {}).toSorted()).toEqual([
      'choke',
      'daytime',
      'objectCode',
      'objectId',
      'recordStatus',
      'revision',
      'revisionText',
      'updatedAt',
      'updatedBy',
      'whp',
    ])
  })

  it('gives one object, by id or by code', async () => {
    const [first] = (await read('facility', { objectCode: 'KNA' })).rows
    const { rows } = await read('stream_day', { objectId: String(first?.['objectId']) })
    expect(rows.length).toBeGreaterThan(10)
    expect(new Set(rows.map(({ objectCode }) => objectCode))).toEqual(new Set(['KNA']))
  })

  it('gives rows of a status and better', async () => {
    const statuses = async (minStatus: string) =>
      new Set((await read('well_day', { minStatus })).rows.map(({ recordStatus }) => recordStatus))
    expect(await statuses('A')).toEqual(new Set(['A']))
    expect(await statuses('V')).toEqual(new Set(['A', 'V']))
  })

  it.each(['well_day', 'plan_well_day', 'deferment_event', 'well_test', 'well'])(
    'gives all of %s when it is asked for all of time',
    async (className) => {
      const all = await read(className, { pageSize: '50' })
      const ever = { fromDay: '1901-01-01', toDay: '9998-12-31', pageSize: '50' }
      expect((await read(className, ever)).rows).toEqual(all.rows)
      expect((await read(className, { updatedSince: '1601-01-01T00:00:00Z', pageSize: '50' })).rows).toHaveLength(
        all.rows.length,
      )
    },
  )

  it.each([
    ['/v1/classes/tank_reading/rows', 404, 'CLASS_NOT_FOUND'],
    ['/v1/nothing', 404, 'NOT_FOUND'],
    ['/v1/classes/area/rows?fromDay=14.03.2024', 400, 'INVALID_PARAMETER'],
    ['/v1/classes/area/rows?toDay=2024-02-30', 400, 'INVALID_PARAMETER'],
    ['/v1/classes/area/rows?updatedSince=2024-03-14T07:15:02', 400, 'INVALID_PARAMETER'],
    ['/v1/classes/area/rows?minStatus=X', 400, 'INVALID_PARAMETER'],
    ['/v1/classes/area/rows?pageSize=5001', 400, 'INVALID_PARAMETER'],
    ['/v1/classes/area/rows?pageSize=0', 400, 'INVALID_PARAMETER'],
    ['/v1/classes/area/rows?cursor=nonsense', 400, 'INVALID_PARAMETER'],
  ])('answers %s with %i %s', async (path, status, code) => {
    const answer = await call(path)
    expect(answer.status).toBe(status)
    expect(await answer.json()).toEqual({
      error: { code, message: expect.any(String) as string, correlationId: expect.any(String) as string },
    })
  })

  it('has no verb that writes', async () => {
    expect((await call('/v1/classes/area/rows', { method: 'POST', body: '{}' })).status).toBe(405)
  })
})
