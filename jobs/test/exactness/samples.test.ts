import { startTestDatabase, type TestDatabase } from '@tieback/store/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { SamplesSchedule } from './samples-schedule.ts'

/** Schedules of one database: more would slow each other down, since every run looks at all sources. */
const perDatabase = 50
const schedules = Number(process.env['TIEBACK_SCHEDULES'] ?? 100)

describe('samples after crashes, corrections, deletions, late samples, pauses and refused series', () => {
  for (let first = 0; first < schedules; first += perDatabase) {
    describe(`of the seeds from ${first}`, () => {
      let database: TestDatabase
      beforeAll(async () => {
        database = await startTestDatabase()
      })
      afterAll(() => database.dispose())

      it('is what the model says, in every version', async () => {
        const failures: string[] = []
        for (let seed = first; seed < Math.min(first + perDatabase, schedules); seed += 1) {
          await new SamplesSchedule(database.pool, seed).run().catch((error: unknown) => {
            failures.push(String(error))
          })
        }
        expect(failures).toEqual([])
      }, 300_000)
    })
  }
})
