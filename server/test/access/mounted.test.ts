import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { listRoutes } from '@tieback/contracts/openapi'
import { startTestDatabase } from '@tieback/store/testing'
import type { FastifyInstance } from 'fastify'
import { pino } from 'pino'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createApp } from '../../src/app.ts'
import { silentRecorder } from '../../src/platform/auditing/recorder.ts'
import { createIdentity } from '../../src/platform/identity/identity.ts'
import { now } from '../small-field.ts'
import { otherWords, writeTwoFields } from './two-fields.ts'

/** What is mounted beside the contract, each with why it needs no policy. A line may go, and none may come. */
const outsideTheContract: Readonly<Record<string, string>> = {
  'GET /docs': 'leads to the page below',
  'GET /docs/': 'says what the contract says',
  'GET /docs/problems': 'says what a problem means',
  'GET /docs/roles': 'says who may do what, not who anybody is',
  'GET /docs/assets/*': 'styles and scripts of those pages',
  'GET /config.json': 'what the web application reads before anybody signs in',
  'GET /*': 'files of the web application',
  'GET /metrics': 'for a scraper beside the server; off, or for loopback alone, unless a site says otherwise',
  'GET /auth/sign-in': 'nobody has signed in yet',
  'GET /auth/callback': 'takes its authority from the provider’s answer',
  'GET /auth/signed-out': 'nobody is signed in any more',
  'POST /auth/back-channel-logout': 'takes its authority from the provider’s signature',
  'GET /auth/pages.css': 'style of those pages',
}

const settings = {
  issuer: 'http://127.0.0.1:9',
  clientId: 'tieback',
  clientSecret: 'not asked here',
  scope: 'openid',
  audience: 'tieback',
  algorithms: ['RS256'],
  idClaim: 'sub',
  nameClaim: 'name',
  grants: [],
  tenantId: null,
  groupsUrl: null,
  clockToleranceS: 120,
  session: { idleS: 3_600, absoluteS: 36_000 },
  isEvaluation: false,
}

/** Method and path of everything mounted; HEAD goes with its GET. */
const mounted = new Set<string>()

function noteRoutes(message: unknown): void {
  // Safe: this is what Fastify publishes when an instance has been made.
  const { fastify } = message as { readonly fastify: FastifyInstance }
  fastify.addHook('onRoute', ({ method, path }) => {
    for (const each of [method].flat()) if (each !== 'HEAD') mounted.add(`${each} ${path}`)
  })
}

describe('everything that is mounted', () => {
  const ends: (() => Promise<unknown>)[] = []
  let app: FastifyInstance

  beforeAll(async () => {
    subscribe('fastify.initialization', noteRoutes)
    const webRoot = await mkdtemp(join(tmpdir(), 'tieback-web-'))
    await writeFile(join(webRoot, 'index.html'), '<!doctype html><title>Tieback</title>')
    const database = await startTestDatabase()
    const logger = pino({ level: 'silent' })
    const identity = createIdentity({
      settings,
      pool: database.pool,
      databaseUrl: database.url,
      publicUrl: 'http://127.0.0.1:8080',
      sessionSecret: 'a secret of this test, long enough for it',
      recorder: silentRecorder,
      logger,
    })
    app = await createApp({
      reader: {
        pool: database.pool,
        clock: { now: () => now, at: () => now },
        settings: { kpiCoverageMin: 0.5, attentionBelowPlan: 0.05 },
      },
      identity,
      resolveActor: identity.resolveActor,
      logger,
      version: 'test',
      webRoot,
      metrics: 'any',
    })
    await app.ready()
    await writeTwoFields(database.pool)
    ends.push(
      () => app.close(),
      () => identity.close(),
      () => database.dispose(),
      () => rm(webRoot, { recursive: true }),
    )
  })
  afterAll(async () => {
    unsubscribe('fastify.initialization', noteRoutes)
    for (const end of ends) await end()
  })

  const ofContract = new Set(listRoutes().map(({ route }) => `${route.method} ${route.path}`))

  it('is a route of the contract, or on the list of those that need no policy', () => {
    const beside = [...mounted].filter((route) => !ofContract.has(route))
    expect(beside.filter((route) => !(route in outsideTheContract))).toEqual([])
    // Whatever has gone comes off the list: it may only become shorter.
    expect(Object.keys(outsideTheContract).filter((route) => !beside.includes(route))).toEqual([])
  })

  it('has every route of the contract', () => {
    expect([...ofContract].filter((route) => !mounted.has(route))).toEqual([])
  })

  it.each(Object.keys(outsideTheContract))('%s tells who has not signed in nothing of the field', async (route) => {
    const [method = '', path = ''] = route.split(' ')
    const { statusCode, body } = await app.inject({
      method: method === 'POST' ? 'POST' : 'GET',
      url: path.replace('*', 'index.html'),
      headers: { accept: 'text/html' },
    })
    // The provider isn't there, which the pages of the sign-in say.
    expect(statusCode === 503 || statusCode < 500).toBe(true)
    for (const word of [...otherWords, 'Vela', 'V-31']) {
      // The names of sources are what their metrics are told apart by.
      if (path !== '/metrics' || !word.includes('south')) expect(body, word).not.toContain(word)
    }
  })
})
