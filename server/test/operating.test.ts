import type { Job, Source } from '@tieback/contracts'
import { addFreshness, createStorePool, quarantine, withKnowledge, writeSourceTraffic } from '@tieback/store'
import { Registry } from 'prom-client'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { systemClock } from '../src/config/clock.ts'
import { createSourceMetrics } from '../src/modules/sources/index.ts'
import { writeSmallField } from './small-field.ts'
import { startTestApp, type TestApp } from './test-app.ts'

const sourceId = 'ec'
const settings = { kpiCoverageMin: 0.5, attentionBelowPlan: 0.05 }

let server: TestApp

beforeAll(async () => {
  server = await startTestApp()
  await writeSmallField(server.pool)
  await refuse([
    ['production', 'a', 'unmapped-node'],
    ['production', 'b', 'unmapped-node'],
    ['deferment_event', 'c', 'invalid-event'],
    ['deferment_event', 'd', 'no-longer-given'],
  ])
})
afterAll(async () => {
  await server.dispose()
})

/** Rows that an adapter refused, as [dataset, key, reason]. */
async function refuse(rows: readonly (readonly [string, string, string])[]): Promise<void> {
  await withKnowledge(server.pool, { sourceId, runId: null, cause: 'test' }, (tx) =>
    quarantine(
      tx,
      sourceId,
      rows.map(([dataset, key, reason]) => ({ dataset, key, reason, message: `${key} is refused`, row: { key } })),
    ),
  )
}

const post = (path: string, body: object) => server.send({ method: 'POST', path, body })
const jobOf = ({ body }: { body: unknown }): Job => (body as { data: Job }).data

interface Held {
  readonly data: {
    readonly groups: readonly { dataset: string; reason: string; owner: string; count: number }[]
    readonly rows: readonly { id: string; key: string; row: string }[]
    readonly nextCursor: string | null
  }
}

describe('the quarantine of a source', () => {
  const path = `/api/v1/sources/${sourceId}/quarantine`
  const read = async (query = ''): Promise<Held['data']> => ((await server.get(`${path}${query}`)).body as Held).data

  it('groups what is open by dataset and reason, and says whose it is to mend', async () => {
    const { groups } = await read()
    expect(groups.map(({ dataset, reason, owner, count }) => [dataset, reason, owner, count])).toEqual([
      ['production', 'unmapped-node', 'mapping', 2],
      ['deferment_event', 'invalid-event', 'source', 1],
      ['deferment_event', 'no-longer-given', 'tieback', 1],
    ])
  })

  it('gives the rows themselves as the source sent them', async () => {
    const { rows } = await read('?reason=invalid-event')
    expect(rows.map(({ key, row }) => [key, row])).toEqual([['c', '{"key":"c"}']])
  })

  it('gives each row once over its pages', async () => {
    const keys: string[] = []
    for (let cursor: string | null = ''; cursor !== null && keys.length < 10;) {
      const after: string = cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`
      const page = await read(`?limit=1${after}`)
      keys.push(...page.rows.map(({ key }) => key))
      cursor = page.nextCursor
    }
    expect(keys.toSorted()).toEqual(['a', 'b', 'c', 'd'])
  })

  it('refuses a cursor that is not its own, and a source that is not there', async () => {
    expect(await server.get(`${path}?cursor=x`)).toMatchObject({ status: 400, body: { code: 'invalid-request' } })
    expect(await server.get('/api/v1/sources/nowhere/quarantine')).toMatchObject({ status: 404 })
  })
})

describe('work that is asked for', () => {
  it('is a job that says where it stands', async () => {
    const asked = await post(`/api/v1/sources/${sourceId}/checks`, {})
    expect(asked.status).toBe(202)
    const { id } = jobOf(asked)
    const answer = await server.get(`/api/v1/jobs/${encodeURIComponent(id)}`)
    expect(jobOf(answer)).toMatchObject({ id, name: 'check-source', sourceId, state: 'waiting', attempts: 0 })
  })

  it('may be asked for without a body where nothing has to be said', async () => {
    const send = (path: string) => server.app.inject({ method: 'POST', url: `/api/v1/sources/${sourceId}/${path}` })
    expect((await send('checks')).statusCode).toBe(202)
    expect((await send('replays')).statusCode).toBe(202)
    const refused = await send('backfills')
    expect(refused.statusCode).toBe(400)
    expect(refused.json()).toMatchObject({
      code: 'invalid-request',
      errors: [{ path: 'body.from' }, { path: 'body.to' }],
    })
  })

  it('is one job however often it is asked for while it waits', async () => {
    const days = { from: '2026-03-01', to: '2026-03-05' }
    const first = jobOf(await post(`/api/v1/sources/${sourceId}/backfills`, days))
    const second = jobOf(await post(`/api/v1/sources/${sourceId}/backfills`, days))
    const other = jobOf(await post(`/api/v1/sources/${sourceId}/backfills`, { ...days, to: '2026-03-06' }))
    expect(second.id).toBe(first.id)
    expect(other.id).not.toBe(first.id)
  })

  it('is listed, by source and state', async () => {
    await post(`/api/v1/sources/${sourceId}/replays`, { reason: 'unmapped-node' })
    const list = async (query: string) =>
      ((await server.get(`/api/v1/jobs${query}`)).body as { data: { jobs: Job[] } }).data.jobs.map(({ name }) => name)
    expect(await list(`?source=${sourceId}&state=waiting`)).toContain('replay-quarantine')
    expect(await list('?source=nowhere')).toEqual([])
    expect(await list('?state=failed')).toEqual([])
  })

  it.each([
    ['an empty range', { from: '2026-03-05', to: '2026-03-05' }, 'invalid-request'],
    ['a range the wrong way round', { from: '2026-03-05', to: '2026-03-01' }, 'invalid-request'],
    ['a century', { from: '1926-03-05', to: '2026-03-01' }, 'range-too-long'],
    ['a day that is none', { from: '2026-02-30', to: '2026-03-01' }, 'invalid-request'],
  ])('refuses %s', async (_name, days, code) => {
    expect(await post(`/api/v1/sources/${sourceId}/backfills`, days)).toMatchObject({ status: 400, body: { code } })
  })

  it('refuses work about a source that is not there', async () => {
    expect(await post('/api/v1/sources/nowhere/checks', {})).toMatchObject({ status: 404 })
  })

  it('refuses to try again what has not failed, and what is not there', async () => {
    const { id } = jobOf(await post(`/api/v1/sources/${sourceId}/checks`, {}))
    expect(await post(`/api/v1/jobs/${encodeURIComponent(id)}/retries`, {})).toMatchObject({
      status: 409,
      body: { code: 'conflict' },
    })
    expect(await post('/api/v1/jobs/nothing/retries', {})).toMatchObject({ status: 404 })
  })
})

describe('recorded runs', () => {
  it('refuse a cursor that is not theirs', async () => {
    expect(await server.get('/api/v1/runs?cursor=x')).toMatchObject({ status: 400, body: { code: 'invalid-request' } })
  })
})

describe('a server without a queue', () => {
  it('says so where work is asked for, and goes on otherwise', async () => {
    const alone = await startTestApp(undefined, undefined, { hasQueue: false })
    try {
      await writeSmallField(alone.pool)
      expect(await alone.get('/api/v1/jobs')).toMatchObject({ status: 503, body: { code: 'not-ready' } })
      expect(await alone.get('/api/v1/sources')).toMatchObject({ status: 200 })
    } finally {
      await alone.dispose()
    }
  })
})

describe('the numbers of the sources', () => {
  const limits = {
    timeoutMs: 1_000,
    attempts: 3,
    retryDelayMsMax: 100,
    breakerFailures: 5,
    breakerOpenMs: 1_000,
    concurrency: 4,
    callsPerS: null,
    burst: null,
    quietHours: [],
  }
  const report = {
    sourceId,
    process: 'test',
    breaker: 'open' as const,
    breakerUntil: new Date(Date.now() + 1_000),
    callsPerMin: 12,
    failedPerMin: 3,
    retriedPerMin: 2,
    rateLimitedPerMin: 1,
    inFlight: 4,
    waiting: 5,
    limits,
  }

  it('are read from the store at each scrape', async () => {
    await writeSourceTraffic(server.pool, new Date(), [report])
    await addFreshness(server.pool, {
      sourceId,
      visibleAt: new Date(),
      samplesByStep: new Map([
        [5, 9],
        [30, 1],
      ]),
    })
    const registry = new Registry()
    const update = createSourceMetrics(registry, { pool: server.pool, clock: systemClock, settings })
    await update()
    const text = await registry.metrics()
    expect(text).toContain(`tieback_source_calls_per_minute{source="${sourceId}",outcome="failed"} 3`)
    expect(text).toContain(`tieback_source_breaker_open{source="${sourceId}"} 1`)
    expect(text).toContain(`tieback_source_quarantined_rows{source="${sourceId}"} 4`)
    expect(text).toContain(`tieback_source_freshness_seconds{source="${sourceId}",quantile="0.99"} 30`)
    expect(text).toContain('tieback_store_up 1')
  })

  it('say nothing of sources while the store is away', async () => {
    const registry = new Registry()
    const away = createStorePool('postgres://127.0.0.1:1/none', { applicationName: 'test', max: 1, onError: () => {} })
    await createSourceMetrics(registry, { pool: away, clock: systemClock, settings })()
    const text = await registry.metrics()
    expect(text).toContain('tieback_store_up 0')
    expect(text).not.toContain('source="')
  })

  it('are on the sources page, and left out of a frozen answer', async () => {
    await writeSourceTraffic(server.pool, new Date(), [report])
    const read = async (query: string) =>
      (await server.get(`/api/v1/sources${query}`)).body as { data: { sources: Source[] }; meta: { asOf: string } }
    const now = await read('')
    const live = now.data.sources.find(({ id }) => id === sourceId)
    expect(live).toMatchObject({ limits, traffic: { breaker: 'open', callsPerMin: 12 }, freshness: { p99S: 30 } })
    const frozen = await read(`?asOf=${now.meta.asOf}`)
    expect(frozen.data.sources.find(({ id }) => id === sourceId)).toMatchObject({ traffic: null, freshness: null })
  })
})
