import { addMonths } from '@tieback/domain'
import { describe, expect, it } from 'vitest'
import { describeProductionSource } from '../../conformance.ts'
import { collectFigures } from '../test/collect.ts'
import { describeOnSharedData } from '../../test/shared-data.ts'
import { useTemporaryFolders } from '../test/temporary-folder.ts'
import { createSodirSource } from './sodir-source.ts'

const makeFolder = useTemporaryFolders()
const signal = new AbortController().signal

// Invented fields, facilities and wellbores.
const fields = 'npdid_field,field\n1,XENON\n2,YTTRIUM\n'
const wellboreHeader =
  'npdid_wellbore,wellbore,well,field,npdid_field,production_facility,npdid_production_facility,purpose,content\n'
const production =
  'field,month,oil_net_msm3,gas_net_bsm3,ngl_net_msm3,condensate_net_msm3,oe_net_msm3,water_msm3,npdid_field\n'

const sourceOf = async ({
  wellbores = '',
  months = '',
  ...more
}: {
  wellbores?: string
  months?: string
  [file: string]: string
}) =>
  createSodirSource({
    path: await makeFolder({
      'fields.csv': fields,
      'wellbores_development.csv': wellboreHeader + wellbores,
      'field_production_net_monthly.csv': production + months,
      ...more,
    }),
  })

const treeOf = async (wellbores: string, more: Record<string, string> = {}) => {
  const { nodes } = await (await sourceOf({ wellbores, ...more })).discover(signal)
  return nodes
    .filter(({ kind }) => kind === 'facility' || kind === 'well')
    .map(({ objectId, parentObjectId }) => [objectId, parentObjectId])
}

describe('createSodirSource', () => {
  it('puts wellbores under their facilities, facilities under fields, and fields under the shelf', async () => {
    const { nodes, calendar } = await (
      await sourceOf({ wellbores: '11,X-1 H,X-1,XENON,1,XENON A,7,PRODUCTION,OIL\n' })
    ).discover(signal)
    expect(nodes.map(({ objectId, kind, parentObjectId }) => [objectId, kind, parentObjectId])).toEqual([
      ['shelf:norwegian', 'asset', null],
      ['field:1', 'hub', 'shelf:norwegian'],
      ['field:2', 'hub', 'shelf:norwegian'],
      ['facility:7', 'facility', 'field:1'],
      ['wellbore:11', 'well', 'facility:7'],
    ])
    expect(nodes.at(-1)).toMatchObject({
      name: 'X-1 H',
      wellType: 'oil-producer',
      attributes: { npdid: '11', well: 'X-1', purpose: 'PRODUCTION' },
    })
    expect(calendar?.id).toBe('npd')
  })

  it('puts a facility of several fields under the one with most of its wellbores', async () => {
    const wellbores = '11,a,a,XENON,1,S,7,,\n12,b,b,YTTRIUM,2,S,7,,\n13,c,c,YTTRIUM,2,S,7,,\n'
    expect(await treeOf(wellbores)).toContainEqual(['facility:7', 'field:2'])
  })

  it('finds a place for a wellbore without a facility, without a field, and without either', async () => {
    const wellbores = '11,a,a,XENON,1,,,,\n12,b,b,,,LONE,7,,\n13,c,c,,,,,,\n'
    expect(await treeOf(wellbores)).toEqual([
      ['facility:7', 'shelf:norwegian'],
      ['wellbore:11', 'field:1'],
      ['wellbore:12', 'facility:7'],
      ['wellbore:13', 'shelf:norwegian'],
    ])
  })

  it('keeps facilities apart that share an id: the one with most wellbores has it plain', async () => {
    const wellbores = '11,a,a,XENON,1,OLD NAME,7,,\n12,b,b,XENON,1,NEW NAME,7,,\n13,c,c,XENON,1,NEW NAME,7,,\n'
    expect(await treeOf(wellbores)).toEqual([
      ['facility:7:OLD NAME', 'field:1'],
      ['facility:7', 'field:1'],
      ['wellbore:11', 'facility:7:OLD NAME'],
      ['wellbore:12', 'facility:7'],
      ['wellbore:13', 'facility:7'],
    ])
  })

  it('adds fields that only wellbores name, and facilities that none does', async () => {
    const facilities = 'npdid_production_facility,production_facility,fields\n8,IDLE,YTTRIUM|XENON\n'
    const source = await sourceOf({ wellbores: '11,a,a,ZIRCON,3,S,7,,\n', 'facilities_from_wellbores.csv': facilities })
    const { nodes } = await source.discover(signal)
    expect(nodes.find(({ objectId }) => objectId === 'field:3')).toMatchObject({ kind: 'hub', name: 'ZIRCON' })
    expect(nodes.find(({ objectId }) => objectId === 'facility:8')).toMatchObject({
      name: 'IDLE',
      parentObjectId: 'field:2',
    })
  })

  it.each([
    ['PRODUCTION', 'OIL/GAS', 'oil-producer'],
    ['PRODUCTION', 'GAS/CONDENSATE', 'gas-producer'],
    ['PRODUCTION', '', 'other'],
    ['INJECTION', 'WATER/GAS', 'water-injector'],
    ['INJECTION', 'GAS', 'gas-injector'],
    ['INJECTION', 'CUTTINGS', 'other'],
    ['OBSERVATION', 'OIL', 'other'],
  ])('takes a wellbore for %s of %s as %s', async (purpose, content, wellType) => {
    const { nodes } = await (await sourceOf({ wellbores: `11,a,a,XENON,1,,,${purpose},${content}\n` })).discover(signal)
    expect(nodes.at(-1)?.wellType).toBe(wellType)
  })

  it('refuses a wellbore without an id', async () => {
    const { refused } = await (await sourceOf({ wellbores: ',a,a,XENON,1,,,,\n' })).discover(signal)
    expect(refused).toMatchObject([{ reason: 'wrong-shape', key: 'line 2' }])
  })

  it('gives monthly volumes in m3, without the oil equivalents, and flags corrections', async () => {
    const { rows } = await collectFigures(
      await sourceOf({ months: 'XENON,2021-08-01,0.00653,0.00025,-0.00001,0,0.00653,,1\n' }),
    )
    expect(
      rows.map(({ objectId, grain, day, quantity, value, quality, flags }) => [
        objectId,
        grain,
        day,
        quantity,
        value === null ? null : Math.round(value),
        quality,
        ...flags,
      ]),
    ).toEqual([
      ['field:1', 'month', '2021-08-01', 'oil_production', 6_530, 'good'],
      ['field:1', 'month', '2021-08-01', 'gas_production', 250_000, 'good'],
      ['field:1', 'month', '2021-08-01', 'ngl_production', -10, 'good', 'negative-volume'],
      ['field:1', 'month', '2021-08-01', 'condensate_production', 0, 'good'],
      ['field:1', 'month', '2021-08-01', 'water_production', null, 'missing'],
    ])
  })

  it("reads the FactPages' own exports, and leaves their sums of a year alone", async () => {
    const header =
      'prfInformationCarrier,prfYear,prfMonth,prfPrdOilNetMillSm3,prfPrdGasNetBillSm3,prfPrdNGLNetMillSm3,prfPrdCondensateNetMillSm3,' +
      'prfPrdOeNetMillSm3,prfPrdProducedWaterInFieldMillSm3,prfNpdidInformationCarrier\n'
    const source = createSodirSource({
      path: await makeFolder({
        'field.csv': 'fldName,fldNpdidField\nXENON,1\n',
        'wellbore_development_all.csv':
          'wlbWellboreName,wlbWell,wlbPurpose,wlbContent,wlbField,wlbProductionFacility,wlbNpdidWellbore,fldNpdidField,fclNpdidFacilityProducing\n' +
          'X-1 H,X-1,PRODUCTION,GAS,XENON,XENON A,11,1,7\n',
        'field_production_monthly.csv': `${header}XENON,2021,8,1,2,3,4,10,5,1\nXENON,2021,0,12,24,36,48,120,60,1\n`,
      }),
    })
    const { rows, refused } = await collectFigures(source)
    expect([rows.length, rows[0]?.day, refused.length]).toEqual([5, '2021-08-01', 0])
    expect((await source.discover(signal)).nodes.map(({ objectId }) => objectId)).toEqual([
      'shelf:norwegian',
      'field:1',
      'facility:7',
      'wellbore:11',
    ])
  })

  it.each([
    ['a month that is none', 'XENON,2021-08-15,1,1,1,1,1,1,1\n'],
    ['no field', 'XENON,2021-08-01,1,1,1,1,1,1,\n'],
  ])('refuses a line with %s', async (_what, months) => {
    const { rows, refused } = await collectFigures(await sourceOf({ months }))
    expect([rows, refused.map(({ reason }) => reason)]).toEqual([[], ['invalid-day']])
  })

  it('says where to get the files where one is not', async () => {
    const attempt = createSodirSource({ path: await makeFolder({ 'fields.csv': fields }) }).check(signal)
    await expect(attempt).rejects.toMatchObject({
      code: 'not_found',
      message: expect.stringContaining('FactPages') as string,
    })
  })
})

// More figures than one page holds.
const history = Array.from({ length: 600 }, (_, index) => addMonths('1972-01-01', index)).flatMap((month) =>
  ['XENON', 'YTTRIUM'].map((field, index) => `${field},${month},1,2,3,4,10,5,${index + 1}\n`),
)
describeProductionSource('Sodir files', async () => {
  const source = await sourceOf({ months: history.join('') })
  return {
    source,
    smallPages: source,
    days: { from: '1972-06-01', to: '2021-01-01' },
    dispose: () => source.close(),
  }
})

describeOnSharedData('sodir', 'the published Norwegian shelf', (path) => {
  it('has 130 fields, 403 facilities and 5,533 wellbores, none refused and none under a parent that is not there', async () => {
    const { nodes, refused } = await createSodirSource({ path }).discover(signal)
    const count = (kind: string) => nodes.filter((node) => node.kind === kind).length
    // 129 in the overview, and one that only wellbores name.
    expect({ hubs: count('hub'), facilities: count('facility'), wells: count('well'), refused }).toEqual({
      hubs: 130,
      facilities: 403,
      wells: 5_533,
      refused: [],
    })
    const ids = new Set(nodes.map(({ objectId }) => objectId))
    expect(ids.size).toBe(nodes.length)
    expect(nodes.filter(({ parentObjectId }) => parentObjectId !== null && !ids.has(parentObjectId))).toEqual([])
  })

  it('has 17,318 field-months, 90 of which hold a negative correction', async () => {
    const { rows, refused } = await collectFigures(createSodirSource({ path }))
    const months = (selected: typeof rows) => new Set(selected.map(({ objectId, day }) => `${objectId} ${day}`)).size
    expect({
      months: months(rows),
      negative: months(rows.filter(({ flags }) => flags.includes('negative-volume'))),
      refused,
    }).toEqual({
      months: 17_318,
      negative: 90,
      refused: [],
    })
  })
})
