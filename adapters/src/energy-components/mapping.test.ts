import { readFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { MappingError } from '../mapping-file.ts'
import { parseEnergyComponentsMapping } from './mapping.ts'
import { testMapping } from './test/test-site.ts'

type Mapping = ReturnType<typeof testMapping>

/** The mapping with one thing wrong. */
function broken(breakIt: (mapping: Mapping) => void): Mapping {
  const mapping = testMapping()
  breakIt(mapping)
  return mapping
}

const field = (overrides: Record<string, unknown>, quantity = 'gas_production') =>
  broken(({ datasets }) => {
    datasets.wellDay['fields'] = {
      [quantity]: { column: 'gas', unit: 'm3', reference: 'metric', measure: 'allocated', ...overrides },
    }
  })

describe('parseEnergyComponentsMapping', () => {
  it("reads the simulated site's own file", async () => {
    const mapping = parseEnergyComponentsMapping(
      await readFile(new URL('../../../sim/site/energy-components.yaml', import.meta.url), 'utf8'),
    )
    expect(mapping.namespace).toBe('field')
    expect(mapping.datasets.production.map(({ name }) => name)).toContain('wellAlloc')
    expect(mapping.datasets.deferment?.class).toBe('deferment_event')
  })

  it('takes a potential for estimated and all else for good, unless a field says otherwise', () => {
    const qualityOf = (overrides: Record<string, unknown>) =>
      parseEnergyComponentsMapping(field(overrides)).datasets.production[0]?.fields[0]?.quality
    expect([qualityOf({}), qualityOf({ measure: 'potential' }), qualityOf({ quality: 'estimated' })]).toEqual([
      'good',
      'estimated',
      'estimated',
    ])
  })

  it.each([
    ['a key it does not know', broken((mapping) => Object.assign(mapping, { wells: [] })), 'wells'],
    ['no namespace', broken((mapping) => Object.assign(mapping, { namespace: '' })), 'namespace'],
    [
      'a zone that is none',
      broken(({ connection }) => Object.assign(connection, { timeZone: 'Europe/Oslow' })),
      'connection: ',
    ],
    [
      'a day that starts at no time',
      broken(({ connection }) => Object.assign(connection, { productionDayStart: '6' })),
      'connection: ',
    ],
    [
      'a status that is none of ours',
      broken(({ statusMap }) => Object.assign(statusMap, { X: 'final' })),
      'statusMap.X',
    ],
    [
      'a kind of node that is none',
      broken(({ nodes }) => Object.assign(nodes[0] ?? {}, { kind: 'platform' })),
      'nodes.0.kind',
    ],
    ['a quantity that is none', field({}, 'gas'), 'datasets.wellDay.fields'],
    [
      'a unit that is none',
      field({ unit: 'kilo' }),
      'datasets.wellDay.fields.gas_production.unit: "kilo" is not a unit',
    ],
    [
      'a gas volume without its reference',
      field({ reference: undefined }),
      'datasets.wellDay.fields.gas_production.unit',
    ],
    ['a reference that is none', field({ reference: 'cold' }), 'datasets.wellDay.fields.gas_production.reference'],
    [
      'a unit of another dimension',
      field({ unit: 'bar', gauge: true, reference: undefined }),
      'datasets.wellDay.fields.gas_production.unit',
    ],
    ['a field without its measure', field({ measure: undefined }), 'datasets.wellDay.fields.gas_production.measure'],
    [
      'a category that is none',
      broken(({ datasets }) => Object.assign(datasets.deferment, { categories: { A: 'bad luck' } })),
      'datasets.deferment.categories.A',
    ],
    [
      'a test without its columns',
      broken(({ datasets }) => Object.assign(datasets.wellTest, { columns: {} })),
      'datasets.wellTest.columns.start',
    ],
  ])('refuses %s and says where', (_what, mapping, expected) => {
    expect(() => parseEnergyComponentsMapping(mapping)).toThrow(MappingError)
    expect(() => parseEnergyComponentsMapping(mapping)).toThrow(expected)
  })
})
