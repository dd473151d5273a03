import { describe, expect, it } from 'vitest'
import { node } from '../test/fixtures.ts'
import { mergeSpans, sortOutVersions } from './node-versions.ts'

const span = (content: string, validFrom: string | null, validTo: string | null) => ({ content, validFrom, validTo })
const merge = (...rows: ReturnType<typeof span>[]) => mergeSpans(rows, ({ content }) => content)

describe('mergeSpans', () => {
  it('joins equal content that touches, whatever the order it comes in', () => {
    const rows = [span('A', '2026-02-01', null), span('A', null, '2026-01-01'), span('A', '2026-01-01', '2026-02-01')]
    expect(merge(...rows)).toEqual([span('A', null, null)])
  })

  it('keeps a gap, and content that comes back after another', () => {
    const gap = [span('A', null, '2026-01-01'), span('A', '2026-01-02', null)]
    expect(merge(...gap)).toEqual(gap)
    const back = [span('A', null, '2026-01-01'), span('B', '2026-01-01', '2026-02-01'), span('A', '2026-02-01', null)]
    expect(merge(...back)).toEqual(back)
  })

  it('takes the later end of spans that overlap', () => {
    expect(merge(span('A', '2026-01-01', '2026-06-01'), span('A', '2026-02-01', '2026-03-01'))).toEqual([
      span('A', '2026-01-01', '2026-06-01'),
    ])
  })
})

describe('sortOutVersions', () => {
  it('groups the versions of a node, oldest first', () => {
    const later = node('W1', { validFrom: '2026-01-01' })
    const earlier = node('W1', { validTo: '2026-01-01' })
    expect(sortOutVersions([later, earlier, node('W2')])).toEqual({
      sound: new Map([
        ['W1', [earlier, later]],
        ['W2', [node('W2')]],
      ]),
      refused: [],
    })
  })

  it.each([
    ['overlap', [node('W1', { validTo: '2026-01-02' }), node('W1', { validFrom: '2026-01-01' })]],
    ['both hold for ever', [node('W1'), node('W1', { name: 'again' })]],
    ['end before they start', [node('W1', { validFrom: '2026-01-02', validTo: '2026-01-01' })]],
    ['hold on no day', [node('W1', { validFrom: '2026-01-01', validTo: '2026-01-01' })]],
  ])('refuses a node whose versions %s, and lets the others through', (_, versions) => {
    const { sound, refused } = sortOutVersions([...versions, node('W2')])
    expect([...sound.keys()]).toEqual(['W2'])
    expect(refused).toMatchObject([{ objectId: 'W1', reason: 'overlapping-versions' }])
  })

  it('takes the same row twice for one', () => {
    expect(sortOutVersions([node('W1'), node('W1')])).toEqual({ sound: new Map([['W1', [node('W1')]]]), refused: [] })
  })

  it('refuses a node of two kinds', () => {
    const { refused } = sortOutVersions([
      node('X', { validTo: '2026-01-01' }),
      node('X', { kind: 'facility', validFrom: '2026-01-01' }),
    ])
    expect(refused).toMatchObject([{ objectId: 'X', reason: 'kind-changed' }])
  })
})
