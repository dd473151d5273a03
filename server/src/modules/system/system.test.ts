import { Problem, systemContract } from '@tieback/contracts'
import { createOpenApi, createOpenApi30 } from '@tieback/contracts/openapi'
import { createStorePool } from '@tieback/store'
import Fastify from 'fastify'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { handleErrors } from '../../platform/http/errors.ts'
import { mountRoutes } from '../../platform/http/mount.ts'
import { systemModule } from './index.ts'

describe('what is served outside the API', () => {
  const app = Fastify()
  // Nothing listens there.
  const pool = createStorePool('postgres://localhost:1/none', {
    applicationName: 'test',
    max: 1,
    onError: () => undefined,
  })
  beforeAll(async () => {
    handleErrors(app)
    await mountRoutes(app, { system: systemContract }, { system: systemModule({ pool, version: 'test' }) })
  })
  afterAll(async () => {
    await app.close()
    await pool.end()
  })

  it.each([
    ['/openapi.json', createOpenApi()],
    ['/openapi-3.0.json', createOpenApi30()],
  ])('%s is the document as JSON, whether or not the store is there', async (path, document) => {
    const answer = await app.inject({ url: path })
    expect(answer.statusCode).toBe(200)
    expect(answer.headers['content-type']).toMatch(/^application\/json/)
    expect(answer.json()).toStrictEqual(document)
  })

  it('turns documents into text once, not for each reader', async () => {
    const stringify = vi.spyOn(JSON, 'stringify')
    const sizes = ['/openapi.json', '/openapi.json', '/openapi-3.0.json'].map(
      async (path) => (await app.inject({ url: path })).body.length,
    )
    expect(Math.min(...(await Promise.all(sizes)))).toBeGreaterThan(100_000)
    const large = stringify.mock.results.filter(({ value }) => typeof value === 'string' && value.length > 100_000)
    stringify.mockRestore()
    expect(large).toStrictEqual([])
  })

  it('says that it is not ready, and when to ask again, while the store cannot be reached', async () => {
    const { statusCode, headers, json } = await app.inject({ url: '/readyz' })
    expect(statusCode).toBe(503)
    expect(headers).toMatchObject({
      'content-type': 'application/problem+json; charset=utf-8',
      'retry-after': '5',
      'cache-control': 'no-store',
    })
    expect(Problem.parse(json())).toMatchObject({ code: 'not-ready', instance: '/readyz' })
  })

  it('runs, whether or not the store is there', async () => {
    expect((await app.inject({ url: '/healthz' })).json()).toStrictEqual({ status: 'ok', version: 'test' })
  })
})
