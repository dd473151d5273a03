import { startTestDatabase } from '@tieback/store/testing'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, vi } from 'vitest'
import { parseConfig } from '../config/environment.ts'
import { startServer } from './serve.ts'

it('stops within its grace when a request waits for a Postgres that does not answer', async () => {
  const database = await startTestDatabase()
  const folder = await mkdtemp(join(tmpdir(), 'tieback-serve-'))
  const config = parseConfig({ DATABASE_URL: database.url, TIEBACK_PORT: '0', SHUTDOWN_GRACE_MS: '100' })
  const server = await startServer(config, join(folder, 'server.log'))
  const lock = await database.pool.connect()
  await lock.query('begin; lock table knowledge_commit in access exclusive mode')
  const asked = fetch(`${server.address}/api/v1/summary`).then(
    ({ status }) => status,
    () => 'hung up',
  )
  await vi.waitFor(
    async () => {
      const { rows } = await lock.query(
        `select from pg_locks where relation = 'knowledge_commit'::regclass and not granted`,
      )
      expect(rows).toHaveLength(1)
    },
    { timeout: 10_000 },
  )
  await server.stop()
  expect(await asked).toBe('hung up')
  await lock.query('rollback')
  lock.release()
  await database.dispose()
  await rm(folder, { recursive: true })
})
