import { describe, expect, it } from 'vitest'
import { piecesOf, pieceStart } from './read-window.ts'

describe('pieces of a window', () => {
  it('end with the tenth, the twentieth and the month, whatever day they are read from', () => {
    expect([...piecesOf({ from: '2024-02-09', to: '2024-03-02' })]).toEqual([
      { from: '2024-02-09', to: '2024-02-11' },
      { from: '2024-02-11', to: '2024-02-21' },
      { from: '2024-02-21', to: '2024-03-01' },
      { from: '2024-03-01', to: '2024-03-02' },
    ])
  })

  it('are none of no days', () => {
    expect([...piecesOf({ from: '2026-03-01', to: '2026-03-01' })]).toEqual([])
  })

  it.each([
    ['2026-03-01', '2026-03-01'],
    ['2026-03-10', '2026-03-01'],
    ['2026-03-11', '2026-03-11'],
    ['2026-12-31', '2026-12-21'],
  ])('of %s begin on %s', (day, start) => {
    expect(pieceStart(day)).toBe(start)
  })
})
