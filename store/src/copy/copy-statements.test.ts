import type { PoolClient } from 'pg'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createStorePool } from '../pool.ts'
import { startTestDatabase, type TestDatabase } from '../testing.ts'
import { BinaryRows, endOfField } from './binary-rows.ts'
import { copyIn, copyOut } from './copy-statements.ts'

let database: TestDatabase
let client: PoolClient

beforeEach(async () => {
  database = await startTestDatabase()
  client = await database.pool.connect()
  await client.query('create temporary table word (text text not null check (length(text) < 100))')
})
afterEach(async () => {
  client.release(true)
  await database.dispose()
})

const word = { table: 'word', columns: ['text'] }

function encode(words: readonly string[]): Buffer {
  // Too small on purpose: it has to grow.
  const rows = new BinaryRows(1)
  for (const text of words) {
    rows.startRow(1)
    rows.writeText(text)
  }
  return rows.finish()
}

async function readWords(from: PoolClient = client): Promise<string[]> {
  const words: string[] = []
  await copyOut(from, 'select text from word', (bytes, start) => {
    words.push(bytes.toString('utf8', start + 6, endOfField(bytes, start + 2)))
  })
  return words
}

const ignore = (): void => undefined
const pidOf = async (of: PoolClient): Promise<number> =>
  (await of.query<{ pid: number }>('select pg_backend_pid() as pid')).rows[0]?.pid as number

/** Waits until the statement of a connection is under way. */
async function untilActive(pid: number): Promise<void> {
  const isActive = async (): Promise<boolean> =>
    (await database.pool.query(`select from pg_stat_activity where pid = $1 and wait_event = 'PgSleep'`, [pid]))
      .rowCount === 1
  await expect.poll(isActive, { interval: 5, timeout: 20_000 }).toBe(true)
}

describe('COPY', () => {
  it('brings back what it took in, over more than one message', async () => {
    const words = Array.from({ length: 100_000 }, (_, index) => `word ${index} æøå 🛢`)
    await copyIn(client, word, encode(words))
    expect(await readWords()).toEqual(words)
  })

  it('takes and gives nothing where there is nothing', async () => {
    await copyIn(client, word, encode([]))
    expect(await readWords()).toEqual([])
  })

  it('throws what Postgres refuses, takes nothing of it, and leaves the connection of use', async () => {
    await expect(copyIn(client, word, encode(['good', 'long'.repeat(100)]))).rejects.toThrow('word_text_check')
    await expect(copyIn(client, word, Buffer.from('no file of COPY'))).rejects.toThrow('signature')
    await expect(copyIn(client, { ...word, table: 'nowhere' }, encode(['good']))).rejects.toThrow('nowhere')
    await expect(copyOut(client, 'select 1 / (3 - n) from generate_series(1, 5) n', ignore)).rejects.toThrow(
      'division by zero',
    )
    await copyIn(client, word, encode(['good']))
    expect(await readWords()).toEqual(['good'])
  })

  it('throws what its reader throws, and leaves the connection of use', async () => {
    await copyIn(client, word, encode(['one', 'two', 'three']))
    let read = 0
    const failing = copyOut(client, 'select text from word', () => {
      read += 1
      if (read === 2) throw new Error('enough')
    })
    await expect(failing).rejects.toThrow('enough')
    expect(read).toBe(2)
    expect(await readWords()).toHaveLength(3)
  })

  it('throws where the server ends the connection under way', async () => {
    const pid = await pidOf(client)
    const copying = copyOut(client, 'select pg_sleep(60)', ignore).catch((error: unknown) => error)
    await untilActive(pid)
    await database.pool.query('select pg_terminate_backend($1)', [pid])
    expect(String(await copying)).toContain('terminating connection')
    await expect(copyIn(client, word, encode(['late']))).rejects.toThrow()
  })

  it('throws where the connection breaks without a word', async () => {
    const pid = await pidOf(client)
    const copying = copyOut(client, 'select pg_sleep(60)', ignore).catch((error: unknown) => error)
    await untilActive(pid)
    // Safe: pg's client has its connection, and its types leave it out.
    ;(client as unknown as { connection: { stream: { destroy(): void } } }).connection.stream.destroy()
    expect(String(await copying)).toContain('terminated')
  })

  it('keeps to the longest wait for an answer', async () => {
    const limits = { applicationName: 'test', max: 1, onError: () => undefined, answerTimeoutMs: 300 }
    const pool = createStorePool(database.url, limits)
    const waiting = await pool.connect()
    await waiting.query('create temporary table word (text text)')
    await copyIn(waiting, word, encode(['quick']))
    expect(await readWords(waiting)).toEqual(['quick'])
    await expect(copyOut(waiting, 'select pg_sleep(60)', ignore)).rejects.toThrow('timeout')
    waiting.release(true)
    await pool.end()
  })
})
