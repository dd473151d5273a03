import { createHash, generateKeyPairSync } from 'node:crypto'
import { auditEntry as entry } from '../test/audit-log.ts'
import { beforeAll, describe, expect, it } from 'vitest'
import { addCheckpoint, findNewestCheckpoint, readAuditHead } from './audit-checkpoint.repository.ts'
import {
  appendAuditEntry,
  appendIfChanged,
  countAuditEntries,
  listAuditEntries,
  readAuditEntries,
} from './audit.repository.ts'
import { InvalidCursor } from './change.repository.ts'
import { startTestDatabase, type TestDatabase } from './testing.ts'
import { withTransaction } from './transaction.ts'

let database: TestDatabase

beforeAll(async () => {
  database = await startTestDatabase()
  return database.dispose
})

const newest = async (over: { limit?: number; cursor?: string | null } = {}) =>
  await listAuditEntries(database.pool, { limit: 1, cursor: null, ...over })

describe('the audit log', () => {
  it('gives back what was appended, at the instant of the store', async () => {
    const before = Date.now()
    const given = entry({
      digestAfter: 'ab'.repeat(32),
      correlationId: 'request-1',
      detail: { 'day "one"': 'æøå 🛢 \\ \u0001', from: '2026-03-01' },
    })
    await appendAuditEntry(database.pool, given)
    const { rows } = await newest()
    expect(rows[0]).toMatchObject(given)
    expect(Math.abs((rows[0]?.at.getTime() ?? 0) - before)).toBeLessThan(60_000)
  })

  it('chains each entry to the one before, by SHA-256 over hash, place and text', async () => {
    await appendAuditEntry(database.pool, entry())
    const { rows } = await database.pool.query<{
      sequence: number
      entry: string
      previous_hash: Buffer
      hash: Buffer
      before: Buffer
    }>(
      `select l.*, b.hash as before from tieback_audit.audit_log l join tieback_audit.audit_log b on b.sequence = l.sequence - 1
       order by sequence desc limit 1`,
    )
    const [row] = rows
    if (row === undefined) throw new Error('nothing was appended')
    const place = Buffer.alloc(8)
    place.writeBigInt64BE(BigInt(row.sequence))
    const hash = createHash('sha256').update(row.before).update(place).update(row.entry).digest()
    expect(row.previous_hash).toEqual(row.before)
    expect(row.hash).toEqual(hash)
    expect(await readAuditHead(database.pool)).toMatchObject({ sequence: row.sequence, hash })
  })

  it('has no gaps and no doubles, whoever appends at once and whoever thinks better of it', async () => {
    const { sequence: before } = await readAuditHead(database.pool)
    const append = (index: number) =>
      withTransaction(database.pool, async (transaction) => {
        await appendAuditEntry(transaction, entry({ detail: { index: String(index) } }))
        if (index % 3 === 0) throw new Error('thought better of it')
      })
    await Promise.allSettled(Array.from({ length: 60 }, (_, index) => append(index)))
    const rows = await readAuditEntries(database.pool, { after: before, upTo: before + 1_000, limit: 100 })
    expect(rows.map(({ sequence }) => sequence)).toEqual(Array.from({ length: 40 }, (_, index) => before + index + 1))
  })

  it('takes no instant from whoever appends, and no text that is no entry', async () => {
    const append = (text: string) => database.pool.query('select tieback_audit.append_entry($1)', [text])
    await expect(append('{"action":"x","outcome":"done","at":1}')).rejects.toThrow('its instant is given here')
    await expect(append('["x"]')).rejects.toThrow('JSON object')
    await expect(append('{}')).rejects.toThrow()
    await expect(append('no JSON')).rejects.toThrow()
  })

  it('is on disk before an entry is acknowledged, also where commits are not waited for', async () => {
    const client = await database.pool.connect()
    await client.query(`begin; set local synchronous_commit = 'off'`)
    await appendAuditEntry(client, entry())
    const { rows } = await client.query('show synchronous_commit')
    await client.query('rollback')
    client.release()
    expect(rows).toEqual([{ synchronous_commit: 'on' }])
  })
})

describe('reading the audit log', () => {
  it('finds by action, outcome, actor and object', async () => {
    await appendAuditEntry(database.pool, entry({ action: 'job.retry', object: { kind: 'job', id: 'job-7' } }))
    await appendAuditEntry(
      database.pool,
      entry({ action: 'access.refuse', outcome: 'refused', actor: { id: 'solveig.aune', name: 'Solveig Aune' } }),
    )
    const find = async (filter: object) =>
      (await listAuditEntries(database.pool, { limit: 10, cursor: null, ...filter })).rows.map(({ action }) => action)
    expect(await find({ action: 'job.retry' })).toEqual(['job.retry'])
    expect(await find({ objectId: 'job-7' })).toEqual(['job.retry'])
    expect(await find({ outcome: 'refused' })).toEqual(['access.refuse'])
    expect(await find({ actorId: 'solveig.aune' })).toEqual(['access.refuse'])
    expect(await find({ actorId: 'solveig.aune', action: 'job.retry' })).toEqual([])
  })

  it('takes a span from its start up to before its end', async () => {
    const [row] = (await newest()).rows
    if (row === undefined) throw new Error('the log is empty')
    const find = async (from: Date, to: Date) =>
      (await listAuditEntries(database.pool, { limit: 500, cursor: null, from, to })).rows.map(
        (found) => found.sequence,
      )
    const later = new Date(row.at.getTime() + 1)
    expect(await find(row.at, later)).toContain(row.sequence)
    expect(await find(later, new Date(later.getTime() + 1_000))).not.toContain(row.sequence)
    expect(await find(new Date(0), row.at)).not.toContain(row.sequence)
  })

  it('gives each entry once over its pages, newest first, also while others append', async () => {
    const { sequence } = await readAuditHead(database.pool)
    const read: number[] = []
    let cursor: string | null = null
    do {
      const page: Awaited<ReturnType<typeof newest>> = await newest({ limit: 7, cursor })
      read.push(...page.rows.map((row) => row.sequence))
      await appendAuditEntry(database.pool, entry())
      cursor = page.nextCursor
    } while (cursor !== null)
    expect(read).toEqual(Array.from({ length: sequence }, (_, index) => sequence - index))
  })

  it('counts what fits within a stretch, and no further than it is asked to', async () => {
    const { sequence } = await readAuditHead(database.pool)
    const count = (after: number, upTo: number, countMax = 1_000) =>
      countAuditEntries(database.pool, { after, upTo, countMax })
    expect(await count(0, sequence)).toBe(sequence)
    expect(await count(sequence - 3, sequence - 1)).toBe(2)
    expect(await count(0, sequence, 5)).toBe(5)
    const retries = { after: 0, upTo: sequence, countMax: 1_000, action: 'job.retry' }
    expect(await countAuditEntries(database.pool, retries)).toBe(1)
  })

  it.each(['x', '', Buffer.from('-1').toString('base64url'), Buffer.from('1.5').toString('base64url')])(
    'refuses the cursor "%s", which it never gave out',
    async (cursor) => {
      await expect(newest({ cursor })).rejects.toThrow(InvalidCursor)
    },
  )

  it('has one entry for each change of a thing, and what was there before', async () => {
    const change = (id: string, digestAfter: string | null) =>
      appendIfChanged(database.pool, {
        ...entry({ action: 'configuration.change', digestAfter }),
        object: { kind: 'file', id },
      })
    const [one, two] = ['1'.repeat(64), '2'.repeat(64)]
    expect(await change('sources', null)).toBe(false)
    const first = await Promise.all(Array.from({ length: 5 }, () => change('sources', one)))
    expect(first.filter(Boolean)).toEqual([true])
    expect(await change('identity', two)).toBe(true)
    expect(await change('sources', two)).toBe(true)
    expect(await change('sources', two)).toBe(false)
    expect(await change('sources', null)).toBe(true)
    const { rows } = await listAuditEntries(database.pool, { limit: 10, cursor: null, objectId: 'sources' })
    expect(rows.map(({ digestBefore, digestAfter }) => [digestBefore, digestAfter])).toEqual([
      [two, null],
      [one, two],
      [null, one],
    ])
  })
})

describe('checkpoints', () => {
  const { privateKey } = generateKeyPairSync('ed25519')

  it('sign the end of the chain, each naming the one before, and only when something has come', async () => {
    const first = await addCheckpoint(database.pool, privateKey, new Date())
    expect(await addCheckpoint(database.pool, privateKey, new Date())).toBeNull()
    await appendAuditEntry(database.pool, entry())
    const second = await addCheckpoint(database.pool, privateKey, new Date())
    const { sequence, hash } = await readAuditHead(database.pool)
    expect(second).toMatchObject({ sequence, hash, previousSequence: first?.sequence })
    expect(await findNewestCheckpoint(database.pool)).toEqual(second)
  })

  it('are signed once where several servers would', async () => {
    await appendAuditEntry(database.pool, entry())
    const signed = await Promise.all(
      Array.from({ length: 5 }, () => addCheckpoint(database.pool, privateKey, new Date())),
    )
    expect(signed.filter((checkpoint) => checkpoint !== null)).toHaveLength(1)
  })

  it('are refused about an entry that is not there, or out of turn', async () => {
    const head = await readAuditHead(database.pool)
    const add = (sequence: number, previous: number, hash: Buffer) =>
      database.pool.query(`select tieback_audit.add_checkpoint($1, $2, $3, now(), 'key', '\\x00') as added`, [
        sequence,
        previous,
        hash,
      ])
    await appendAuditEntry(database.pool, entry())
    const { sequence, hash } = await readAuditHead(database.pool)
    await expect(add(sequence, head.checkpointSequence, Buffer.alloc(32))).rejects.toThrow('about an entry')
    await expect(add(sequence + 1, head.checkpointSequence, hash)).rejects.toThrow('about an entry')
    expect((await add(sequence, head.checkpointSequence - 1, hash)).rows).toEqual([{ added: false }])
  })
})
