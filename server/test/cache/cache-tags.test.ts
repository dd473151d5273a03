import type { CacheTag } from '@tieback/contracts'
import { listRoutes } from '@tieback/contracts/openapi'
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { goodRequests } from '../good-requests.ts'
import { idOf, writeSmallField } from '../small-field.ts'
import { startTestApp, type TestApp } from '../test-app.ts'

/** What a job that writes a table invalidates; null: no answer is made of it. */
const tagOf: Readonly<Record<string, CacheTag | null>> = {
  node: 'nodes',
  node_version: 'nodes',
  node_link: 'nodes',
  node_alias: 'nodes',
  signal: 'nodes',
  signal_version: 'nodes',
  site_calendar: 'nodes',
  site_calendar_rule: 'nodes',
  fact_daily_production: 'production',
  fact_monthly_production: 'production',
  plan_version: 'production',
  well_test: 'production',
  deferment_event: 'deferment',
  sample: 'samples',
  sample_day: 'samples',
  fact_hourly_timeseries: 'samples',
  fact_daily_timeseries: 'samples',
  source: 'sources',
  source_state: 'sources',
  ingest_run: 'sources',
  ingest_watermark: 'sources',
  ingest_backfill: 'sources',
  ingest_quarantine: 'sources',
  wire_schema: 'sources',
  quality_mark: 'samples',
  // They pass by the second; answers that tell of them are kept for a few seconds only.
  source_traffic: null,
  freshness: null,
  series_watermark: null,
  series_backfill: null,
  source_job_failure: null,
  // Who has signed in: such answers are never kept.
  session: null,
  sign_in: null,
  spent_logout_token: null,
  // Which instant is the newest: an answer names the one that it was made at, and stays true.
  knowledge_commit: null,
  schema_migration: null,
  cache_position: null,
  cache_generation: null,
  cache_member: null,
}

/** Hours of a node are made of other rows than its days. */
const hourly = (level: string, objectId: string): string =>
  `/api/v1/${level}/${idOf(objectId)}/performance?granularity=hour&from=2026-03-11&to=2026-03-12`

/** Requests of routes whose one good request doesn't read all that another may. */
const further: Readonly<Record<string, string>> = {
  'performance.readAssetPerformance': hourly('assets', 'asset'),
  'performance.readHubPerformance': hourly('hubs', 'hub'),
  'performance.readFacilityPerformance': hourly('facilities', 'facility'),
  'performance.readWellPerformance': hourly('wells', 'V-31'),
}

const cached = listRoutes().filter(
  ({ route }) => route.metadata.cache !== null && route.metadata.stability === 'stable',
)

describe('the cache tags of routes', () => {
  let server: TestApp

  beforeAll(async () => {
    server = await startTestApp()
    await writeSmallField(server.pool)
    return () => server.dispose()
  })
  afterEach(() => {
    vi.restoreAllMocks()
  })

  it('has a tag, or none on purpose, for every table', async () => {
    const { rows } = await server.pool.query<{ name: string }>(
      `select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and not relispartition`,
    )
    expect(rows.map(({ name }) => name).filter((name) => !(name in tagOf))).toEqual([])
  })

  async function readTags(paths: readonly string[]): Promise<Set<CacheTag>> {
    const query = vi.spyOn(server.pool, 'query')
    for (const path of paths) expect((await server.get(path)).status).toBe(200)
    // Safe: of all that pg takes, the store gives these two.
    const asked = query.mock.calls.map(([given]) => given as string | { readonly text: string })
    const texts = asked.map((given) => (typeof given === 'string' ? given : given.text))
    expect(texts.length).toBeGreaterThan(0)
    const tables = texts.flatMap((text) =>
      Array.from(text.matchAll(/\b(?:from|join)\s+(\w+)/g), ([, name]) => name ?? ''),
    )
    return new Set(tables.flatMap((table) => tagOf[table] ?? []))
  }

  it.each(cached)('$name carries the tag of everything that it reads', async ({ name, route }) => {
    const { path } = goodRequests[name] ?? { path: '' }
    const read = await readTags([path, ...(further[name] === undefined ? [] : [further[name]])])
    const carried: readonly CacheTag[] = route.metadata.cache?.tags ?? []
    expect([...read].filter((tag) => !carried.includes(tag))).toEqual([])
  })
})
