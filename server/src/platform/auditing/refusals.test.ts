import { describe, expect, it } from 'vitest'
import type { AuditInput, AuditRecorder } from './recorder.ts'
import { RefusalLog, refusalsPerMinuteMax } from './refusals.ts'

const refusalOf = (id: string): AuditInput => ({
  action: 'access.refuse',
  outcome: 'refused',
  actor: { id, name: id, kind: 'person' },
  object: { kind: 'operation', id: 'sources.startBackfill' },
  correlationId: null,
  detail: { reason: 'forbidden' },
})

function startLog() {
  const entries: AuditInput[] = []
  const faults: unknown[] = []
  const state = { nowMs: 0, isStoreAway: false }
  const record: AuditRecorder['record'] = (input) => {
    if (state.isStoreAway) return Promise.reject(new Error('the store is away'))
    entries.push(input)
    return Promise.resolve()
  }
  const log = new RefusalLog({
    recorder: { record, recordWith: () => Promise.reject(new Error('nothing changes where something is refused')) },
    logger: { error: (fields: unknown) => faults.push(fields) },
    now: () => state.nowMs,
  })
  const counts = () => entries.map(({ detail }) => detail?.['moreOfThisMinute'] ?? '1')
  return { log, state, entries, faults, counts }
}

const times = (count: number, act: () => void): void => Array.from({ length: count }).forEach(act)

describe('refusals', () => {
  it('have an entry each, up to so many of one actor in a minute', async () => {
    const { log, entries } = startLog()
    times(1_000, () => log.note(refusalOf('solveig.aune')))
    times(2, () => log.note(refusalOf('ingrid.berg')))
    expect(entries).toHaveLength(refusalsPerMinuteMax + 2)
    await log.close()
  })

  it('share one entry with their count once the minute is over', async () => {
    const { log, state, counts } = startLog()
    times(refusalsPerMinuteMax + 90, () => log.note(refusalOf('solveig.aune')))
    log.sweep(state.nowMs)
    expect(counts()).not.toContain('90')
    log.sweep(60_000)
    expect(counts().at(-1)).toBe('90')
    log.sweep(120_000)
    expect(counts()).toHaveLength(refusalsPerMinuteMax + 1)
    await log.close()
  })

  it('have entries of their own again in the next minute', async () => {
    const { log, state, counts } = startLog()
    times(refusalsPerMinuteMax + 1, () => log.note(refusalOf('solveig.aune')))
    state.nowMs = 60_000
    log.note(refusalOf('solveig.aune'))
    // One for the count of the minute before, and one for itself.
    expect(counts()).toEqual([...Array<string>(refusalsPerMinuteMax + 2).fill('1')])
    await log.close()
  })

  it('are all told when the server stops', async () => {
    const { log, counts } = startLog()
    times(refusalsPerMinuteMax + 7, () => log.note(refusalOf('solveig.aune')))
    await log.close()
    expect(counts().at(-1)).toBe('7')
  })

  it('are told in the log of the server where the store is away, and stop nobody', async () => {
    const { log, state, faults } = startLog()
    state.isStoreAway = true
    log.note(refusalOf('solveig.aune'))
    await log.close()
    expect(faults).toEqual([{ reason: 'the store is away' }])
  })
})
