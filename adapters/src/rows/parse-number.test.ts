import { describe, expect, it } from 'vitest'
import { parseNumber } from './parse-number.ts'

const plain = { decimal: '.', sentinels: [] } as const
const comma = { decimal: ',', sentinels: [] } as const

describe('parseNumber', () => {
  it.each([
    [88.4, 88.4],
    [0, 0],
    [-14.19, -14.19],
    ['88.4', 88.4],
    [' 12 ', 12],
    ['-0.5', -0.5],
    ['.5', 0.5],
    ['1e3', 1000],
    ['12,5', 12.5],
    ['1234,56', 1234.56],
  ])('reads %j as %d', (raw, value) => {
    expect(parseNumber(raw, plain)).toEqual({ kind: 'number', value })
  })

  it.each([[null], [undefined], [''], ['  ']])('takes %j for nothing', (raw) => {
    expect(parseNumber(raw, plain)).toEqual({ kind: 'empty' })
  })

  it.each([
    ['abc'],
    ['12 bar'],
    ['1.2.3'],
    ['1,2,3'],
    ['NaN'],
    ['Infinity'],
    [Number.NaN],
    [true],
    [{}],
    [[1]],
    ['0x10'],
  ])('refuses %j', (raw) => {
    expect(parseNumber(raw, plain).kind).toBe('invalid')
  })

  it('refuses a comma that may as well part thousands, until the mapping says what it is', () => {
    expect(parseNumber('1,234', plain)).toMatchObject({
      kind: 'invalid',
      message: expect.stringContaining('decimal: ","') as string,
    })
    expect(parseNumber('1,234', comma)).toEqual({ kind: 'number', value: 1.234 })
  })

  it('refuses thousands parted by points where the comma is the decimal sign', () => {
    expect(parseNumber('1.234,5', comma).kind).toBe('invalid')
  })

  it('tells a sentinel, as a number or as a text, from a number', () => {
    const format = { decimal: '.', sentinels: [-999, 'N/A'] } as const
    for (const raw of [-999, '-999', '-999.0', 'n/a']) expect(parseNumber(raw, format)).toEqual({ kind: 'sentinel' })
    expect(parseNumber(-9999, format)).toEqual({ kind: 'number', value: -9999 })
  })
})
