import { describe, expect, it } from 'vitest'
import { listRowFields } from './row-fields.ts'

describe('a refused row', () => {
  it('is read value by value, each under its path', () => {
    const row = '{"id":"DE-1","object":{"type":"WELL","codes":["A","B"]},"value":1.20,"closed":false,"end":null}'
    expect(listRowFields(row)).toEqual([
      { path: 'id', value: 'DE-1' },
      { path: 'object.type', value: 'WELL' },
      { path: 'object.codes.0', value: 'A' },
      { path: 'object.codes.1', value: 'B' },
      { path: 'value', value: '1.2' },
      { path: 'closed', value: 'false' },
      { path: 'end', value: 'null' },
    ])
  })

  it('tells an empty text, an empty list and an empty object apart', () => {
    expect(listRowFields('{"text":"","list":[],"object":{}}')).toEqual([
      { path: 'text', value: '' },
      { path: 'list', value: '[]' },
      { path: 'object', value: '{}' },
    ])
  })

  it.each(['{"Items":[{"Timestamp', 'n/a', '"text"', '17', 'null'])('that is %s has no fields', (row) => {
    expect(listRowFields(row)).toBeNull()
  })

  it('is cut where it would fill the page', () => {
    const row = JSON.stringify(Object.fromEntries(Array.from({ length: 500 }, (_, index) => [`f${index}`, index])))
    expect(listRowFields(row)).toHaveLength(40)
  })
})
