import { readSourceTraffic } from '@tieback/store'
import { hasRedisServer, startRedisServer } from '@tieback/store/testing'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { CheckSource, createJobQueue, type JobQueue, startJobs } from '../src/index.ts'
import { type HistorianSite, every, startHistorianSite } from './fake-historian.ts'

const patience = { timeout: 60_000, interval: 50 }

const limits = {
  timeoutMs: 1_000,
  attempts: 3,
  retryDelayMsMax: 10_000,
  breakerFailures: 5,
  breakerOpenMs: 30_000,
  concurrency: 4,
  callsPerS: null,
  burst: null,
  quietHours: [],
}

/** Two processes at work on one store and one queue, as far as one process can be two. */
async function startWorkers(site: HistorianSite, redisUrl: string | null): Promise<JobQueue> {
  const queues: JobQueue[] = []
  for (let worker = 0; worker < 2; worker += 1) {
    const queue = await createJobQueue({ databaseUrl: site.database.url, redisUrl })
    const sources = new Map([['historian', { source: site.historian.asSource(), every: { ...every, samplesS: 1 } }]])
    const running = startJobs({ ...site.context, sources, queue })
    queues.push(queue)
    onTestFinished(async () => {
      await running.stop(5_000)
      await queue.close()
    })
  }
  const [first] = queues
  if (first === undefined) throw new Error('there are two')
  return first
}

function describeWorkers(name: string, startBackend: () => Promise<string | null>): void {
  describe(`two workers on ${name}`, () => {
    it('bring a source’s series by themselves, each job once at a time, and say how its calls fare', async () => {
      const redisUrl = await startBackend()
      const site = await startHistorianSite(new Date())
      onTestFinished(() => site.dispose())
      site.historian.limits = limits
      site.historian.addSeries('A')
      site.historian.fill('A', new Date(site.now().getTime() - 600_000), site.now(), 5)
      const queue = await startWorkers(site, redisUrl)
      await vi.waitFor(async () => expect(Object.keys(await site.stored('A'))).toHaveLength(120), patience)
      const id = await queue.add(CheckSource, 'historian', { sourceId: 'historian' })
      await vi.waitFor(async () => expect((await queue.find(id))?.outcome).toContain('Archive 7'), patience)
      await vi.waitFor(async () => {
        const traffic = (await readSourceTraffic(site.database.pool, site.now())).get('historian')
        expect(traffic?.callsPerMin).toBeGreaterThan(0)
        expect(traffic?.limits).toEqual(limits)
      }, patience)
      const { rows } = await site.database.pool.query<{ job: string }>(
        `select a.job from ingest_run a join ingest_run b on a.job = b.job and a.id < b.id and a.finished_at > b.started_at`,
      )
      expect(rows).toEqual([])
      const names = new Set((await queue.list({ sourceId: 'historian', limit: 200 })).map((job) => job.name))
      for (const job of [
        'catch-up-samples',
        'ingest-daily-series',
        'ingest-hourly',
        'ingest-samples',
        'reread-samples',
      ]) {
        expect(names).toContain(job)
      }
      expect(await queue.list({ state: 'failed', limit: 10 })).toEqual([])
    })
  })
}

describeWorkers('Postgres', () => Promise.resolve(null))
if (hasRedisServer()) {
  describeWorkers('Redis', async () => {
    const redis = await startRedisServer()
    onTestFinished(() => redis.stop())
    return redis.url
  })
} else {
  it('two workers on Redis: redis-server is not installed (Debian: apt-get install redis-server), so they did not run', ({
    skip,
  }) => {
    expect(process.env['CI'], 'in CI the Redis suite must run').not.toBe('true')
    skip()
  })
}
