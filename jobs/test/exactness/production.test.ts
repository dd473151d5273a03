import { startTestDatabase, type TestDatabase } from '@tieback/store/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { EnergyComponentsSite } from './energy-components-site.ts'
import { ProductionSchedule } from './production-schedule.ts'
import { createRandom } from './random.ts'
import { ScriptedSource } from './scripted-source.ts'

/** Schedules of one database: more would slow each other down, since every run looks at all sources. */
const perDatabase = 50
const schedules = Number(process.env['TIEBACK_SCHEDULES'] ?? 60)

/** Schedules that go over HTTP and through the real adapter. */
const overHttp = Math.ceil(schedules / 20)

const namesOf = (kind: string, first: number, end: number) =>
  Array.from({ length: Math.max(0, Math.min(first + perDatabase, end) - first) }, (_, index) => ({
    namespace: `${kind}-${first + index}`,
    seed: first + index,
  }))

describe('production after crashes, replays, corrections, deletions, late and refused rows', () => {
  let database: TestDatabase
  const fresh = async (): Promise<void> => {
    database = await startTestDatabase()
  }
  const failures: string[] = []
  const noteFailure = (error: unknown): void => void failures.push(String(error))

  for (let first = 0; first < schedules; first += perDatabase) {
    describe(`of the seeds from ${first}`, () => {
      beforeAll(fresh)
      afterAll(() => database.dispose())

      it('is what the model says, in every version', async () => {
        failures.length = 0
        for (const { namespace, seed } of namesOf('exact', first, schedules)) {
          const random = createRandom(seed)
          await new ProductionSchedule(database.pool, random, new ScriptedSource(namespace, random))
            .run()
            .catch(noteFailure)
        }
        expect(failures).toEqual([])
      }, 300_000)
    })
  }

  describe('read over HTTP', () => {
    beforeAll(fresh)
    afterAll(() => database.dispose())

    it('is what the model says, in every version', async () => {
      failures.length = 0
      for (const { namespace, seed } of namesOf('http', 0, overHttp)) {
        const random = createRandom(seed)
        const site = await EnergyComponentsSite.start(namespace, random)
        await new ProductionSchedule(database.pool, random, site).run().catch(noteFailure)
        await site.stop()
      }
      expect(failures).toEqual([])
    }, 300_000)
  })
})
