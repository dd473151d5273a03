import { describe, expect, it } from 'vitest'
import { changePageSearch, readPageSearch } from './use-page-search.ts'

const names = ['source', 'state'] as const

describe('a page’s own part of the address', () => {
  it('is null where the address does not say, or says nothing', () => {
    expect(readPageSearch(new URLSearchParams('state=&other=1'), names)).toEqual({ source: null, state: null })
    expect(readPageSearch(new URLSearchParams('source=pi&state=failed'), names)).toEqual({
      source: 'pi',
      state: 'failed',
    })
  })

  it('changes what is named, and leaves the rest of the address', () => {
    const search = new URLSearchParams('units=field&source=pi&state=failed')
    expect(changePageSearch(search, { state: null, source: 'ec' }).toString()).toBe('units=field&source=ec')
    expect(changePageSearch(search, {}).toString()).toBe('units=field&source=pi&state=failed')
    expect(search.get('state')).toBe('failed')
  })
})
