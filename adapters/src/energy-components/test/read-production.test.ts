import { describe, expect, it } from 'vitest'
import type { ProductionRequest } from '../../port.ts'
import { collect, pagesScript, row, testMapping, withSite } from './test-site.ts'

const march: ProductionRequest = { days: { from: '2024-03-01', to: '2024-04-01' } }
const signal = new AbortController().signal

const read = (pages: readonly (readonly unknown[])[], mapping: unknown = testMapping(), request = march) =>
  withSite(pagesScript(pages), (source) => collect(source.production.readProduction(request, signal)), mapping)

const readRow = (overrides: Record<string, unknown>, mapping?: unknown) => read([[row(overrides)]], mapping)

const brief = ({ rows, refused }: Awaited<ReturnType<typeof read>>) => ({
  rows: rows.map(({ quantity, value, quality, flags }) => [quantity, value, quality, ...flags]),
  refused: refused.map(({ key, reason }) => [key, reason]),
})

describe('readProduction', () => {
  it('gives each mapped field in canonical units with status, note and update stamp', async () => {
    const page = await readRow({ recordStatus: 'A', revision: 3, revisionText: 'meter factor corrected' })
    expect(page.rows[2]).toEqual({
      objectId: 'W1',
      grain: 'day',
      day: '2024-03-13',
      quantity: 'gas_production',
      measure: 'allocated',
      value: 12_500,
      quality: 'good',
      status: 'approved',
      note: 'meter factor corrected',
      flags: [],
    })
    expect(page.rows).toHaveLength(3)
    expect(page.updatedTo).toEqual(new Date('2024-03-14T05:58:41Z'))
  })

  it('takes an all-null row for one that awaits its data: neither zero nor an error', async () => {
    expect(brief(await readRow({ onStreamHours: null, whp: null, gas: null }))).toEqual({
      rows: [
        ['on_stream_hours', null, 'missing'],
        ['wellhead_pressure', null, 'missing'],
        ['gas_production', null, 'missing'],
      ],
      refused: [],
    })
  })

  it('makes no row of an empty field that is not expected', async () => {
    const mapping = testMapping()
    mapping.datasets.wellDay['fields'] = { choke: { column: 'choke', unit: '%', measure: 'measured', expected: false } }
    expect((await readRow({ choke: null }, mapping)).rows).toEqual([])
    expect((await readRow({ choke: 46 }, mapping)).rows).toMatchObject([{ value: 46 }])
  })

  it('reads numbers in texts, knows sentinels, and refuses the one field that is no number', async () => {
    expect(brief(await readRow({ onStreamHours: '22,5', whp: '-999', gas: '12 t' }))).toEqual({
      rows: [
        ['on_stream_hours', 22.5, 'good'],
        ['wellhead_pressure', null, 'bad'],
      ],
      refused: [['W1/2024-03-13/gas_production/allocated', 'invalid-value']],
    })
  })

  it('refuses a value beyond the bounds of its column', async () => {
    expect(brief(await readRow({ whp: 8_840 })).refused).toEqual([
      ['W1/2024-03-13/wellhead_pressure/measured', 'invalid-value'],
    ])
  })

  it.each([
    ['2024-03-13', 25, ['impossible-hours']],
    ['2024-03-30', 24, ['impossible-hours']],
    ['2024-03-30', 23, []],
    ['2024-10-26', 25, []],
    ['2024-10-26', 26, ['impossible-hours']],
  ])('holds the hours of %s, %d h, against the length of its production day', async (day, hours, reasons) => {
    const { refused } = await readRow({ daytime: `${day}T00:00:00`, onStreamHours: hours })
    expect(refused.map(({ reason }) => reason)).toEqual(reasons)
  })

  it('keeps a volume that flowed in no hours, uncertain and flagged', async () => {
    expect(brief(await readRow({ onStreamHours: 0 })).rows).toContainEqual([
      'gas_production',
      12_500,
      'uncertain',
      'hours-volume-conflict',
    ])
  })

  it('holds a volume against hours of a column that is no field itself', async () => {
    const mapping = testMapping()
    mapping.datasets.wellDay['hoursColumn'] = 'onStreamHours'
    mapping.datasets.wellDay['fields'] = {
      gas_production: { column: 'gas', unit: '1000 m3', reference: 'metric', measure: 'allocated' },
      gas_injection: { column: 'potential', unit: '1000 m3', reference: 'metric', measure: 'potential' },
    }
    expect(brief(await readRow({ onStreamHours: '0', potential: 1 }, mapping)).rows).toEqual([
      ['gas_production', 12_500, 'uncertain', 'hours-volume-conflict'],
      ['gas_injection', 1_000, 'estimated'],
    ])
  })

  it('keeps a negative volume as a correction, flagged and not clamped', async () => {
    expect(brief(await readRow({ gas: -0.5 })).rows).toContainEqual(['gas_production', -500, 'good', 'negative-volume'])
  })

  it('puts the remarks of a row on its figures', async () => {
    const mapping = testMapping()
    mapping.datasets.wellDay['flags'] = [{ flag: 'tested', column: 'onTest', equals: 'Y' }]
    expect((await readRow({ onTest: 'Y' }, mapping)).rows.every(({ flags }) => flags.includes('tested'))).toBe(true)
    expect((await readRow({ onTest: 'N' }, mapping)).rows.some(({ flags }) => flags.includes('tested'))).toBe(false)
  })

  it.each([
    ['a row without an object', { objectId: null }, 'unmapped-node'],
    ['a day with a time of day', { daytime: '2024-03-13T06:00:00' }, 'invalid-day'],
    ['a day that is none', { daytime: '13.03.2024' }, 'invalid-day'],
    ['a status that is not mapped', { recordStatus: 'X' }, 'wrong-shape'],
    ['a row without a status', { recordStatus: null }, 'wrong-shape'],
  ])('refuses %s whole', async (_what, overrides, reason) => {
    const { rows, refused } = await readRow(overrides)
    expect(rows).toEqual([])
    expect(refused.map((refusal) => refusal.reason)).toEqual([reason])
    expect(refused[0]?.row).toMatchObject({ whp: 88.4 })
  })

  it.each([
    ['its figure', { gas: '12 t' }, { objectId: 'W1', day: '2024-03-13' }],
    ['all of it', { recordStatus: 'X' }, { objectId: 'W1', day: '2024-03-13' }],
    ['a row of no day', { daytime: '13.03.2024' }, { objectId: 'W1', day: null }],
    ['a row of nobody', { objectId: null }, undefined],
  ])('says of a refused row what it is about, as far as it can be told: %s', async (_what, overrides, subject) => {
    expect((await readRow(overrides)).refused.map((refusal) => refusal.subject)).toEqual([subject])
  })

  it('ignores columns that the mapping does not name', async () => {
    expect((await readRow({ customer_text_17: 'x' })).rows).toHaveLength(3)
  })

  it('refuses the field that one row lacks, and fails where a whole page lacks a column', async () => {
    const lacking = { ...row(), whp: undefined }
    const { refused, rows } = await read([[row({ objectId: 'W2' }), lacking]])
    expect(refused.map(({ key, reason }) => [key, reason])).toEqual([
      ['W1/2024-03-13/wellhead_pressure/measured', 'wrong-shape'],
    ])
    expect(rows).toHaveLength(5)
    await expect(read([[lacking]])).rejects.toMatchObject({
      code: 'bad_payload',
      message: expect.stringContaining('whp') as string,
    })
  })

  it('takes the newest of two rows for one object and day, also across a page border', async () => {
    const older = row({ whp: 80, revision: 1 })
    const newer = row({ whp: 90, revision: 2 })
    for (const pages of [[[older, newer]], [[newer], [older]], [[older], [], [newer, row({ objectId: 'W2' })]]]) {
      const values = (await read(pages)).rows.filter(
        ({ objectId, quantity }) => objectId === 'W1' && quantity === 'wellhead_pressure',
      )
      expect(values.map(({ value }) => value)).toEqual([90])
    }
  })

  it('takes the later update where the revisions are equal, and refuses two that differ in nothing but values', async () => {
    const first = row({ whp: 80 })
    const later = row({ whp: 90, updatedAt: '2024-03-14T07:00:00' })
    expect((await read([[first, later]])).rows.find(({ quantity }) => quantity === 'wellhead_pressure')?.value).toBe(90)
    const { rows, refused } = await read([[first, row({ whp: 81 })]])
    expect([rows, refused.map(({ reason }) => reason)]).toEqual([[], ['ambiguous']])
    expect((await read([[first, first]])).rows).toHaveLength(3)
  })

  it('goes on over an empty page that has a next one', async () => {
    expect((await read([[], [row()], []])).rows).toHaveLength(3)
  })

  it('gives up where the cursor stands still', async () => {
    const script = () => ({ body: { rows: [row()], next: 'same' } })
    const attempt = withSite(script, (source) => collect(source.production.readProduction(march, signal)))
    await expect(attempt).rejects.toMatchObject({ code: 'bad_payload' })
  })

  it('reads the update stamp of the hour that repeats in autumn as the earlier, so that a watermark skips nothing', async () => {
    expect((await readRow({ updatedAt: '2024-10-27T02:30:00' })).updatedTo).toEqual(new Date('2024-10-27T00:30:00Z'))
    expect((await readRow({ updatedAt: null })).updatedTo).toBeNull()
  })

  it('reads a class once for all datasets that take figures from it', async () => {
    const mapping = testMapping()
    const { datasets } = mapping
    const potential = {
      ...datasets.wellDay,
      fields: { oil_production: { column: 'oil', unit: 'm3', reference: 'metric', measure: 'potential' } },
    }
    const paths = await withSite(
      pagesScript([[row({ oil: 7 })]]),
      async (source, server) => {
        const { rows } = await collect(source.production.readProduction(march, signal))
        expect(rows.map(({ measure }) => measure)).toEqual(['measured', 'measured', 'allocated', 'potential'])
        return server.requests.map(({ path }) => path)
      },
      { ...mapping, datasets: { ...datasets, potential } },
    )
    expect(paths).toEqual(['/api/v1/classes/well_day/rows'])
  })

  it('asks for days, or for what changed since an instant', async () => {
    const asked = (request: ProductionRequest) =>
      withSite(pagesScript([[]]), async (source, server) => {
        await collect(source.production.readProduction(request, signal))
        return Object.fromEntries(server.requests[0]?.query ?? [])
      })
    expect(await asked(march)).toEqual({ fromDay: '2024-03-01', toDay: '2024-04-01', pageSize: '5000' })
    expect(await asked({ updatedSince: new Date('2024-03-14T05:00:00Z') })).toEqual({
      updatedSince: '2024-03-14T05:00:00.000Z',
      pageSize: '5000',
    })
  })

  it('moves the days of a site that labels them by their end', async () => {
    const mapping = testMapping()
    mapping.datasets.wellDay['dayLabel'] = 'end'
    await withSite(
      pagesScript([[row()]]),
      async (source, server) => {
        const { rows } = await collect(source.production.readProduction(march, signal))
        expect(rows[0]?.day).toBe('2024-03-12')
        expect(server.requests[0]?.query.get('fromDay')).toBe('2024-03-02')
      },
      mapping,
    )
  })

  it('gives monthly figures of the first of a month, and refuses any other day', async () => {
    const mapping = testMapping()
    mapping.datasets.wellDay['grain'] = 'month'
    const { rows } = await readRow({ daytime: '2024-03-01', onStreamHours: 743 }, mapping)
    expect(rows[0]).toMatchObject({ grain: 'month', day: '2024-03-01', value: 743 })
    expect((await readRow({ daytime: '2024-03-02' }, mapping)).refused).toMatchObject([{ reason: 'invalid-day' }])
  })

  it('keeps calendar changes: the hours of a day follow the rule of that day and the next', async () => {
    const mapping = testMapping()
    mapping.connection['changes'] = [{ validFrom: '2024-03-14', productionDayStart: '07:00' }]
    expect((await readRow({ onStreamHours: 25 }, mapping)).refused).toEqual([])
    expect((await readRow({ onStreamHours: 25, daytime: '2024-03-12' }, mapping)).refused).toHaveLength(1)
  })

  it.each([
    [
      { status: 404, body: { error: { code: 'CLASS_NOT_FOUND', message: 'no such class', correlationId: 'c-1' } } },
      'not_found',
      'CLASS_NOT_FOUND: no such class (correlation id c-1)',
    ],
    [{ status: 409, body: { error: { code: 'MONTH_LOCKED' } } }, 'unavailable', 'MONTH_LOCKED'],
    [
      { status: 500, body: 'ORA-01013: user requested cancel\nORA-06512: at line 1' },
      'unavailable',
      '500: ORA-01013: user requested cancel',
    ],
    [{ status: 403, body: { error: { code: 'FORBIDDEN' } } }, 'unauthorized', 'FORBIDDEN'],
    [{ status: 400, body: { error: { code: 'BAD_CURSOR' } } }, 'bad_payload', 'BAD_CURSOR'],
  ])('sorts the failure %j', async (answer, code, message) => {
    const attempt = withSite(
      () => answer,
      (source) => collect(source.production.readProduction(march, signal)),
    )
    await expect(attempt).rejects.toMatchObject({ code, message: expect.stringContaining(message) as string })
  })
})
