import { describe, expect, it } from 'vitest'
import { toJson } from './checked-answer.ts'

const written = (path: readonly string[], part: unknown) => ({ path, write: () => Buffer.from(JSON.stringify(part)) })

describe('an answer with a part that is written already', () => {
  it('is the JSON of the whole, each name where it was', () => {
    const body = { data: { first: 1, samples: [], last: 'æ' }, meta: null }
    const whole = { ...body, data: { ...body.data, samples: [1, 'ø', { a: null }] } }
    const json = toJson(body, written(['data', 'samples'], [1, 'ø', { a: null }])).toString()
    expect(json).toBe(JSON.stringify(whole))
  })

  it('leaves out what is undefined, as JSON does', () => {
    const body = { before: undefined, part: null, after: undefined }
    expect(toJson(body, written(['part'], 7)).toString()).toBe('{"part":7}')
  })

  it('is refused where the answer has no such place', () => {
    expect(() => toJson({ data: {} }, written(['data', 'samples'], 1))).toThrow('no samples')
    expect(() => toJson({ data: null }, written(['data', 'samples'], 1))).toThrow('no samples')
  })

  it('is its JSON where nothing is written ahead', () => {
    expect(toJson({ a: [1] }).toString()).toBe('{"a":[1]}')
  })
})
