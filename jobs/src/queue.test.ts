import type { Source } from '@tieback/adapters'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { startTestDatabase } from '@tieback/store/testing'
import { z } from 'zod'
import { hasRedisServer, type RedisServer, startRedisServer } from '@tieback/store/testing'
import type { ConfiguredSource } from './context.ts'
import { FailingJobs } from './ingest/failing-jobs.ts'
import { defineJob } from './job.ts'
import { bindJob, createJobQueue, type JobQueue, type RunningWorker } from './queue.ts'
import { restoreSchedules, scheduleJobs } from './schedule.ts'
import { startJobs } from './worker.ts'

const Count = defineJob({ name: 'count', Data: z.object({ by: z.int() }), attempts: 3, backoffMs: 10 })

interface Backend {
  readonly databaseUrl: string
  readonly redisUrl: string | null
  dispose(): Promise<void>
}

const patience = { timeout: 20_000, interval: 20 }

function describeQueue(name: string, start: () => Promise<Backend>): void {
  describe(`the job queue on ${name}`, () => {
    let cleanUp: (() => Promise<void>)[] = []

    async function open(): Promise<JobQueue> {
      const backend = await start()
      const queue = await createJobQueue(backend)
      cleanUp.unshift(async () => {
        await queue.close()
        await backend.dispose()
      })
      return queue
    }

    function track(worker: RunningWorker): RunningWorker {
      cleanUp.unshift(() => worker.stop(1_000))
      return worker
    }

    afterEach(async () => {
      for (const close of cleanUp) await close()
      cleanUp = []
    })

    it('carries out a job with its data', async () => {
      const queue = await open()
      const seen: number[] = []
      track(queue.work([bindJob(Count, ({ by }) => Promise.resolve(seen.push(by)))], 1, () => undefined))
      await queue.add(Count, 'a:b c', { by: 7 })
      await vi.waitFor(() => expect(seen).toEqual([7]), patience)
    })

    it('tries a failed job again, and gives up after its attempts', async () => {
      const queue = await open()
      let tries = 0
      const failures: string[] = []
      const failing = bindJob(Count, () => {
        tries += 1
        return Promise.reject(new Error('the source is down'))
      })
      track(queue.work([failing], 1, (_job, error) => failures.push(error.message)))
      await queue.add(Count, 'one', { by: 1 })
      await vi.waitFor(() => expect(failures).toHaveLength(3), patience)
      expect(tries).toBe(3)
    })

    it('does not try data again that no retry can mend', async () => {
      const queue = await open()
      const failures: string[] = []
      track(queue.work([bindJob(Count, () => Promise.resolve())], 1, (_job, error) => failures.push(error.message)))
      const AnyCount = defineJob({ ...Count, Data: z.object({ by: z.string() }) })
      await queue.add(AnyCount, 'one', { by: 'many' })
      await queue.add(Count, 'two', { by: 2 })
      await vi.waitFor(() => expect(failures).toHaveLength(1), patience)
      expect(failures[0]).toContain('data is not a count')
    })

    it('adds nothing while a job with the same key waits', async () => {
      const queue = await open()
      await queue.add(Count, 'same', { by: 1 })
      await queue.add(Count, 'same', { by: 2 })
      await queue.add(Count, 'other', { by: 3 })
      const seen: number[] = []
      track(queue.work([bindJob(Count, ({ by }) => Promise.resolve(seen.push(by)))], 1, () => undefined))
      await vi.waitFor(() => expect(seen).toContain(3), patience)
      expect(seen).toEqual([1, 3])
    })

    it('takes a key again once its job is done', async () => {
      const queue = await open()
      const seen: number[] = []
      track(queue.work([bindJob(Count, ({ by }) => Promise.resolve(seen.push(by)))], 1, () => undefined))
      await queue.add(Count, 'same', { by: 1 })
      await vi.waitFor(() => expect(seen).toEqual([1]), patience)
      await vi.waitFor(async () => {
        await queue.add(Count, 'same', { by: 2 })
        expect(seen).toContain(2)
      }, patience)
    })

    it('runs a scheduled job again and again, and ends schedules that are not retained', async () => {
      const queue = await open()
      const seen: number[] = []
      track(queue.work([bindJob(Count, ({ by }) => Promise.resolve(seen.push(by)))], 1, () => undefined))
      await queue.schedule(Count, 'every', { by: 1 }, 200)
      await queue.schedule(Count, 'gone', { by: 2 }, 3_600_000)
      await vi.waitFor(() => expect(seen.filter((by) => by === 1).length).toBeGreaterThan(2), patience)
      await queue.retainSchedules([])
      await queue.add(Count, 'marker', { by: 9 })
      await vi.waitFor(() => expect(seen).toContain(9), patience)
    })
  })
}

describeQueue('Postgres', async () => {
  const database = await startTestDatabase()
  return { databaseUrl: database.url, redisUrl: null, dispose: () => database.dispose() }
})

const every = { discoverS: 600, productionS: 60, hourlyS: 60, samplesS: 60 }

/** As much of a source as scheduling looks at. */
const idleSource = (id: string): ConfiguredSource => ({
  // Safe: nothing is read of it here.
  source: { id, production: {} } as unknown as Source,
  every,
})

/** A queue on a Redis that can be ended, and started again on its port with nothing in it. */
function describeOutages(): void {
  describe('the job queue while Redis is away', () => {
    let redis: RedisServer
    let queue: JobQueue
    const heard: string[] = []
    const cleanUp: (() => Promise<void>)[] = []

    beforeEach(async () => {
      heard.length = 0
      redis = await startRedisServer()
      queue = await createJobQueue({ databaseUrl: 'postgres://unused', redisUrl: redis.url })
      queue.watch({ lost: () => heard.push('lost'), found: () => heard.push('found') })
      cleanUp.push(
        () => queue.close(),
        () => redis.stop(),
      )
    })
    afterEach(async () => {
      for (const close of cleanUp.splice(0)) await close()
    })

    const lose = async (): Promise<void> => {
      await redis.stop()
      await vi.waitFor(() => expect(heard).toContain('lost'), patience)
    }
    const bringBackEmpty = async (): Promise<void> => {
      redis = await startRedisServer(Number(new URL(redis.url).port))
      await vi.waitFor(() => expect(heard).toContain('found'), patience)
    }

    it('tells once of the outage, once of its end, and works on', async () => {
      const seen: number[] = []
      const failures: string[] = []
      const worker = queue.work([bindJob(Count, ({ by }) => Promise.resolve(seen.push(by)))], 1, (job) =>
        failures.push(job),
      )
      cleanUp.unshift(() => worker.stop(1_000))
      await queue.add(Count, 'before', { by: 1 })
      await vi.waitFor(() => expect(seen).toEqual([1]), patience)
      await lose()
      const added = queue.add(Count, 'meanwhile', { by: 2 })
      await bringBackEmpty()
      await added
      await vi.waitFor(() => expect(seen).toEqual([1, 2]), patience)
      expect(heard).toEqual(['lost', 'found'])
      expect(failures).toEqual([])
    })

    it('puts back only the schedules that are gone, and looks at their sources anew', async () => {
      const scheduling = { queue, sources: new Map(['ec', 'other'].map((id) => [id, idleSource(id)])) }
      await scheduleJobs(scheduling)
      const whole = await queue.listSchedules()
      const schedule = vi.spyOn(queue, 'schedule')
      const add = vi.spyOn(queue, 'add')
      expect(await restoreSchedules(scheduling)).toEqual([])
      expect(schedule).not.toHaveBeenCalled()

      await queue.retainSchedules([...whole].filter((key) => key !== 'ingest-production--ec'))
      expect(await restoreSchedules(scheduling)).toEqual(['ingest-production--ec'])
      expect(schedule.mock.calls.map(([{ name }, key]) => [name, key])).toEqual([['ingest-production', 'ec']])
      expect(add.mock.calls.map(([{ name }, key]) => [name, key])).toEqual([['discover-source', 'ec']])

      await lose()
      await bringBackEmpty()
      expect(new Set(await restoreSchedules(scheduling))).toEqual(whole)
      expect(await queue.listSchedules()).toEqual(whole)
    })

    it('gives a worker’s schedules back to a Redis that came back empty', async () => {
      const database = await startTestDatabase()
      const log = { info: vi.fn(), warn: vi.fn(), error: vi.fn() }
      const worker = startJobs({
        pool: database.pool,
        queue,
        sources: new Map(),
        clock: { now: () => new Date() },
        log,
        settings: { dailyHistoryDays: 1, hourlyHistoryDays: 1, sampleKeepDays: 1 },
        stopping: new AbortController().signal,
        cache: { invalidate: () => undefined },
        failing: new FailingJobs(),
      })
      cleanUp.unshift(
        () => worker.stop(1_000),
        () => database.dispose(),
      )
      const expected = new Set(['prune-samples--all'])
      await vi.waitFor(async () => expect(await queue.listSchedules()).toEqual(expected), patience)
      await lose()
      await bringBackEmpty()
      await vi.waitFor(async () => expect(await queue.listSchedules()).toEqual(expected), patience)
      const said = [...log.warn.mock.calls, ...log.info.mock.calls].map(([, message]) => String(message))
      expect(said.filter((message) => message === 'queue unavailable')).toHaveLength(1)
      expect(said.filter((message) => message === 'queue answers')).toHaveLength(1)
    })

    it('says that it does not answer, and why', async () => {
      await queue.check(20_000)
      await lose()
      await expect(queue.check(200)).rejects.toThrow(/redis does not answer: .+/)
    })

    it('stops all the same, and ends what waits for an answer', async () => {
      let isAborted = false
      const started = Promise.withResolvers<null>()
      const endless = bindJob(Count, (_data, signal) => {
        started.resolve(null)
        return new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () => {
            isAborted = true
            reject(new Error('aborted'))
          })
        })
      })
      const worker = queue.work([endless], 1, () => undefined)
      await queue.add(Count, 'one', { by: 1 })
      await started.promise
      await lose()
      const waiting = expect(queue.add(Count, 'two', { by: 2 })).rejects.toThrow(/closed/)
      await worker.stop(60_000)
      await queue.close()
      await waiting
      expect(isAborted).toBe(true)
    })
  })
}

if (hasRedisServer()) {
  describeOutages()
  describeQueue('Redis', async () => {
    const redis = await startRedisServer()
    return { databaseUrl: 'postgres://unused', redisUrl: redis.url, dispose: () => redis.stop() }
  })
} else {
  it('the job queue on Redis: redis-server is not installed (Debian: apt-get install redis-server), so its suite did not run', ({
    skip,
  }) => {
    expect(process.env['CI'], 'in CI the Redis suite must run').not.toBe('true')
    skip()
  })
}
