import { describe, expect, it } from 'vitest'
import { MappingError } from '../mapping-file.ts'
import { findRule, parsePiMapping, pathBelowDatabase, unitFromSource } from './mapping.ts'

const tag = (overrides: Record<string, unknown> = {}) => ({
  match: '^(?<node>[A-Z]+-\\d+)\\.WHP$',
  quantity: 'wellhead_pressure',
  name: 'Wellhead pressure',
  unit: 'bar',
  gauge: true,
  interpolation: 'linear',
  expectedPeriod: '5min',
  ...overrides,
})
const mapping = (...tags: unknown[]) => ({ dataServer: 'TBSIM', nodes: { namespace: 'field', keyKind: 'code' }, tags })

describe('parsePiMapping', () => {
  it('reads YAML and objects alike', () => {
    const yaml = `
dataServer: TBSIM
nodes: { namespace: field, keyKind: code }
tags:
  - match: '^(?<node>[A-Z]+-\\d+)\\.OIL_RATE$'
    quantity: oil_production
    name: Oil rate
    unit: Sm3/d
    timeBase: d
    interpolation: linear
    expectedPeriod: 30s
`
    const [rule] = parsePiMapping(yaml).tags
    expect(rule).toMatchObject({
      quantity: 'oil_production',
      unit: { unit: 'm3/d', reference: 'metric', basis: null },
      expectedPeriodS: 30,
    })
    expect(parsePiMapping(mapping(tag())).tags[0]).toMatchObject({
      unit: { unit: 'bar', basis: 'gauge' },
      expectedPeriodS: 300,
    })
  })

  it.each([
    ['a missing data server', { ...mapping(tag()), dataServer: undefined }, 'dataServer'],
    ['a key it does not know', mapping(tag({ untis: 'bar' })), 'untis'],
    ['a quantity it does not know', mapping(tag({ quantity: 'pressure' })), 'tags.0.quantity'],
    ['a unit that is none', mapping(tag({ unit: 'barr' })), 'tags.0.unit: "barr" is not a unit'],
    ['a unit of another dimension', mapping(tag({ unit: 'degC', gauge: undefined })), 'tags.0.unit'],
    ['a pressure without its zero', mapping(tag({ gauge: undefined })), 'tags.0.unit'],
    [
      'a volume without its reference',
      mapping(tag({ quantity: 'gas_production', unit: 'm3/d', gauge: undefined })),
      'tags.0.unit',
    ],
    ['a time base that the unit has not', mapping(tag({ timeBase: 'd' })), 'is not per d'],
    ['a pattern that is none', mapping(tag({ match: '(' })), 'tags.0.match'],
    ['a pattern that names no node', mapping(tag({ match: '^WHP$' })), 'tags.0.match: needs a group'],
    ['a period in words', mapping(tag({ expectedPeriod: 'often' })), 'tags.0.expectedPeriod'],
    ['neither tags nor assets', mapping(), 'tags: names no tag'],
    [
      'assets without a database',
      { ...mapping(tag()), assets: { server: 'AF', attributes: [tag()] } },
      'assets.database',
    ],
    [
      'a wrong attribute',
      { ...mapping(), assets: { server: 'AF', database: 'F', attributes: [tag({ unit: 'barr' })] } },
      'assets.attributes.0.unit',
    ],
    ['a state whose code is no number', mapping(tag({ states: { OPEN: 1 } })), 'tags.0.states'],
  ])('refuses %s and says where', (_what, input, expected) => {
    expect(() => parsePiMapping(input)).toThrow(MappingError)
    expect(() => parsePiMapping(input)).toThrow(expected)
  })

  it('names every wrong key at once', () => {
    expect(() => parsePiMapping(mapping(tag({ quantity: 'x' }), tag({ interpolation: 'cubic' })))).toThrow(
      /tags\.0\.quantity[^]*tags\.1\.interpolation/,
    )
  })

  it('refuses a text that is not YAML', () => {
    expect(() => parsePiMapping('a: [')).toThrow(MappingError)
  })
})

describe('unitFromSource', () => {
  const [rule] = parsePiMapping(mapping(tag({ unit: undefined, gauge: undefined }))).tags

  it("reads the source's own text where it says all", () => {
    expect(rule && unitFromSource(rule, 'barg')).toEqual({ unit: 'bar', reference: null, basis: 'gauge' })
  })

  it.each(['', 'furlong', 'bar', 'degC'])('can do nothing with %j', (text) => {
    expect(rule && unitFromSource(rule, text)).toBeNull()
  })
})

describe('findRule', () => {
  const both = parsePiMapping({
    ...mapping(tag({ states: { 0: 0, 1: 100 } })),
    assets: { server: 'AF', database: 'F', attributes: [tag({ match: String.raw`\\(?<node>[^\\|]+)\|Pressure$` })] },
  })

  it('matches a tag by its name and an attribute by its path below the database', () => {
    expect(findRule(both, 'A-1.WHP')?.match.groups).toEqual({ node: 'A-1' })
    expect(findRule(both, String.raw`\\AF\F\North\A-1|Pressure`)?.match.groups).toEqual({ node: 'A-1' })
    expect(findRule(both, 'North|Pressure')).toBeNull()
    expect(findRule(both, 'SINUSOID')).toBeNull()
  })

  it('carries the number of each state', () => {
    expect(findRule(both, 'A-1.WHP')?.rule.states).toEqual(
      new Map([
        [0, 0],
        [1, 100],
      ]),
    )
  })
})

describe('pathBelowDatabase', () => {
  it('leaves server and database out', () => {
    expect(pathBelowDatabase(String.raw`\\AF\F\North\A-1|Oil|Target`)).toBe(String.raw`North\A-1|Oil|Target`)
  })
})
