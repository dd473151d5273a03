import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { addDays } from '@tieback/domain'
import { describe, expect, it } from 'vitest'
import { describeProductionSource, type ServedFigure } from '../../conformance.ts'
import { MappingError } from '../../mapping-file.ts'
import { collectFigures } from '../test/collect.ts'
import { useTemporaryFolders } from '../test/temporary-folder.ts'
import { createCsvSource } from './csv-source.ts'
import { parseCsvMapping } from './mapping.ts'

const makeFolder = useTemporaryFolders()
const signal = new AbortController().signal

const wide = {
  namespace: 'mine',
  calendar: { timeZone: 'Europe/Oslo', dayStart: '06:00' },
  nodes: [
    { kind: 'asset', name: 'Xenon' },
    { kind: 'facility', column: 'Platform' },
    { kind: 'well', column: 'Well', wellType: 'oil-producer' },
  ] as Record<string, unknown>[],
  day: 'Date',
  fields: {
    oil_production: { column: 'Oil', unit: 'm3', reference: 'metric', measure: 'allocated' },
    on_stream_hours: { column: 'Hours', unit: 'h', measure: 'measured', expected: false },
  } as Record<string, Record<string, unknown>>,
}

async function sourceOf(mapping: unknown, content: string) {
  return createCsvSource({
    path: join(await makeFolder({ 'table.csv': content }), 'table.csv'),
    mapping: parseCsvMapping(mapping),
  })
}
const read = async (content: string, mapping: unknown = wide) => collectFigures(await sourceOf(mapping, content))

describe('createCsvSource', () => {
  it('reads a column for each quantity', async () => {
    const { rows, refused } = await read(
      'Date,Platform,Well,Oil,Hours\n2024-03-13,P1,A-1,12.5,24\n2024-03-13,P1,A-2,,\n',
    )
    expect(
      rows.map(({ objectId, quantity, value, quality, status }) => [objectId, quantity, value, quality, status]),
    ).toEqual([
      ['well:A-1', 'oil_production', 12.5, 'good', 'approved'],
      ['well:A-1', 'on_stream_hours', 24, 'good', 'approved'],
      ['well:A-2', 'oil_production', null, 'missing', 'approved'],
    ])
    expect(refused).toEqual([])
  })

  it('reads a line for each quantity, with units by line', async () => {
    const long = {
      quantity: 'Product',
      value: 'Volume',
      unit: 'Unit',
      quantities: {
        OIL: { quantity: 'oil_production', unit: 'm3', reference: 'metric', measure: 'allocated' },
        GAS: { quantity: 'gas_production', unit: '1000 m3', reference: 'metric', measure: 'allocated' },
      },
    }
    const content = [
      'Date,Platform,Well,Product,Volume,Unit',
      '2024-03-13,P1,A-1,OIL,10,bbl',
      '2024-03-13,P1,A-1,GAS,2,',
      '2024-03-13,P1,A-1,STEAM,9,t',
      '2024-03-14,P1,A-1,OIL,10,pood',
    ].join('\n')
    const { rows, refused } = await read(content, { ...wide, fields: undefined, long })
    expect(rows.map(({ quantity, value }) => [quantity, Number(value?.toFixed(4))])).toEqual([
      ['oil_production', 1.5899],
      ['gas_production', 2000],
    ])
    expect(refused).toMatchObject([{ reason: 'unknown-unit', message: expect.stringContaining('Line 5') as string }])
  })

  it('reads semicolons, decimal commas, sentinels, statuses, notes and its own order of dates', async () => {
    const mapping = {
      ...wide,
      dateFormat: 'DD.MM.YYYY',
      sentinels: [-99],
      note: 'Remark',
      status: { column: 'State', values: { P: 'provisional', F: 'approved' } },
    }
    const content =
      'Date;Platform;Well;Oil;Hours;State;Remark\n13.3.2024;P1;A-1;1,234;-99;P;new meter\n14.03.2024;P1;A-1;2;3;?;\n'
    const { rows, refused } = await read(content, mapping)
    expect(rows).toMatchObject([
      { day: '2024-03-13', value: 1.234, status: 'provisional', note: 'new meter' },
      { quantity: 'on_stream_hours', value: null, quality: 'bad' },
    ])
    expect(refused).toMatchObject([{ reason: 'wrong-shape', key: 'line 3' }])
  })

  it('reads months by their first day', async () => {
    const { rows, refused } = await read(
      'Date,Platform,Well,Oil,Hours\n2024-03-01,P1,A-1,300,740\n2024-03-02,P1,A-1,1,1\n',
      { ...wide, grain: 'month' },
    )
    expect(rows.map(({ grain, day, value }) => [grain, day, value])).toEqual([
      ['month', '2024-03-01', 300],
      ['month', '2024-03-01', 740],
    ])
    expect(refused).toMatchObject([{ reason: 'invalid-day' }])
  })

  it.each([
    ['a day in another format', '13.03.2024,P1,A-1,1,24', 'invalid-day'],
    ['a well without a name', '2024-03-13,P1,,1,24', 'unmapped-node'],
    ['a volume that is no number', '2024-03-13,P1,A-1,much,24', 'invalid-value'],
    ['more hours than the day has', '2024-03-13,P1,A-1,1,25', 'impossible-hours'],
  ])('refuses %s', async (_what, line, reason) => {
    const { refused } = await read(`Date,Platform,Well,Oil,Hours\n${line}\n`)
    expect(refused.map((refusal) => refusal.reason)).toEqual([reason])
  })

  it('flags a volume of no hours', async () => {
    const { rows } = await read('Date,Platform,Well,Oil,Hours\n2024-03-13,P1,A-1,5,0\n')
    expect(rows[0]).toMatchObject({ quality: 'uncertain', flags: ['hours-volume-conflict'] })
  })

  it('makes the tree from the columns, with a version for each span under one parent', async () => {
    const lines = ['2024-03-13,P1,A-1,1,24', '2024-03-14,P2,A-1,1,24', '2024-03-13,P1,A-2,1,24']
    const source = await sourceOf(wide, `Date,Platform,Well,Oil,Hours\n${lines.join('\n')}\n`)
    const { nodes, calendar } = await source.discover(signal)
    expect(
      nodes.map(({ objectId, parentObjectId, wellType, validFrom, validTo }) => [
        objectId,
        parentObjectId,
        wellType,
        validFrom,
        validTo,
      ]),
    ).toEqual([
      ['asset:Xenon', null, null, null, null],
      ['facility:P1', 'asset:Xenon', null, null, null],
      ['well:A-1', 'facility:P1', 'oil-producer', null, '2024-03-14'],
      ['well:A-1', 'facility:P2', 'oil-producer', '2024-03-14', null],
      ['facility:P2', 'asset:Xenon', null, null, null],
      ['well:A-2', 'facility:P1', 'oil-producer', null, null],
    ])
    expect(calendar?.rules).toEqual([{ validFrom: null, timeZone: 'Europe/Oslo', dayStart: '06:00' }])
  })

  it('refuses a name under two parents on one day', async () => {
    const source = await sourceOf(
      wide,
      'Date,Platform,Well,Oil,Hours\n2024-03-13,P1,A-1,1,24\n2024-03-13,P2,A-1,2,24\n',
    )
    expect((await source.discover(signal)).refused).toMatchObject([{ key: 'well:A-1', reason: 'ambiguous' }])
    expect((await collectFigures(source)).refused).toMatchObject([
      { key: 'well:A-1/2024-03-13/oil_production/allocated', reason: 'ambiguous' },
    ])
  })

  it('names every column that the file lacks', async () => {
    await expect(read('Date,Well\n2024-03-13,A-1\n')).rejects.toMatchObject({
      code: 'bad_payload',
      message: expect.stringContaining('lacks columns: Platform; Oil; Hours') as string,
    })
  })
})

describe('parseCsvMapping', () => {
  it.each([
    ['a key it does not know', { ...wide, columns: {} }, 'columns'],
    ['neither fields nor long', { ...wide, fields: undefined }, 'fields: either fields'],
    ['a level without a name or a column', { ...wide, nodes: [{ kind: 'asset' }] }, 'nodes.0: needs either'],
    [
      'a unit that is none',
      { ...wide, fields: { oil_production: { column: 'Oil', unit: 'glass', measure: 'allocated' } } },
      'fields.oil_production.unit',
    ],
    ['a format without a year', { ...wide, dateFormat: 'DD.MM' }, 'dateFormat'],
    ['a zone that is none', { ...wide, calendar: { timeZone: 'Oslo', dayStart: '06:00' } }, 'calendar'],
  ])('refuses %s and says where', (_what, mapping, expected) => {
    expect(() => parseCsvMapping(mapping)).toThrow(MappingError)
    expect(() => parseCsvMapping(mapping)).toThrow(expected)
  })

  it('reads the example in the documentation, and the table beside it', async () => {
    const page = await readFile(new URL('../README.md', import.meta.url), 'utf8')
    const [, table = ''] = /```csv\n([^]*?)```/.exec(page) ?? []
    const [, yaml = ''] = /```yaml\n([^]*?)```/.exec(page) ?? []
    const { rows, refused } = await read(table, yaml)
    expect(refused).toEqual([])
    expect(rows.length).toBeGreaterThan(0)
  })
})

// More figures than one page holds.
const lines = Array.from({ length: 20 }, (_, index) => addDays('2024-03-01', index)).flatMap((day) =>
  Array.from({ length: 150 }, (_, well) => `${day},P${well % 7},A-${well},${well},24`),
)

/** A table of one well and one column. */
async function serve(figures: readonly ServedFigure[]) {
  const rows = figures.map(({ day, value }) => `${day},P1,A-1,${value === null ? '' : String(value)}`)
  const { oil_production: oil } = wide.fields
  const content = `Date,Platform,Well,Oil\n${rows.join('\n')}\n`
  const source = await sourceOf({ ...wide, fields: { oil_production: oil } }, content)
  return { source, dispose: () => source.close() }
}

describeProductionSource('A CSV file', async () => {
  const source = await sourceOf(wide, `Date,Platform,Well,Oil,Hours\n${lines.join('\n')}\n`)
  return {
    source,
    smallPages: source,
    days: { from: '2024-03-02', to: '2024-03-20' },
    serve,
    dispose: () => source.close(),
  }
})
