import { describe, expect, it, vi } from 'vitest'
import type { Invalidator } from '../../src/platform/cache/invalidator.ts'
import { invalidateBehind } from '../../src/platform/cache/invalidate-behind.ts'

type Asked = Parameters<Invalidator['invalidate']>[1] & { readonly tags: readonly string[]; end(): void }

/** An invalidator whose moves and acknowledgements a test gives by hand. */
function heldInvalidator() {
  const asked: Asked[] = []
  const invalidator: Invalidator = {
    invalidate: (tags, options) =>
      new Promise((resolve, reject) => {
        options.beforeTry?.(new Map())
        options.signal.addEventListener('abort', () => reject(new Error('given up')))
        asked.push({ ...options, tags, end: resolve })
      }),
  }
  const warnings: string[] = []
  const told: object[] = []
  const behind = invalidateBehind(invalidator, {
    warn: (fields, message) => {
      told.push(fields)
      warnings.push(message)
    },
  })
  return { asked, behind, warnings, told }
}

describe('invalidateBehind', () => {
  it('passes on at once what is asked for first, and in one the rest that came before that got through', () => {
    const { asked, behind } = heldInvalidator()
    behind.invalidate(['production'])
    behind.invalidate(['samples'])
    behind.invalidate(['samples', 'nodes'])
    expect(asked.map(({ tags }) => tags)).toEqual([['production']])
    asked[0]?.onMoved?.()
    expect(asked.map(({ tags }) => tags)).toEqual([['production'], ['samples', 'nodes']])
  })

  it('asks again for a tag that is invalidated anew while its first move is under way', () => {
    const { asked, behind } = heldInvalidator()
    behind.invalidate(['production'])
    behind.invalidate(['production'])
    asked[0]?.onMoved?.()
    expect(asked.map(({ tags }) => tags)).toEqual([['production'], ['production']])
  })

  it('warns once of a move that has to be tried again', () => {
    const { asked, behind, warnings } = heldInvalidator()
    behind.invalidate(['production'])
    for (let more = 0; more < 3; more += 1) asked[0]?.beforeTry?.(new Map())
    expect(warnings).toEqual(['cache: an invalidation did not get through; it is tried again'])
  })

  it('waits at its close for what is under way, and for what comes of that', async () => {
    const { asked, behind, warnings } = heldInvalidator()
    behind.invalidate(['production'])
    behind.invalidate(['samples'])
    let isClosed = false
    const closing = behind.close(60_000).then(() => (isClosed = true))
    asked[0]?.onMoved?.()
    asked[0]?.end()
    await vi.waitFor(() => expect(asked).toHaveLength(2))
    expect(isClosed).toBe(false)
    asked[1]?.onMoved?.()
    asked[1]?.end()
    await closing
    expect(warnings).toEqual([])
  })

  it('gives up at its close what takes longer than it may, and says so', async () => {
    const { behind, warnings } = heldInvalidator()
    behind.invalidate(['production'])
    await behind.close(10)
    expect(warnings).toEqual(['cache: an invalidation was given up; answers may be as old as they are fresh'])
  })

  it('names all that it gives up, also what had not been passed on yet', async () => {
    const { behind, told } = heldInvalidator()
    behind.invalidate(['production'])
    behind.invalidate(['samples', 'production'])
    await behind.close(10)
    expect(told).toMatchObject([{ tags: ['production', 'samples'] }])
  })

  it('tries nothing more once it is closed, and says so', async () => {
    const { asked, behind, warnings } = heldInvalidator()
    await behind.close(10)
    behind.invalidate(['production'])
    expect(asked).toEqual([])
    expect(warnings).toEqual(['cache: an invalidation was given up; answers may be as old as they are fresh'])
  })
})
