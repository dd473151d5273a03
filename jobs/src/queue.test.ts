import type { Source } from '@tieback/adapters'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { startTestDatabase } from '@tieback/store/testing'
import { z } from 'zod'
import { hasRedisServer, type RedisServer, startRedisServer } from '@tieback/store/testing'
import type { ConfiguredSource } from './context.ts'
import { defineJob } from './job.ts'
import { bindJob, createJobQueue, type JobQueue, PutOff, type RunningWorker } from './queue.ts'
import { restoreSchedules, scheduleJobs } from './schedule.ts'
import { startJobs } from './worker.ts'

const Count = defineJob({ name: 'count', Data: z.object({ by: z.int() }), attempts: 3, backoffMs: 10 })

const Watch = defineJob({ name: 'watch', Data: z.object({ sourceId: z.string() }), attempts: 2, backoffMs: 10 })

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

    it('tells what waits, newest first, by source and by id, and gives the same id for the same key', async () => {
      const queue = await open()
      const first = await queue.add(Watch, 'pi:a', { sourceId: 'pi:a' })
      const second = await queue.add(Watch, 'pi:b', { sourceId: 'pi:b' })
      expect(await queue.add(Watch, 'pi:a', { sourceId: 'pi:a' })).toBe(first)
      expect(first).toMatch(/^watch--pi_a--[0-9a-f]+$/)
      const listed = await queue.list({ limit: 10 })
      expect(listed.map(({ id }) => id).toSorted()).toEqual([first, second].toSorted())
      expect(listed.map(({ addedAt }) => addedAt.getTime())).toEqual(
        listed.map(({ addedAt }) => addedAt.getTime()).toSorted((a, b) => b - a),
      )
      expect((await queue.list({ sourceId: 'pi:b', limit: 10 })).map(({ id }) => id)).toEqual([second])
      expect(await queue.list({ state: 'failed', limit: 10 })).toEqual([])
      expect(await queue.list({ limit: 1 })).toHaveLength(1)
      expect(await queue.find(first)).toMatchObject({
        id: first,
        name: 'watch',
        sourceId: 'pi:a',
        state: 'waiting',
        startedAt: null,
        finishedAt: null,
        nextTryAt: null,
        attempts: 0,
        attemptsMax: 2,
        message: null,
        outcome: null,
      })
      expect(await queue.find('watch--nobody--00')).toBeNull()
      expect(await queue.count()).toEqual({ waiting: 2, active: 0, delayed: 0, failed: 0 })
    })

    it('keeps what a job came to: its words, or its counts', async () => {
      const queue = await open()
      const counts = { read: 1_200, written: 3, unchanged: 1_197, quarantined: 0 }
      const worker = [
        bindJob(Watch, ({ sourceId }) => Promise.resolve(`${sourceId} answers`)),
        bindJob(Count, () => Promise.resolve(counts)),
      ]
      track(queue.work(worker, 1, () => undefined))
      const [watched, counted] = [
        await queue.add(Watch, 'pi', { sourceId: 'pi' }),
        await queue.add(Count, 'c', { by: 1 }),
      ]
      await vi.waitFor(async () => expect((await queue.find(counted))?.state).toBe('succeeded'), patience)
      expect(await queue.find(watched)).toMatchObject({ state: 'succeeded', attempts: 1, outcome: 'pi answers' })
      expect((await queue.find(counted))?.outcome).toBe('1,200 read, 3 written, 1,197 unchanged, 0 quarantined')
      const found = await queue.find(watched)
      expect(found?.finishedAt?.getTime()).toBeGreaterThanOrEqual(found?.startedAt?.getTime() ?? Infinity)
    })

    it('tells why a job waits for its next try and until when, and tries it now when asked to', async () => {
      const queue = await open()
      const Slow = defineJob({ ...Watch, backoffMs: 3_600_000 })
      let isUp = false
      track(
        queue.work(
          [bindJob(Slow, () => (isUp ? Promise.resolve('up') : Promise.reject(new Error('the source is down'))))],
          1,
          () => undefined,
        ),
      )
      const before = Date.now()
      const id = await queue.add(Slow, 'pi', { sourceId: 'pi' })
      await vi.waitFor(async () => expect((await queue.find(id))?.state).toBe('delayed'), patience)
      const delayed = await queue.find(id)
      expect(delayed).toMatchObject({ attempts: 1, message: 'the source is down', outcome: null })
      expect(delayed?.nextTryAt?.getTime()).toBeGreaterThanOrEqual(before + 3_600_000)
      expect(delayed?.nextTryAt?.getTime()).toBeLessThanOrEqual(Date.now() + 3_600_000)
      expect(await queue.count()).toMatchObject({ delayed: 1 })
      isUp = true
      expect(await queue.retry(id)).toBe('retried')
      await vi.waitFor(async () => expect((await queue.find(id))?.outcome).toBe('up'), patience)
      expect((await queue.find(id))?.message).toBeNull()
      expect(await queue.retry(id)).toBe('not-retryable')
      expect(await queue.retry('watch--nobody--00')).toBeNull()
    })

    it('tries a job that failed for good again with all its attempts', async () => {
      const queue = await open()
      let tries = 0
      const failing = bindJob(Count, () => {
        tries += 1
        return tries <= 4 ? Promise.reject(new Error('away')) : Promise.resolve('back')
      })
      track(queue.work([failing], 1, () => undefined))
      const id = await queue.add(Count, 'one', { by: 1 })
      await vi.waitFor(async () => expect((await queue.find(id))?.state).toBe('failed'), patience)
      expect(await queue.find(id)).toMatchObject({ attempts: 3, attemptsMax: 3, message: 'away' })
      expect(await queue.count()).toMatchObject({ failed: 1 })
      expect(await queue.retry(id)).toBe('retried')
      await vi.waitFor(async () => expect((await queue.find(id))?.outcome).toBe('back'), patience)
      expect(tries).toBe(5)
    })

    it('takes a job up later that was put off, without counting that as a try', async () => {
      const queue = await open()
      let calls = 0
      const hesitant = bindJob(Watch, () => {
        calls += 1
        return calls === 1 ? Promise.reject(new PutOff(3_600_000, 'quiet hours')) : Promise.resolve('done')
      })
      const failures: string[] = []
      track(queue.work([hesitant], 1, (job) => failures.push(job)))
      const id = await queue.add(Watch, 'pi', { sourceId: 'pi' })
      await vi.waitFor(async () => expect((await queue.find(id))?.state).toBe('delayed'), patience)
      const put = await queue.find(id)
      expect(put).toMatchObject({ attempts: 0, message: 'quiet hours' })
      expect(put?.nextTryAt?.getTime()).toBeGreaterThan(Date.now() + 3_500_000)
      expect(await queue.retry(id)).toBe('retried')
      await vi.waitFor(async () => expect((await queue.find(id))?.outcome).toBe('done'), patience)
      expect(failures).toEqual([])
    })

    it('lists runs of a schedule by ids fit for an address, and its next run not before it is due', async () => {
      const queue = await open()
      track(queue.work([bindJob(Watch, () => Promise.resolve('seen'))], 1, () => undefined))
      await queue.schedule(Watch, 'pi:a', { sourceId: 'pi:a' }, 3_600_000)
      await vi.waitFor(async () => expect(await queue.list({ state: 'succeeded', limit: 9 })).toHaveLength(1), patience)
      const [run] = await queue.list({ sourceId: 'pi:a', limit: 9 })
      expect(run?.id).not.toContain(':')
      expect(await queue.find(run?.id ?? '')).toEqual(run)
      expect(await queue.list({ state: 'delayed', limit: 9 })).toEqual([])
      expect(await queue.count()).toEqual({ waiting: 0, active: 0, delayed: 0, failed: 0 })
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
