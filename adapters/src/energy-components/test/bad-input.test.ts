import { describe, expect, it } from 'vitest'
import type { ProductionRequest } from '../../port.ts'
import { MappingError } from '../../mapping-file.ts'
import { parseEnergyComponentsMapping } from '../mapping.ts'
import { collect, pagesScript, row, testMapping, withSite } from './test-site.ts'

const signal = new AbortController().signal
const march: ProductionRequest = { days: { from: '2024-03-01', to: '2024-04-01' } }

const read = (rows: readonly unknown[], mapping = testMapping(), request: ProductionRequest = march) =>
  withSite(pagesScript([rows]), (source) => collect(source.production.readProduction(request, signal)), mapping)
const discover = (...rows: unknown[]) => withSite(pagesScript([rows]), (source) => source.discover(signal))

const figures = ({ rows }: Awaited<ReturnType<typeof read>>) =>
  Object.fromEntries(rows.map(({ quantity, value, quality, flags }) => [quantity, [value, quality, ...flags]]))

/** The mapping with other fields of its one dataset of figures. */
function withFields(fields: Record<string, unknown>, more: Record<string, unknown> = {}) {
  const mapping = testMapping()
  Object.assign(mapping.datasets.wellDay, { fields }, more)
  return mapping
}
const gas = { column: 'gas', unit: '1000 m3', reference: 'metric', measure: 'allocated' }

const well = (overrides: Record<string, unknown> = {}) => ({
  objectId: 'W1',
  objectCode: 'A-01',
  name: 'A-01',
  facilityId: 'F1',
  startDay: '2020-01-01',
  endDay: null,
  wellType: 'OP',
  reservoir: null,
  ...overrides,
})

// Each row of the table of bad input seen in practice, in its words; those of events are in a file of their own.
describe('bad input', () => {
  it('all-null row for today', async () => {
    const page = await read([row({ onStreamHours: null, whp: null, gas: null })])
    expect(figures(page)).toEqual({
      on_stream_hours: [null, 'missing'],
      wellhead_pressure: [null, 'missing'],
      gas_production: [null, 'missing'],
    })
    expect(page.refused).toEqual([])
  })

  describe('same (object, day) twice (version overlap, two data classes on one table)', () => {
    it('takes the higher revision, whatever the order and the update stamps', async () => {
      const older = row({ whp: 80, revision: 1, updatedAt: '2024-03-15T06:00:00' })
      const newer = row({ whp: 90, revision: 2 })
      for (const rows of [
        [older, newer],
        [newer, older],
      ]) {
        expect(figures(await read(rows))['wellhead_pressure']).toEqual([90, 'good'])
      }
    })

    it('takes the higher revision too where the older one was updated later and comes on a later page', async () => {
      const pages = [
        [row({ whp: 90, revision: 2 }), row({ objectId: 'W2' })],
        [row({ whp: 80, revision: 1, updatedAt: '2024-03-15T06:00:00' })],
      ]
      const since: ProductionRequest = { updatedSince: new Date('2024-03-14T00:00:00Z') }
      const { rows } = await withSite(pagesScript(pages), (source) =>
        collect(source.production.readProduction(since, signal)),
      )
      const pressures = rows.filter(({ objectId, quantity }) => objectId === 'W1' && quantity === 'wellhead_pressure')
      expect(pressures.map(({ value }) => value)).toEqual([90])
    })

    it('reports what is still ambiguous, with the columns that differ', async () => {
      const { rows, refused } = await read([row({ whp: 80 }), row({ whp: 81 })])
      expect(rows).toEqual([])
      expect(refused).toMatchObject([
        { reason: 'ambiguous', subject: { objectId: 'W1', day: '2024-03-13' }, row: [{ whp: 80 }, { whp: 81 }] },
      ])
      expect(refused[0]?.message).toContain('differ in whp and')
    })

    it('takes the first of two classes that give one figure, and reports the other where it differs', async () => {
      const mapping = withFields({ gas_production: gas })
      const other = { ...mapping.datasets.wellDay, class: 'well_day_view' }
      Object.assign(mapping.datasets, { view: other })
      const reading = (ofView: number) =>
        withSite(
          ({ path }) => ({ body: { rows: [row({ gas: path.includes('view') ? ofView : 12.5 })] } }),
          (source) => collect(source.production.readProduction(march, signal)),
          mapping,
        )
      expect(await reading(12.5)).toMatchObject({ rows: [{ value: 12_500 }], refused: [] })
      expect(await reading(13)).toMatchObject({
        rows: [{ value: 12_500 }],
        refused: [{ reason: 'ambiguous', dataset: 'wellDay+view', subject: { objectId: 'W1', day: '2024-03-13' } }],
      })
    })
  })

  it('past day changed', async () => {
    const changed = row({
      gas: 12.6,
      revision: 4,
      revisionText: 'meter factor corrected',
      updatedAt: '2024-03-20T08:00:00',
    })
    const page = await read([changed], testMapping(), { updatedSince: new Date('2024-03-20T00:00:00Z') })
    expect(page.rows.at(-1)).toMatchObject({ day: '2024-03-13', value: 12_600, note: 'meter factor corrected' })
    expect(page.updatedTo).toEqual(new Date('2024-03-20T07:00:00Z'))
  })

  it('status lowered A→P', async () => {
    const statuses = async (...codes: string[]) => {
      const read = await Promise.all(codes.map(async (recordStatus) => readStatus({ recordStatus })))
      return read
    }
    const readStatus = async (overrides: Record<string, unknown>) => (await read([row(overrides)])).rows[0]?.status
    expect(await statuses('A', 'V', 'P')).toEqual(['approved', 'verified', 'provisional'])
    const lowered = [row({ recordStatus: 'A', revision: 3 }), row({ recordStatus: 'P', revision: 4 })]
    expect(new Set((await read(lowered)).rows.map(({ status }) => status))).toEqual(new Set(['provisional']))
  })

  it.each([
    ['2024-03-30', 23, true],
    ['2024-03-30', 24, false],
    ['2024-10-26', 25, true],
    ['2024-10-26', 25.5, false],
    ['2024-06-01', 24, true],
    ['2024-06-01', 25, false],
  ])('onStreamHours 25 / 23 on DST days: %s takes %f h: %s', async (day, hours, isTaken) => {
    const { rows, refused } = await read([row({ daytime: `${day}T00:00:00`, onStreamHours: hours })])
    expect(rows.some(({ quantity }) => quantity === 'on_stream_hours')).toBe(isTaken)
    expect(refused.map(({ reason, subject }) => [reason, subject])).toEqual(
      isTaken ? [] : [['impossible-hours', { objectId: 'W1', day }]],
    )
  })

  it('onStreamHours 0 with positive volume', async () => {
    expect(figures(await read([row({ onStreamHours: 0 })]))).toMatchObject({
      on_stream_hours: [0, 'good'],
      gas_production: [12_500, 'uncertain', 'hours-volume-conflict'],
    })
  })

  it('negative allocated volume (correction)', async () => {
    expect(figures(await read([row({ gas: -0.5 })]))['gas_production']).toEqual([-500, 'good', 'negative-volume'])
  })

  it('objectCode reused or renamed', async () => {
    const { nodes } = await discover(
      well({ endDay: '2024-03-01' }),
      well({ startDay: '2024-03-01', objectCode: 'A-01 H' }),
      well({ objectId: 'W2', startDay: '2024-03-05' }),
    )
    expect(nodes.map(({ objectId, code, validFrom }) => [objectId, code, validFrom])).toEqual([
      ['W1', 'A-01', '2020-01-01'],
      ['W1', 'A-01 H', '2024-03-01'],
      ['W2', 'A-01', '2024-03-05'],
    ])
    const { rows } = await read([row({ objectCode: 'A-01 H' }), row({ objectId: 'W2' })])
    expect(new Set(rows.map(({ objectId }) => objectId))).toEqual(new Set(['W1', 'W2']))
  })

  it('well unknown to the name map', async () => {
    const { rows, refused } = await read([row({ objectId: 'NOBODY', objectCode: null })])
    // Whoever keeps the nodes says which objects are known: the figures go there with their id, none is dropped here.
    expect([rows.map(({ objectId }) => objectId), refused]).toEqual([['NOBODY', 'NOBODY', 'NOBODY'], []])
    const nameless = await read([row({ objectId: null })])
    expect(nameless.refused).toMatchObject([{ reason: 'unmapped-node', row: { whp: 88.4 } }])
  })

  it('LAST_UPDATED in local time, or null on old rows', async () => {
    const stampOf = async (updatedAt: string | null, updatedAtZone?: string) => {
      const mapping = testMapping()
      const audit = { ...(mapping.datasets.wellDay['audit'] as object), updatedAtZone }
      Object.assign(mapping.datasets.wellDay, { audit })
      return (await read([row({ updatedAt })], mapping)).updatedTo?.toISOString() ?? null
    }
    expect(await stampOf('2024-07-14T06:00:00')).toBe('2024-07-14T04:00:00.000Z')
    expect(await stampOf('2024-07-14T06:00:00', 'UTC')).toBe('2024-07-14T06:00:00.000Z')
    expect(await stampOf('2024-07-14T06:00:00+05:00')).toBe('2024-07-14T01:00:00.000Z')
    // The hour that comes twice: the earlier, so that a mark made from it lies before both.
    expect(await stampOf('2024-10-27T02:30:00')).toBe('2024-10-27T00:30:00.000Z')
    expect(await stampOf(null)).toBeNull()
    expect((await read([row({ updatedAt: null })])).rows).toHaveLength(3)
  })

  it.each([
    ['a text', '12.5', [12_500, 'good']],
    ['a text with a decimal comma', '12,5', [12_500, 'good']],
    ['-999', -999, [null, 'bad']],
    ['-9999 as a text', '-9999', [null, 'bad']],
    ['a word that stands for none', 'n/a', [null, 'bad']],
  ])('number as string, decimal comma, `-999`, `-9999` sentinels: %s', async (_what, value, expected) => {
    const mapping = withFields({ gas_production: { ...gas, sentinels: [-999, -9999, 'N/A'] } })
    expect(figures(await read([row({ gas: value })], mapping))).toEqual({ gas_production: expected })
  })

  it('number as string, decimal comma, `-999`, `-9999` sentinels: each field has its own', async () => {
    const mapping = withFields({
      gas_production: { ...gas, sentinels: [-999] },
      wellhead_temperature: { column: 'whp', unit: 'degC', measure: 'measured' },
    })
    expect(figures(await read([row({ gas: -999, whp: -999 })], mapping))).toEqual({
      gas_production: [null, 'bad'],
      wellhead_temperature: [-999, 'good'],
    })
  })

  it('unit changed by site reconfiguration', async () => {
    const wells = ['W1', 'W2', 'W3', 'W4', 'W5']
    const days = ['2024-03-10', '2024-03-11', '2024-03-12', '2024-03-13']
    const rowsOf = (factor: (day: string) => number) =>
      days.flatMap((day) =>
        wells.map((objectId, index) =>
          row({
            objectId,
            daytime: `${day}T00:00:00`,
            gas: (10 + index) * factor(day),
            onStreamHours: null,
            whp: null,
          }),
        ),
      )
    const flagged = async (factor: (day: string) => number) => {
      const { rows } = await read(rowsOf(factor))
      return rows.filter(({ flags }) => flags.includes('unit-change-suspected'))
    }
    // Thousands of ft3 where there were thousands of m3.
    const moved = await flagged((day) => (day === '2024-03-13' ? 35.31 : 1))
    expect(moved.map(({ objectId, day, quantity, quality }) => [objectId, day, quantity, quality])).toEqual(
      wells.map((objectId) => [objectId, '2024-03-13', 'gas_production', 'uncertain']),
    )
    // Kept as it came: nothing is converted by guess.
    expect(moved[0]?.value).toBeCloseTo(353_100, 6)
    expect(await flagged((day) => (day === '2024-03-13' ? 5 : 1))).toEqual([])
    expect(await flagged((day) => (day === '2024-03-13' ? 1.2 : 1))).toEqual([])
  })

  it('unit changed by site reconfiguration: what lies out of bounds is refused', async () => {
    expect((await read([row({ whp: 1_282 })])).refused).toMatchObject([
      { reason: 'invalid-value', message: expect.stringContaining('has the unit changed?') as string },
    ])
  })

  it('gas volume at 15 °C vs 60 °F vs 0 °C', async () => {
    const volumeAt = async (reference: string) =>
      (await read([row({ gas: 1 })], withFields({ gas_production: { ...gas, reference } }))).rows[0]?.value ?? 0
    expect(await volumeAt('15C/1.01325bar')).toBe(1_000)
    expect(await volumeAt('0C/1.01325bar')).toBeCloseTo((1_000 * 288.15) / 273.15, 6)
    expect(await volumeAt('60F/14.696psia')).toBeCloseTo(998.08, 1)
    const unsaid = withFields({ gas_production: { ...gas, reference: undefined } })
    expect(() => parseEnergyComponentsMapping(unsaid)).toThrow(MappingError)
    expect(() => parseEnergyComponentsMapping(unsaid)).toThrow('reference: metric')
  })

  it('report-unit view read as DB unit', async () => {
    const mapping = withFields({ gas_production: gas })
    const report = {
      ...mapping.datasets.wellDay,
      class: 'well_day_report',
      fields: { gas_injection: { ...gas, unit: '1000 ft3', reference: 'us' } },
    }
    Object.assign(mapping.datasets, { report })
    // The same column name in both: its unit belongs to the class.
    const { rows } = await read([row({ gas: 10 })], mapping)
    expect(rows.map(({ quantity, value }) => [quantity, Math.round(value ?? 0)])).toEqual([
      ['gas_production', 10_000],
      ['gas_injection', 283],
    ])
  })

  describe('production-day label by end of day at one facility', () => {
    const mapping = withFields({ gas_production: gas }, { dayLabel: { column: 'facility', end: ['F2'] } })
    const rows = [
      row({ facility: 'F1', daytime: '2024-03-01' }),
      row({ facility: 'F1', daytime: '2024-04-01' }),
      row({ objectId: 'W2', facility: 'F2', daytime: '2024-03-01' }),
      row({ objectId: 'W2', facility: 'F2', daytime: '2024-04-01' }),
    ]

    it('takes each place’s days by its own label', async () => {
      const found = await read(rows, mapping)
      expect(found.rows.map(({ objectId, day }) => [objectId, day])).toEqual([
        ['W1', '2024-03-01'],
        ['W2', '2024-03-31'],
      ])
    })

    it('asks for a day more, and leaves out what is then too much, refused rows too', async () => {
      const odd = rows.map((one) => ({ ...one, gas: 'much' }))
      await withSite(
        pagesScript([odd]),
        async (source, server) => {
          const { refused } = await collect(source.production.readProduction(march, signal))
          expect(refused.map(({ subject }) => subject?.day)).toEqual(['2024-03-01', '2024-03-31'])
          expect(Object.fromEntries(server.requests[0]?.query ?? [])).toMatchObject({
            fromDay: '2024-03-01',
            toDay: '2024-04-02',
          })
        },
        mapping,
      )
    })

    it('fails where the column that tells the place is gone', async () => {
      await expect(read([row()], mapping)).rejects.toMatchObject({
        code: 'bad_payload',
        message: expect.stringContaining('facility') as string,
      })
    })
  })

  it('200 with HTML login page (session expired)', async () => {
    const login = '<!DOCTYPE html><html><body><form action="/login"></form></body></html>'
    const attempt = withSite(
      ({ query }) =>
        query.has('cursor')
          ? { status: 200, headers: { 'content-type': 'text/html' }, body: login }
          : { body: { rows: [row()], next: 'more' } },
      (source) => collect(source.production.readProduction(march, signal)),
    )
    await expect(attempt).rejects.toMatchObject({ code: 'unauthorized', isRetryable: false })
  })

  it('month locked while reading', async () => {
    let locks = 1
    const requests = await withSite(
      ({ query }) => {
        if (!query.has('cursor'))
          return { body: { rows: [row({ gas: 1 + locks }), row({ objectId: 'W2', gas: 1 + locks })], next: 'more' } }
        if (locks === 0) return { body: { rows: [row({ objectId: 'W3' })] } }
        locks -= 1
        return { status: 409, body: { error: { code: 'MONTH_LOCKED' } } }
      },
      async (source, server) => {
        const { rows, refused } = await collect(source.production.readProduction(march, signal))
        // The page from before the lock and the one from after it: the later state comes last, and counts.
        expect(refused).toEqual([])
        const volumes = rows.filter(({ objectId, quantity }) => objectId === 'W1' && quantity === 'gas_production')
        expect(volumes.map(({ value }) => value)).toEqual([2_000, 1_000])
        expect(rows.filter(({ objectId }) => objectId === 'W3')).toHaveLength(3)
        return server.requests.map(({ query }) => query.get('cursor'))
      },
      testMapping(),
      { attempts: 2, retryDelayMs: 1 },
    )
    // Once more from the start, after the page that met the lock was at last given.
    expect(requests).toEqual([null, 'more', 'more', null, 'more'])
  })

  it('month locked while reading: what was kept back of the first reading is no twin of what comes again', async () => {
    let hasBeenLocked = false
    const { rows, refused } = await withSite(
      ({ query }) => {
        if (!query.has('cursor')) return { body: { rows: [row({ gas: hasBeenLocked ? 1 : 2 })], next: 'more' } }
        if (hasBeenLocked) return { body: { rows: [] } }
        hasBeenLocked = true
        return { status: 409, body: { error: { code: 'MONTH_LOCKED' } } }
      },
      (source) => collect(source.production.readProduction(march, signal)),
      testMapping(),
      { attempts: 2, retryDelayMs: 1 },
    )
    expect(refused).toEqual([])
    expect(rows.filter(({ quantity }) => quantity === 'gas_production').map(({ value }) => value)).toEqual([1_000])
  })

  it('monthly total ≠ Σ days', async () => {
    const mapping = withFields({ gas_production: gas })
    Object.assign(mapping.datasets, {
      wellMonth: { ...mapping.datasets.wellDay, class: 'well_month', grain: 'month' },
    })
    const { rows } = await withSite(
      ({ path }) => ({
        body: {
          rows: path.includes('well_month')
            ? [row({ daytime: '2024-03-01', gas: 30.5, recordStatus: 'A' })]
            : [row({ gas: 10 }), row({ daytime: '2024-03-14', gas: 20 })],
        },
      }),
      (source) => collect(source.production.readProduction(march, signal)),
      mapping,
    )
    expect(rows.map(({ grain, day, value, status }) => [grain, day, value, status]).toSorted()).toEqual([
      ['day', '2024-03-13', 10_000, 'provisional'],
      ['day', '2024-03-14', 20_000, 'provisional'],
      ['month', '2024-03-01', 30_500, 'approved'],
    ])
  })
})
