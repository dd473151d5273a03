import { describe, expect, it } from 'vitest'
import { matchShortcut, type Press, shortcuts } from './shortcuts.ts'

const plain = (key: string): Press => ({ key, hasModifier: false, isTyping: false })

describe('shortcuts', () => {
  it.each(shortcuts)('reach “$title”', ({ id, keys }) => {
    let pending: readonly string[] = []
    let hit: string | null = null
    for (const key of keys) ({ id: hit, pending } = matchShortcut(pending, plain(key)))
    expect(hit).toBe(id)
    expect(pending).toEqual([])
  })

  it('forget a sequence that goes nowhere, and start again with its last key', () => {
    const { pending } = matchShortcut([], plain('g'))
    expect(pending).toEqual(['g'])
    expect(matchShortcut(pending, plain('x'))).toEqual({ id: null, pending: [] })
    expect(matchShortcut(pending, plain('d'))).toEqual({ id: 'dark', pending: [] })
    expect(matchShortcut(pending, plain('g'))).toEqual({ id: null, pending: ['g'] })
  })

  it('stay silent while the reader types or holds a modifier', () => {
    expect(matchShortcut([], { ...plain('d'), isTyping: true }).id).toBeNull()
    expect(matchShortcut([], { ...plain('u'), hasModifier: true }).id).toBeNull()
    expect(matchShortcut(['g'], { ...plain('h'), hasModifier: true })).toEqual({ id: null, pending: [] })
  })

  it('are all different, and none hides behind the start of another', () => {
    const sequences = shortcuts.map((shortcut) => shortcut.keys.join(' '))
    for (const sequence of sequences)
      expect(sequences.filter((other) => other.startsWith(sequence))).toEqual([sequence])
  })

  it('wait through Shift', () => {
    expect(matchShortcut(['g'], plain('Shift'))).toEqual({ id: null, pending: ['g'] })
  })
})
