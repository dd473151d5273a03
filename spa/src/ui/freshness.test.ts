import type { SourceState } from '@tieback/contracts'
import { describe, expect, it } from 'vitest'
import { freshnessOf, isDegraded, presentSources } from './freshness.ts'

const source = (id: string, status: SourceState['status'], asOf: string | null): SourceState => ({
  id,
  status,
  asOf,
  message: null,
})

const ec = source('ec', 'ok', '2026-11-19T05:00:00.000Z')
const pi = source('pi', 'ok', '2026-11-19T07:59:48.000Z')

describe('the freshness of a widget', () => {
  it('is that of its oldest running source', () => {
    expect(freshnessOf({ sources: [pi, ec] })).toMatchObject({ kind: 'fresh', source: { id: 'ec' } })
  })

  it('names the source that is down before any other, and counts the rest', () => {
    const dead = { ...pi, status: 'down' as const }
    expect(freshnessOf({ sources: [ec, dead] })).toMatchObject({ kind: 'down', source: { id: 'pi' }, othersDown: 0 })
    expect(freshnessOf({ sources: [{ ...ec, status: 'down' }, dead] })).toMatchObject({ othersDown: 1 })
  })

  it('turns when a source goes down after the answer was given, and keeps how far the answer reaches', () => {
    const now = presentSources([pi, ec], new Map([['pi', 'refused']]))
    expect(now).toEqual([{ ...pi, status: 'down', message: 'refused' }, ec])
    expect([isDegraded([pi, ec]), isDegraded(now)]).toEqual([false, true])
    expect(presentSources([ec], new Map([['pi', null]])), 'a source that it does not rest on').toEqual([ec])
  })

  it('does not age by a finished import while a source runs', () => {
    const imported = source('files', 'idle', '2016-12-01T00:00:00.000Z')
    expect(freshnessOf({ sources: [imported, pi] }).source?.id).toBe('pi')
    expect(freshnessOf({ sources: [imported] })).toMatchObject({ kind: 'fresh', source: { id: 'files' } })
  })

  it('is unknown before the first success', () => {
    expect(freshnessOf({ sources: [source('pi', 'idle', null)] })).toMatchObject({ kind: 'unknown', source: null })
    expect(freshnessOf({ sources: [] }).kind).toBe('unknown')
  })

  it('says when the oldest is behind its schedule', () => {
    expect(freshnessOf({ sources: [{ ...ec, status: 'lagging' }, pi] }).kind).toBe('lagging')
  })
})
