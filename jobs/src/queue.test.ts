import { afterEach, describe, expect, it, vi } from 'vitest'
import { startTestDatabase } from '@tieback/store/testing'
import { z } from 'zod'
import { hasRedisServer, startRedisServer } from '../test/redis-server.ts'
import { defineJob } from './job.ts'
import { bindJob, createJobQueue, type JobQueue, type RunningWorker } from './queue.ts'

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

if (hasRedisServer()) {
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
