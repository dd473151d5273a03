import { apiContract, type PolicedRoute } from '@tieback/contracts'
import { createStorePool } from '@tieback/store'
import type { FastifyInstance } from 'fastify'
import { pino } from 'pino'
import { afterEach, describe, expect, it } from 'vitest'
import { createApp } from '../../app.ts'
import { openActor } from '../identity/actor.ts'
import type { WebSettings } from './web-application.ts'

describe('the configuration of the web application', () => {
  const started: FastifyInstance[] = []
  afterEach(async () => {
    await Promise.all(started.splice(0).map((app) => app.close()))
  })

  const start = async (webSettings?: WebSettings): Promise<FastifyInstance> => {
    const now = new Date('2026-01-01T00:00:00Z')
    const app = await createApp({
      reader: {
        // Nothing here asks the store, so no connection is ever made.
        pool: createStorePool('postgres://127.0.0.1:1/none', { applicationName: 'test', max: 1, onError: () => {} }),
        clock: { now: () => now, at: () => now },
        settings: { kpiCoverageMin: 0.5, attentionBelowPlan: 0.05 },
      },
      resolveActor: openActor,
      logger: pino({ level: 'silent' }),
      version: 'test',
      webRoot: null,
      ...(webSettings && { webSettings }),
    })
    started.push(app)
    return app
  }

  const readConfig = async (app: FastifyInstance) => await app.inject({ method: 'GET', url: '/config.json' })

  it('is its own origin and no flag where nothing is said, and is never kept', async () => {
    const answer = await readConfig(await start())
    expect(answer.json()).toMatchObject({ apiBaseUrl: '', flags: {} })
    expect(answer.headers['cache-control']).toBe('no-store')
    expect(answer.headers['content-security-policy']).toMatch(/connect-src 'self'(;|$)/)
  })

  it('has the flags as they stand when it is asked for', async () => {
    const flags = { 'msw-preview': false }
    const app = await start({ apiBaseUrl: '', readFlags: () => Promise.resolve(flags) })
    expect((await readConfig(app)).json()).toMatchObject({ flags: { 'msw-preview': false } })
    flags['msw-preview'] = true
    expect((await readConfig(app)).json()).toMatchObject({ flags: { 'msw-preview': true } })
  })

  it('names the routes that are declared and not served yet', async () => {
    const { notServed } = (await readConfig(await start())).json<{ notServed: string[] }>()
    const stable = notServed.filter((name) => {
      const [resource = '', operation = ''] = name.split('.')
      const routes = apiContract as unknown as Record<string, Record<string, PolicedRoute>>
      return routes[resource]?.[operation]?.metadata.stability !== 'beta'
    })
    expect(stable).toEqual([])
    expect(notServed).not.toContain('summary.readSummary')
  })

  it('names another origin for the API, which the page is then allowed to ask', async () => {
    const app = await start({
      apiBaseUrl: 'https://api.site.example:8443/tieback',
      readFlags: () => Promise.resolve({}),
    })
    const answer = await readConfig(app)
    expect(answer.json()).toMatchObject({ apiBaseUrl: 'https://api.site.example:8443/tieback' })
    expect(answer.headers['content-security-policy']).toMatch(
      /connect-src 'self' https:\/\/api\.site\.example:8443(;|$)/,
    )
  })
})
