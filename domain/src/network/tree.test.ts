import { describe, expect, it } from 'vitest'
import { createTree } from './tree.ts'

describe('createTree', () => {
  it('walks children before parents, in whatever order the links come', () => {
    const { bottomUp, childrenOf } = createTree([
      { childId: 'well', parentId: 'facility' },
      { childId: 'hub', parentId: 'asset' },
      { childId: 'facility', parentId: 'hub' },
      { childId: 'other', parentId: 'facility' },
    ])
    expect(bottomUp.indexOf('well')).toBeLessThan(bottomUp.indexOf('facility'))
    expect(bottomUp.indexOf('facility')).toBeLessThan(bottomUp.indexOf('hub'))
    expect(bottomUp.at(-1)).toBe('asset')
    expect(bottomUp).toHaveLength(5)
    expect(childrenOf('facility')).toEqual(['well', 'other'])
    expect(childrenOf('well')).toEqual([])
  })

  it('is empty without links', () => {
    expect(createTree([]).bottomUp).toEqual([])
  })

  it('refuses a node with two parents, and a link given twice', () => {
    const twice = { childId: 'well', parentId: 'a' }
    expect(() => createTree([twice, { childId: 'well', parentId: 'b' }])).toThrow(/"well" has two parents: "a" and "b"/)
    expect(() => createTree([twice, twice])).toThrow(RangeError)
  })

  it('refuses a node that is above itself, and names the loop', () => {
    const sound = { childId: 'well', parentId: 'facility' }
    const loop = [
      { childId: 'a', parentId: 'b' },
      { childId: 'b', parentId: 'a' },
    ]
    expect(() => createTree([sound, ...loop])).toThrow(/above themselves.*: b, a$/)
    expect(() => createTree([{ childId: 'a', parentId: 'a' }])).toThrow(RangeError)
  })

  it('takes a chain of ten thousand nodes', () => {
    const links = Array.from({ length: 10_000 }, (_, index) => ({ childId: `n${index}`, parentId: `n${index + 1}` }))
    expect(createTree(links).bottomUp[0]).toBe('n0')
  })
})
