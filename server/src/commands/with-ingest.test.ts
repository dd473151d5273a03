import { joinCache } from '@tieback/store'
import { startTestDatabase, type TestDatabase } from '@tieback/store/testing'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { withIngest } from './with-ingest.ts'

describe('a command that writes', () => {
  let database: TestDatabase
  let said: string[]
  beforeEach(async () => {
    database = await startTestDatabase()
    vi.stubEnv('DATABASE_URL', database.url)
    said = []
    vi.spyOn(console, 'error').mockImplementation((message) => void said.push(String(message)))
    return database.dispose
  })
  afterEach(() => {
    vi.unstubAllEnvs()
    vi.restoreAllMocks()
  })

  const write = (stopping: AbortSignal) =>
    withIngest(new Map(), stopping, ({ cache }) => {
      cache.invalidate(['production'])
      return Promise.resolve('written')
    })

  it('ends when a server that says nothing can serve nothing old any more', async () => {
    await joinCache(database.pool, { memberId: 'silent', applied: null, forgetAfterMs: 600_000 })
    expect(await write(new AbortController().signal)).toBe('written')
    expect(said).toEqual([])
  })

  it('says that servers may have old answers when it could tell nobody', async () => {
    vi.stubEnv('REDIS_URL', 'redis://127.0.0.1:9')
    await write(AbortSignal.abort())
    expect(said).toEqual([expect.stringMatching(/did not get through/), expect.stringMatching(/was given up/)])
  })
})
