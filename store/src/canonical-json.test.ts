import { describe, expect, it } from 'vitest'
import { canonicalJson } from './canonical-json.ts'

describe('canonical JSON', () => {
  it.each([
    [
      'the order of keys',
      { b: 1, a: { d: [2, { z: 1, y: 2 }], c: null } },
      { a: { c: null, d: [2, { y: 2, z: 1 }] }, b: 1 },
    ],
    ['what JSON leaves out', { a: 1, b: undefined }, { a: 1 }],
    ['a date and its text', { at: new Date(0) }, { at: '1970-01-01T00:00:00.000Z' }],
  ])('is the same whatever %s', (_what, one, other) => {
    expect(canonicalJson(one)).toBe(canonicalJson(other))
  })

  it('tells values apart that are not the same', () => {
    const texts = [{ a: 1 }, { a: '1' }, { a: [1] }, { a: null }, [], {}, null, '', [1, 2], [2, 1]].map(canonicalJson)
    expect(new Set(texts).size).toBe(texts.length)
  })

  it('writes keys in the order of their code units, without white space', () => {
    expect(canonicalJson({ é: 1, z: [true, 'x y'], Z: { b: 0.1, a: -0 } })).toBe(
      '{"Z":{"a":0,"b":0.1},"z":[true,"x y"],"é":1}',
    )
  })
})
