import { join } from 'node:path'
import { addDays } from '@tieback/domain'
import { beforeAll, describe, expect, it } from 'vitest'
import { describeProductionSource } from '../../conformance.ts'
import { readTable } from '../csv-table.ts'
import { collectFigures } from '../test/collect.ts'
import { describeOnSharedData } from '../../test/shared-data.ts'
import { useTemporaryFolders } from '../test/temporary-folder.ts'
import { createVolveSource } from './volve-source.ts'

const makeFolder = useTemporaryFolders()
const signal = new AbortController().signal

// Invented figures of invented wellbores, in the two shapes that the daily table is found in.
const header =
  'date,wellbore,on_stream_h,downhole_pressure_bar,downhole_temperature_c,dp_tubing_bar,annulus_pressure_bar,choke_size_pct,' +
  'wellhead_pressure_bar,wellhead_temperature_c,dp_choke_bar,oil_sm3,gas_sm3,water_sm3,water_injected_sm3,flow_kind,well_type'
const wells = `wellbore,wellbore_code,npd_wellbore_id,field,npd_field_id,facility,npd_facility_id
X-1,NO X-1 H,11,XENON,1,XENON A,2
X-2,NO X-2 H,12,XENON,1,XENON A,2
`
const workbook =
  'DATEPRD,WELL_BORE_CODE,NPD_WELL_BORE_CODE,NPD_WELL_BORE_NAME,NPD_FIELD_CODE,NPD_FIELD_NAME,NPD_FACILITY_CODE,NPD_FACILITY_NAME,' +
  'ON_STREAM_HRS,AVG_DOWNHOLE_PRESSURE,AVG_DOWNHOLE_TEMPERATURE,AVG_DP_TUBING,AVG_ANNULUS_PRESS,AVG_CHOKE_SIZE_P,AVG_CHOKE_UOM,' +
  'AVG_WHP_P,AVG_WHT_P,DP_CHOKE_SIZE,BORE_OIL_VOL,BORE_GAS_VOL,BORE_WAT_VOL,BORE_WI_VOL,FLOW_KIND,WELL_TYPE'

const sourceOf = async (...lines: string[]) =>
  createVolveSource({
    path: await makeFolder({ 'volve_daily.csv.gz': [header, ...lines].join('\n'), 'volve_wells.csv': wells }),
  })
const read = async (...lines: string[]) => collectFigures(await sourceOf(...lines))
const producing = (day: string, hours: number | string, oil: number | string = 10, type = 'OP') =>
  `${day},X-1,${hours},250,100,150,,40,60,70,30,${oil},1500,5,,production,${type}`
const injecting = (day: string, volume: number | string = 900, name = 'X-2') =>
  `${day},${name},,,,,,,,,,,,,${volume},injection,WI`

describe('createVolveSource', () => {
  it('gives each figure under its quantity, allocated volumes and measured gauges, approved', async () => {
    const { rows, refused } = await read(producing('2014-04-07', 24))
    expect(rows.map(({ quantity, measure, value }) => [quantity, measure, value])).toEqual([
      ['oil_production', 'allocated', 10],
      ['gas_production', 'allocated', 1500],
      ['water_production', 'allocated', 5],
      ['on_stream_hours', 'measured', 24],
      ['choke', 'measured', 40],
      ['wellhead_pressure', 'measured', 60],
      ['wellhead_temperature', 'measured', 70],
      ['downhole_pressure', 'measured', 250],
      ['downhole_temperature', 'measured', 100],
      ['tubing_differential_pressure', 'measured', 150],
      ['choke_differential_pressure', 'measured', 30],
    ])
    expect(new Set(rows.map(({ status, objectId, grain }) => `${status} ${objectId} ${grain}`))).toEqual(
      new Set(['approved wellbore:11 day']),
    )
    expect(refused).toEqual([])
  })

  it('says that a volume is missing where its flow kind expects one, and nothing where it does not', async () => {
    const { rows } = await read(producing('2014-04-07', 24, ''), injecting('2014-04-07', ''))
    expect(
      rows
        .filter(({ value }) => value === null)
        .map(({ objectId, quantity, quality }) => [objectId, quantity, quality]),
    ).toEqual([
      ['wellbore:11', 'oil_production', 'missing'],
      ['wellbore:12', 'water_injection', 'missing'],
    ])
    expect(rows.filter(({ objectId }) => objectId === 'wellbore:12')).toHaveLength(1)
  })

  it('takes 25 hours on the days on which the clocks go back only', async () => {
    const { rows, refused } = await read(
      producing('2014-10-26', 25),
      producing('2014-10-27', 25),
      producing('2014-03-30', 24),
    )
    expect(rows.filter(({ quantity }) => quantity === 'on_stream_hours').map(({ day }) => day)).toEqual(['2014-10-26'])
    expect(refused.map(({ reason, key }) => [reason, key])).toEqual([
      ['impossible-hours', 'wellbore:11/2014-10-27/on_stream_hours/measured'],
      ['impossible-hours', 'wellbore:11/2014-03-30/on_stream_hours/measured'],
    ])
    expect(rows.filter(({ quantity }) => quantity === 'oil_production')).toHaveLength(3)
  })

  it('flags what is odd and keeps it', async () => {
    const { rows } = await read(
      producing('2014-04-07', 0, 3),
      producing('2014-04-08', 24, -2),
      producing('2014-04-09', 24, 4, 'WI'),
    )
    const oil = rows.filter(({ quantity }) => quantity === 'oil_production')
    expect(oil.map(({ value, quality, flags }) => [value, quality, ...flags])).toEqual([
      [3, 'uncertain', 'hours-volume-conflict'],
      [-2, 'good', 'negative-volume'],
      [4, 'good', 'well-type-conflict'],
    ])
  })

  it('gives the tree, with a version for each use that a wellbore was put to', async () => {
    const source = await sourceOf(
      injecting('2016-04-09', 800, 'X-1'),
      injecting('2016-04-10', 800, 'X-1'),
      producing('2016-04-11', 0, 0),
      producing('2016-04-12', 24),
      // One last idle day under the old kind is no change of use.
      injecting('2016-04-13', 0, 'X-1'),
      injecting('2016-04-09'),
    )
    const { nodes, calendar } = await source.discover(signal)
    expect(
      nodes.map(({ objectId, kind, parentObjectId, wellType, validFrom, validTo }) => [
        objectId,
        kind,
        parentObjectId,
        wellType,
        validFrom,
        validTo,
      ]),
    ).toEqual([
      ['field:1', 'asset', null, null, null, null],
      ['facility:2', 'facility', 'field:1', null, null, null],
      ['wellbore:11', 'well', 'facility:2', 'water-injector', null, '2016-04-11'],
      ['wellbore:11', 'well', 'facility:2', 'oil-producer', '2016-04-11', null],
      ['wellbore:12', 'well', 'facility:2', 'water-injector', null, null],
    ])
    expect(calendar?.rules).toEqual([{ validFrom: null, timeZone: 'Europe/Oslo', dayStart: '00:00' }])
  })

  it("reads the workbook's own sheet, as a spreadsheet in Norway saves it", async () => {
    const line =
      '07.04.2014;NO X-1 H;11;X-1;1;XENON;2;XENON A;24,00;250,5;100;150;;40;%;60;70;30;10,25;1500;5;;production;OP'
    const folder = await makeFolder({ 'daily.csv': `\uFEFF${workbook.replaceAll(',', ';')}\r\n${line}\r\n` })
    const source = createVolveSource({ path: join(folder, 'daily.csv') })
    const { rows, refused } = await collectFigures(source)
    expect(refused).toEqual([])
    expect(rows.find(({ quantity }) => quantity === 'oil_production')).toMatchObject({
      objectId: 'wellbore:11',
      day: '2014-04-07',
      value: 10.25,
    })
    expect((await source.discover(signal)).nodes.map(({ name, code }) => [name, code])).toEqual([
      ['XENON', null],
      ['XENON A', null],
      ['X-1', 'NO X-1 H'],
    ])
  })

  it.each([
    ['a date that may be two days', producing('04/07/2014', 24), 'invalid-day'],
    ['a wellbore without ids', injecting('2014-04-07', 1, 'X-9'), 'unmapped-node'],
    ['a flow kind it does not know', producing('2014-04-07', 24).replace('production', 'idle'), 'wrong-shape'],
  ])('refuses a line with %s', async (_what, line, reason) => {
    const { rows, refused } = await read(line)
    expect([rows, refused.map((refusal) => refusal.reason)]).toEqual([[], [reason]])
    expect(refused[0]?.message).toContain('Line 2')
  })

  it('takes a repeated line once, and refuses one that contradicts it', async () => {
    const { rows, refused } = await read(
      producing('2014-04-07', 24),
      producing('2014-04-07', 24),
      producing('2014-04-07', 24, 99),
    )
    expect(rows.filter(({ quantity }) => quantity === 'oil_production').map(({ value }) => value)).toEqual([10])
    expect(refused.map(({ reason, key }) => [reason, key])).toEqual([
      ['ambiguous', 'wellbore:11/2014-04-07/oil_production/allocated'],
    ])
  })

  it('says where to get the files where they are not', async () => {
    const attempt = createVolveSource({ path: await makeFolder({}) }).check(signal)
    await expect(attempt).rejects.toMatchObject({
      code: 'not_found',
      message: expect.stringContaining('Equinor') as string,
    })
  })
})

// More figures than one page holds.
const history = Array.from({ length: 700 }, (_, index) => addDays('2013-01-01', index)).flatMap((day) => [
  producing(day, 23),
  injecting(day),
])
describeProductionSource('Volve files', async () => {
  const source = await sourceOf(...history)
  return {
    source,
    smallPages: source,
    days: { from: '2013-01-03', to: '2014-11-01' },
    dispose: () => source.close(),
  }
})

describeOnSharedData('volve', 'the published Volve history', (path) => {
  let read: Awaited<ReturnType<typeof collectFigures>>
  beforeAll(async () => {
    read = await collectFigures(createVolveSource({ path }))
  })

  it('has 15,634 lines, of which seven hours are refused and nothing else', () => {
    const { rows, refused, pages } = read
    expect(new Set(rows.map(({ objectId, day }) => `${objectId} ${day}`)).size).toBe(15_634)
    // On 2015-03-29 the clocks went forward, and seven wellbores claim 24 h of its 23.
    expect(new Set(refused.map(({ reason, key }) => `${reason} ${key.split('/')[1] ?? ''}`))).toEqual(
      new Set(['impossible-hours 2015-03-29']),
    )
    expect(refused).toHaveLength(7)
    expect(Math.max(...pages.map((page) => page.rows.length))).toBeLessThan(5_100)
  })

  it('keeps the four negative waters and the clock-change hours', () => {
    const { rows } = read
    const flagged = (flag: string) => rows.filter(({ flags }) => flags.includes(flag))
    expect(
      flagged('negative-volume')
        .map(({ value }) => value)
        .toSorted(),
    ).toEqual([-0.95, -14.19, -457.84, -59.19])
    expect(flagged('hours-volume-conflict').map(({ day }) => day)).toContain('2015-01-17')
    expect(rows.filter(({ quantity, value }) => quantity === 'on_stream_hours' && (value ?? 0) > 24)).toHaveLength(20)
  })

  it('gives seven wellbores, one of which turned from injector to producer', async () => {
    const { nodes } = await createVolveSource({ path }).discover(signal)
    const found = nodes.filter(({ kind }) => kind === 'well')
    expect(new Set(found.map(({ objectId }) => objectId)).size).toBe(7)
    const turned = found.filter(({ validFrom, validTo }) => validFrom !== null || validTo !== null)
    expect(turned.map(({ name, wellType }) => [name, wellType])).toEqual([
      ['15/9-F-5', 'water-injector'],
      ['15/9-F-5', 'oil-producer'],
    ])
  })

  it('adds up to the published month for each of the 526 well-months', async () => {
    const sums = new Map<string, number>()
    for (const { objectId, day, quantity, value } of read.rows) {
      const key = `${objectId} ${day.slice(0, 7)} ${quantity}`
      sums.set(key, (sums.get(key) ?? 0) + (value ?? 0))
    }
    const columns = {
      id: ['npd_wellbore_id'],
      month: ['month'],
      oil_production: ['oil_sm3'],
      gas_production: ['gas_sm3'],
      water_production: ['water_sm3'],
      water_injection: ['water_injected_sm3'],
    } as const
    const shape = { sourceId: 'monthly', columns, required: ['id', 'month'] as ('id' | 'month')[] }
    const quantities = ['oil_production', 'gas_production', 'water_production', 'water_injection'] as const
    let months = 0
    for await (const { text } of readTable<keyof typeof columns>(join(path, 'volve_monthly.csv.gz'), shape, signal)) {
      months += 1
      for (const quantity of quantities) {
        const sum = sums.get(`wellbore:${text('id')} ${text('month').slice(0, 7)} ${quantity}`) ?? 0
        expect(Math.abs(sum - Number(text(quantity) || 0)), `${text('id')} ${text('month')} ${quantity}`).toBeLessThan(
          1,
        )
      }
    }
    expect(months).toBe(526)
  })
})
