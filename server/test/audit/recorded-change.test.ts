import { listAuditEntries } from '@tieback/store'
import { startTestDatabase, type TestDatabase } from '@tieback/store/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type ChangeEntry, recordChange } from '../../src/platform/auditing/recorded-change.ts'
import { type AuditRecorder, createAuditRecorder } from '../../src/platform/auditing/recorder.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await startTestDatabase()
})
afterAll(() => database.dispose())

let number = 0

/** Makes a change as a request of its own would, and gives what the log says of it. */
async function make(change: () => Promise<unknown>, more: Partial<ChangeEntry> = {}) {
  const correlationId = `request-${(number += 1)}`
  const asked = { actor: { id: 'ingrid.berg', name: 'Ingrid Berg', kind: 'person' as const }, correlationId }
  const entry = { action: 'job.retry' as const, object: { kind: 'job', id: 'job-7' }, ...more }
  const { pool } = database
  const result = await recordChange({ pool, recorder: createAuditRecorder(pool), asked }, entry, change).catch(
    (error: unknown) => error,
  )
  const { rows } = await listAuditEntries(pool, { limit: 500, cursor: null })
  return { result, entries: rows.filter((row) => row.correlationId === correlationId) }
}

describe('a change that is recorded', () => {
  it('gives its result, and leaves one entry', async () => {
    const { result, entries } = await make(() => Promise.resolve('done'), { after: { state: 'waiting' } })
    expect(result).toBe('done')
    expect(entries).toMatchObject([{ outcome: 'done', actor: { id: 'ingrid.berg' }, object: { id: 'job-7' } }])
  })

  it('is not made where it cannot be recorded', async () => {
    const made: string[] = []
    const recorder = { record: () => Promise.resolve(), recordWith: () => Promise.reject(new Error('the log is full')) }
    const asked = { actor: null, correlationId: null }
    const change = () => Promise.resolve(made.push('change'))
    const entry = { action: 'job.retry' as const, object: null }
    await expect(recordChange({ pool: database.pool, recorder, asked }, entry, change)).rejects.toThrow('full')
    expect(made).toEqual([])
  })

  it('leaves an entry that it failed, and why, in the place of the other', async () => {
    const failure = new Error('the queue does not answer')
    const { result, entries } = await make(() => Promise.reject(failure))
    expect(result).toBe(failure)
    expect(entries).toMatchObject([{ outcome: 'failed', detail: { reason: 'the queue does not answer' } }])
  })

  it('keeps others from recording until it is done, and no longer', async () => {
    const order: string[] = []
    const { pool } = database
    const recorder = createAuditRecorder(pool)
    let other: Promise<void> | undefined
    await make(async () => {
      other = recorder
        .record({ action: 'source.check', outcome: 'done', actor: 'system', object: null, correlationId: null })
        .then(() => void order.push('other'))
      await expect
        .poll(async () => (await pool.query(`select from pg_locks where not granted`)).rowCount, { timeout: 10_000 })
        .toBeGreaterThan(0)
      order.push('change')
    })
    await other
    expect(order).toEqual(['change', 'other'])
  })

  it('is given up by the store where it takes too long', async () => {
    const { pool } = database
    const seen: unknown[] = []
    const recorder: AuditRecorder = {
      record: () => Promise.resolve(),
      recordWith: async (transaction) => {
        const { rows }: { rows: unknown[] } = await transaction.query('show idle_in_transaction_session_timeout')
        seen.push(...rows)
      },
    }
    const entry = { action: 'job.retry' as const, object: null }
    await recordChange({ pool, recorder, asked: { actor: null, correlationId: null } }, entry, () => Promise.resolve())
    expect(seen).toEqual([{ idle_in_transaction_session_timeout: '10s' }])
  })
})
