import { readFileSync } from 'node:fs'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { epoch, type FieldSite, type SiteMapping, startFieldSite } from '../test/field-site.ts'
import { pagesScript, row, testMapping } from '../test/test-site.ts'
import { startScriptedServer } from '../../http/test/scripted-server.ts'
import { checkEnergyComponentsMapping } from './check-mapping.ts'
import type { MappingFinding } from './finding.ts'

const siteFile = readFileSync(new URL('../../../../sim/site/energy-components.yaml', import.meta.url), 'utf8')
const { signal } = new AbortController()
const brief = (findings: readonly MappingFinding[]) => findings.map(({ level, path }) => `${level} ${path}`)
const serious = (findings: readonly MappingFinding[]) => findings.filter(({ level }) => level !== 'note')

describe('checking a mapping file by itself', () => {
  it('finds nothing serious in the simulated site’s own', async () => {
    const findings = await checkEnergyComponentsMapping(siteFile)
    expect(serious(findings)).toEqual([])
    expect(brief(findings)).toContain('note datasets.wellDay.dayLabel')
  })

  it('reports every key that is wrong, and not only the first', async () => {
    const mapping = testMapping()
    mapping.datasets.wellDay['fields'] = {
      gas_production: { column: 'gas', unit: 'm3', measure: 'allocated' },
      wellhead_pressure: { column: 'whp', unit: 'bar', measure: 'measured' },
    }
    expect(await checkEnergyComponentsMapping(mapping)).toEqual([
      {
        level: 'error',
        path: 'datasets.wellDay.fields.gas_production.unit',
        message: expect.stringContaining('reference: metric') as string,
      },
      {
        level: 'error',
        path: 'datasets.wellDay.fields.wellhead_pressure.unit',
        message: expect.stringContaining('gauge: true') as string,
      },
    ])
  })

  it('tells a text that is no YAML', async () => {
    expect(await checkEnergyComponentsMapping('a: [')).toMatchObject([{ level: 'error', path: '' }])
  })

  it('says what is lost without the columns that tell of changes', async () => {
    const mapping = testMapping()
    mapping.datasets.wellDay['audit'] = { status: 'recordStatus' }
    mapping.datasets.deferment['audit'] = {}
    expect(brief(serious(await checkEnergyComponentsMapping(mapping)))).toEqual([
      'warning datasets.wellDay.audit.updatedAt',
      'warning datasets.deferment.audit.updatedAt',
    ])
  })
})

describe('checking a mapping file against its site', () => {
  let field: FieldSite
  beforeAll(async () => {
    field = await startFieldSite()
  })
  afterAll(() => field.simulator.stop())
  afterEach(() => field.simulator.faults.clear())

  const check = (change: (mapping: SiteMapping) => void = () => undefined) => {
    // Safe: the file is ours, and what a test makes of it is what the check is to judge.
    const mapping = parse(siteFile) as SiteMapping
    change(mapping)
    const connection = { id: 'ec', name: 'EC', baseUrl: field.simulator.baseUrl, resilience: { attempts: 1 } }
    return checkEnergyComponentsMapping(mapping, { connection, now: epoch, signal })
  }
  const dataset = (mapping: SiteMapping, name: string) => {
    const found = mapping.datasets[name]
    if (found === undefined) throw new Error(`no dataset ${name}`)
    return found
  }

  it('finds nothing serious in the simulated field’s own, and lists the column that nobody mapped', async () => {
    const findings = await check()
    expect(serious(findings)).toEqual([])
    expect(findings.find(({ message }) => message.includes('value_17'))?.path).toBe('datasets.wellDay')
  })

  it.each<[string, (mapping: SiteMapping) => void, string, string]>([
    [
      'a class that the site hasn’t',
      (mapping) => Object.assign(dataset(mapping, 'streamDay'), { class: 'meter_day' }),
      'error datasets.streamDay.class',
      'meter_day',
    ],
    [
      'a column that no row has',
      (mapping) => Object.assign(dataset(mapping, 'wellDay').fields['choke'] ?? {}, { column: 'chokeSize' }),
      'error datasets.wellDay.fields.choke',
      'choke',
    ],
    [
      'a status that isn’t mapped',
      (mapping) => Object.assign(mapping, { statusMap: { P: 'provisional', A: 'approved' } }),
      'error datasets.wellDay.audit.status',
      'V',
    ],
    [
      'a unit that the numbers can’t be in',
      (mapping) => Object.assign(dataset(mapping, 'wellAlloc').fields['gas_production'] ?? {}, { unit: '1E9 m3' }),
      'warning datasets.wellAlloc.fields.gas_production.unit',
      '1000 m3',
    ],
    [
      'bounds that the numbers are beyond',
      (mapping) => Object.assign(dataset(mapping, 'wellDay').fields['wellhead_pressure'] ?? {}, { max: 3 }),
      'error datasets.wellDay.fields.wellhead_pressure',
      'min and max',
    ],
    [
      'update stamps of which nobody says the zone',
      (mapping) => {
        const { updatedAtZone: _zone, ...audit } = dataset(mapping, 'wellAlloc')['audit'] as Record<string, unknown>
        Object.assign(dataset(mapping, 'wellAlloc'), { audit })
      },
      'warning datasets.wellAlloc.audit.updatedAt',
      'updatedAtZone',
    ],
    [
      'reasons that no category is for',
      (mapping) => Object.assign(dataset(mapping, 'deferment'), { categories: { RES: 'reservoir' } }),
      'warning datasets.deferment.categories',
      'PRO',
    ],
    [
      'states of tests that aren’t mapped',
      (mapping) => Object.assign(dataset(mapping, 'wellTest'), { statuses: { PLANNED: 'planned' } }),
      'error datasets.wellTest.statuses',
      'ACCEPTED',
    ],
    [
      'types of wells that aren’t mapped',
      (mapping) => {
        const wells = (mapping as unknown as { nodes: { wellType?: { values: unknown } }[] }).nodes.at(-1)?.wellType
        Object.assign(wells ?? {}, { values: { OP: 'oil-producer' } })
      },
      'warning nodes.3.wellType.values',
      'WI',
    ],
    [
      'parents of a class that is left out',
      (mapping) => (mapping as unknown as { nodes: unknown[] }).nodes.splice(2, 1),
      'error nodes.2.parent',
      'facilityId',
    ],
  ])('finds %s', async (_what, change, expected, hint) => {
    const findings = await check(change)
    expect(brief(findings)).toContain(expected)
    const found = findings.find(({ level, path }) => `${level} ${path}` === expected)
    expect(found?.message).toContain(hint)
  })

  it.each([
    ['sentinels', 'warning', 'sentinels'],
    ['company-split', 'error', 'shares'],
    ['decimal-comma', 'error', 'decimal: ","'],
    ['unknown-well', 'error', 'quarantine'],
    ['no-update-stamps=1', 'note', 'no update stamp'],
    ['null-rows=30', 'note', 'holds no number'],
  ])('finds what the fault %s does to the rows', async (fault, level, hint) => {
    const before = new Set((await check()).map(({ message }) => message))
    field.simulator.faults.set(fault)
    const found = (await check()).filter(({ message }) => !before.has(message))
    expect(found.map((finding) => finding.level)).toContain(level)
    expect(found.map(({ message }) => message).join('\n')).toContain(hint)
  })

  it('says that nothing more could be checked where the site fails', async () => {
    field.simulator.faults.set('unauthorized')
    const findings = await check()
    expect(serious(findings)).toMatchObject([
      { level: 'error', path: 'connection', message: expect.stringContaining('Nothing more') as string },
    ])
  })

  it('passes on that the caller gave up', async () => {
    const connection = { id: 'ec', name: 'EC', baseUrl: field.simulator.baseUrl }
    const given = { connection, now: epoch, signal: AbortSignal.abort() }
    await expect(checkEnergyComponentsMapping(siteFile, given)).rejects.toThrow(/abort/i)
  })
})

describe('checking a mapping file against odd rows', () => {
  const checkRows = async (rows: readonly unknown[], mapping = testMapping()) => {
    const server = await startScriptedServer(pagesScript([rows]))
    try {
      const connection = { id: 'ec', name: 'EC', baseUrl: `${server.baseUrl}/api`, resilience: { attempts: 1 } }
      return await checkEnergyComponentsMapping(mapping, { connection, now: epoch, signal })
    } finally {
      await server.stop()
    }
  }

  it.each([
    ['a day with a time of day', { daytime: '2024-03-13T06:00:00' }, 'error datasets.wellDay.key.day'],
    ['a stamp that is no time', { updatedAt: '14.03.2024' }, 'error datasets.wellDay.audit.updatedAt'],
    ['a number that is none', { gas: '12 t' }, 'error datasets.wellDay.fields.gas_production'],
    ['a pressure in another unit', { whp: 0.06 }, 'warning datasets.wellDay.fields.wellhead_pressure.unit'],
    ['hours in minutes', { onStreamHours: 1_440 }, 'warning datasets.wellDay.fields.on_stream_hours.unit'],
  ])('finds %s', async (_what, overrides, expected) => {
    expect(brief(await checkRows([row(overrides)]))).toContain(expected)
    expect(brief(await checkRows([row()]))).not.toContain(expected)
  })

  it('finds that shares leave no whole', async () => {
    const mapping = testMapping()
    mapping.datasets.wellDay['shares'] = { column: 'objectCode', whole: 'ALL' }
    expect(brief(await checkRows([row()], mapping))).toContain('error datasets.wellDay.shares')
  })

  it('says of a class without rows that it could not be checked', async () => {
    expect(brief(await checkRows([]))).toContain('warning datasets.wellDay.class')
  })
})
