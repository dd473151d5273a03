import { startTestDatabase, type TestDatabase } from '@tieback/store/testing'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type Config, parseConfig } from '../config/environment.ts'
import { prepareEvaluationIdentity, toProviderOptions } from '../embedded/evaluation-identity.ts'
import { askAsMachine } from '../embedded/identity-provider/test/client.ts'
import { type RunningIdentityProvider, startIdentityProvider } from '../embedded/identity-provider/identity-provider.ts'
import { startServer } from './serve.ts'

let database: TestDatabase
let folder: string
let provider: RunningIdentityProvider
let token: string

beforeEach(async () => {
  database = await startTestDatabase()
  folder = await mkdtemp(join(tmpdir(), 'tieback-serve-'))
  const identity = await prepareEvaluationIdentity(folder)
  provider = await startIdentityProvider(toProviderOptions(identity, 'http://127.0.0.1:4310'))
  token = (await askAsMachine(provider.issuer, 'viewer', identity.clientSecret)).access_token
})

afterEach(async () => {
  await provider.close()
  await database.dispose()
  await rm(folder, { recursive: true })
})

const configure = (variables: Record<string, string> = {}): Config =>
  parseConfig({ DATABASE_URL: database.url, TIEBACK_DATA_DIR: folder, TIEBACK_PORT: '0', ...variables })

const start = (config: Config) => startServer(config, join(folder, 'server.log'))

describe('tieback serve', () => {
  it('knows who comes with a token of the provider in its identity file, and nobody else', async () => {
    const server = await start(configure())
    const statusOf = async (headers: Record<string, string>) =>
      (await fetch(`${server.address}/api/v1/summary`, { headers })).status
    expect(await statusOf({ authorization: `Bearer ${token}` })).toBe(200)
    expect(await statusOf({})).toBe(401)
    expect(await statusOf({ authorization: `Bearer ${token.slice(0, -8)}AAAAAAAA` })).toBe(401)
    await server.stop()
  })

  it('sends browsers to the provider, to come back to the port that it took', async () => {
    const server = await start(configure())
    const answer = await fetch(`${server.address}/auth/sign-in?returnTo=/`, { redirect: 'manual' })
    const to = new URL(answer.headers.get('location') ?? '')
    expect([answer.status, to.origin]).toEqual([302, provider.issuer])
    expect(to.searchParams.get('redirect_uri')).toBe(`${server.address}/auth/callback`)
    await server.stop()
  })

  it('opens nothing where nobody could sign in', async () => {
    await expect(start(configure({ TIEBACK_IDENTITY: join(folder, 'nowhere.yaml') }))).rejects.toThrow(/nowhere\.yaml/)
    await expect(start(configure({ NODE_ENV: 'production' }))).rejects.toThrow(/everybody can be anybody/)
  })

  it('stops within its grace when a request waits for a Postgres that does not answer', async () => {
    const server = await start(configure({ SHUTDOWN_GRACE_MS: '100' }))
    const headers = { authorization: `Bearer ${token}` }
    const lock = await database.pool.connect()
    await lock.query('begin; lock table knowledge_commit in access exclusive mode')
    const asked = fetch(`${server.address}/api/v1/summary`, { headers }).then(
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
  })
})
