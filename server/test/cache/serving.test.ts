import { hasRedisServer, type RedisServer, startRedisServer, startTestDatabase } from '@tieback/store/testing'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createResponseCache, openInvalidation } from '../../src/platform/cache/response-cache.ts'
import { openActor } from '../../src/platform/identity/actor.ts'
import { writeSmallField } from '../small-field.ts'
import { startTestApp, type TestApp } from '../test-app.ts'

const log = { info: () => undefined, warn: () => undefined }

describe.each(['postgres', 'redis'] as const)('serving from a cache whose shared tier is in %s', (kind) => {
  let redis: RedisServer | null = null
  let server: TestApp
  let shared: { databaseUrl: string; redisUrl: string | null }
  const ends: (() => Promise<unknown>)[] = []

  beforeEach(async ({ skip }) => {
    skip(kind === 'redis' && !hasRedisServer(), 'there is no redis-server on this machine')
    redis = kind === 'redis' ? await startRedisServer() : null
    const database = await startTestDatabase()
    shared = { databaseUrl: database.url, redisUrl: redis?.url ?? null }
    const cache = await createResponseCache({ ...shared, memoryMb: 8, isOutage: () => false, log })
    server = await startTestApp(openActor, cache)
    await writeSmallField(server.pool)
    ends.push(
      () => server.dispose(),
      () => cache.close(),
      () => database.dispose(),
      async () => redis?.stop(),
    )
  })
  afterEach(async () => {
    for (const end of ends.splice(0)) await end()
  })

  async function outcomeOf(path: string): Promise<string> {
    const { statusCode, headers } = await server.app.inject({ method: 'GET', url: path })
    expect(statusCode).toBe(200)
    return /desc=(\w+)/.exec(String(headers['server-timing']))?.[1] ?? ''
  }

  it('keeps an answer until a worker invalidates one of its tags', async () => {
    const worker = openInvalidation({ ...shared, log })
    ends.unshift(() => worker.close(1_000))
    expect(await outcomeOf('/api/v1/summary')).toBe('miss')
    expect(await outcomeOf('/api/v1/summary')).toBe('hit')
    worker.invalidate(['logistics'])
    worker.invalidate(['production'])
    await vi.waitFor(async () => expect(await outcomeOf('/api/v1/summary')).toBe('miss'), { timeout: 10_000 })
    expect(await outcomeOf('/api/v1/summary')).toBe('hit')
  })
})
