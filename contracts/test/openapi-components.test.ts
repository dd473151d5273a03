import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { measured, openEnum, SourceStatus } from '../src/index.ts'
import { ComponentSchemas } from '../src/openapi/component-schemas.ts'

const toSchema = (schema: z.ZodType) => new ComponentSchemas().add(schema, 'output')

describe('a schema of the contract in OpenAPI', () => {
  it('keeps what describes it, at every depth', () => {
    const schema = toSchema(z.object({ wells: z.array(z.string().describe('A name')).describe('By name') }))
    expect(schema.properties?.['wells']).toStrictEqual({
      type: 'array',
      items: { type: 'string', description: 'A name' },
      description: 'By name',
    })
  })

  it('keeps the unit of a number, also where it may be null or has a default', () => {
    const depth = measured(z.number(), { unit: 'm' })
    const { properties } = toSchema(z.object({ depth, last: depth.nullable(), first: depth.default(0) }))
    const unit = { 'x-tieback-measured': { unit: 'm' } }
    expect(properties?.['depth']).toMatchObject(unit)
    expect(properties?.['last']).toMatchObject({ anyOf: [unit, { type: 'null' }] })
    expect(properties?.['first']).toMatchObject({ ...unit, default: 0 })
  })

  it('says of an enum that it may grow', () => {
    expect(toSchema(openEnum(['a', 'b']))).toStrictEqual({ type: 'string', enum: ['a', 'b'], 'x-tieback-open': true })
    expect(toSchema(z.enum(['a', 'b']))).not.toHaveProperty('x-tieback-open')
  })

  it('says of a named one only what is new where it is used', () => {
    const components = new ComponentSchemas()
    const schema = components.add(z.object({ now: SourceStatus.describe('At this moment') }), 'output')
    expect(schema.properties?.['now']).toStrictEqual({
      $ref: '#/components/schemas/SourceStatus',
      description: 'At this moment',
    })
    expect(components.list()['SourceStatus']).toMatchObject({ 'x-tieback-open': true })
  })

  it('gets a name where the contract has none for it', () => {
    const components = new ComponentSchemas()
    expect(components.addAs('ReadThisAnswer', z.object({ status: SourceStatus }), 'output')).toStrictEqual({
      $ref: '#/components/schemas/ReadThisAnswer',
    })
    expect(Object.keys(components.list())).toStrictEqual(['ReadThisAnswer', 'SourceStatus'])
    expect(components.addAs('Other', SourceStatus, 'output')).toStrictEqual({
      $ref: '#/components/schemas/SourceStatus',
    })
  })

  it('is refused where one name would stand for two shapes', () => {
    const components = new ComponentSchemas()
    components.addAs('Same', z.object({ a: z.string() }), 'output')
    expect(() => components.addAs('Same', z.object({ a: z.number() }), 'output')).toThrow('Same would be two schemas')
  })

  it('is refused where the contract exports nothing by that name', () => {
    expect(() => new ComponentSchemas().refer('Nothing')).toThrow('exports no schema Nothing')
  })
})
