import type { AddressInfo } from 'node:net'
import { type ListedRoute, listRoutes } from '@tieback/contracts/openapi'
import { seedOf } from '@tieback/contracts/testing'
import { startTestDatabase, type TestDatabase } from '@tieback/store/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fieldValuesFor } from './fuzz/field-values.ts'
import { createFuzzApp, type FuzzApp } from './fuzz/fuzz-app.ts'
import { runRaw } from './fuzz/run-raw.ts'
import { sendInside } from './fuzz/send.ts'
import { type FuzzReport, runFuzz } from './fuzz/run-fuzz.ts'

/** Another run looks elsewhere: TIEBACK_FUZZ_SEED=$RANDOM. Each run of `npm run fuzz` does. */
const seed = seedOf(process.env['TIEBACK_FUZZ_SEED'], 20_260_312)

const requests = 2_000

/** Each opens a connection. */
const damagedRequests = 200

/** The statuses that a request gets from what serves its route, and from nothing before it. */
function listReachedStatuses({ route }: ListedRoute): number[] {
  if (route.metadata.stability === 'beta') return [501]
  const successes = Object.keys(route.responses)
    .map(Number)
    .filter((status) => status < 300)
  // What is to be ended here never began.
  return route.method === 'DELETE' ? [...successes, 404] : successes
}

describe(`${requests} requests, half of them good, with the seed ${seed}`, () => {
  let database: TestDatabase
  let fuzzed: FuzzApp
  let report: FuzzReport

  beforeAll(async () => {
    database = await startTestDatabase()
    fuzzed = await createFuzzApp(database)
    const { app, takeFaults } = fuzzed
    const choicesFor = (listed: ListedRoute) => fieldValuesFor(listed, fuzzed)
    report = await runFuzz({ requests, seed, choicesFor, send: sendInside(app), takeFaults })
  }, 240_000)
  afterAll(async () => {
    await fuzzed.close()
    await database.dispose()
  })

  it('are answered as declared, without a fault of the server', () => {
    expect(report.failures.join('\n\n')).toBe('')
  })

  it.each(listRoutes())('reach what serves $name', (listed) => {
    const reached = listReachedStatuses(listed).map(
      (status) => report.answers.get(`good ${listed.name} ${status}`) ?? 0,
    )
    expect(Math.max(...reached)).toBeGreaterThan(0)
  })

  it('have answers that a client can read even where the bytes on the line are damaged', async () => {
    const { app } = fuzzed
    await app.listen({ host: '127.0.0.1', port: 0 })
    const { port } = app.server.address() as AddressInfo
    expect((await runRaw(port, damagedRequests, seed)).join('\n\n')).toBe('')
  })

  it('leave the server alive, and no connection in use', async () => {
    const { pool } = database
    await expect.poll(() => pool.totalCount - pool.idleCount).toBe(0)
    expect(pool.waitingCount).toBe(0)
    expect((await fuzzed.app.inject('/readyz')).statusCode).toBe(200)
  })
})
