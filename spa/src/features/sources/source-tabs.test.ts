import { describe, expect, it } from 'vitest'
import { sourceAddress, sourceTabs, tabOf } from './source-tabs.ts'

describe('the address of a source', () => {
  it('names its part, and hands on what pages share', () => {
    expect(sourceAddress('pi-offshore', '')).toBe('/sources/pi-offshore')
    expect(sourceAddress('pi-offshore', '?units=field', 'runs')).toBe('/sources/pi-offshore?units=field&tab=runs')
  })

  it('keeps an id with a slash in one piece', () => {
    expect(sourceAddress('files/tanks', '')).toBe('/sources/files%2Ftanks')
  })

  it.each(sourceTabs)('opens “$title”', ({ id }) => {
    const search = new URL(sourceAddress('pi', '', id), 'http://page.test').searchParams
    expect(tabOf(search.get('tab'))).toBe(id)
  })

  it('that names no part of ours opens the first', () => {
    expect(tabOf('costs')).toBe('state')
    expect(tabOf(null)).toBe('state')
  })
})
