// Sends generated requests to the real server on a real store, inside the process and over a socket, until one is answered wrongly.
//   npm run fuzz -- --requests 50000 --seed 42
import { mkdtemp, rm } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { seedOf } from '@tieback/contracts/testing'
import { createStorePool, migrate, startEmbeddedPostgres } from '@tieback/store'
import { fieldValuesFor } from './field-values.ts'
import { createFuzzApp, type FuzzApp } from './fuzz-app.ts'
import { type FuzzReport, runFuzz } from './run-fuzz.ts'
import { runRaw } from './run-raw.ts'
import { sendInside, sendOverSocket } from './send.ts'

/** Beside the requests, so many more per request go over a socket as damaged bytes: each opens a connection. */
const rawShare = 0.1

/** Each request of so many goes over a socket, where answers from memory are in front. */
const socketEvery = 4

const { values } = parseArgs({
  options: { requests: { type: 'string', default: '50000' }, seed: { type: 'string' } },
})
const requests = Number(values.requests)
if (!(requests > 0)) throw new Error(`"${values.requests}" is not a number of requests`)
const seed = seedOf(values.seed, Math.trunc(Math.random() * 2 ** 31))

/** How often each status was given to good and to hostile requests. */
function summarize(answers: FuzzReport['answers']): string {
  const totals = new Map<string, number>()
  for (const [name, count] of answers) {
    const [manner = '', , status = ''] = name.split(' ')
    const key = `${manner} ${status}`
    totals.set(key, (totals.get(key) ?? 0) + count)
  }
  return [...totals]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, count]) => `${key}: ${count}`)
    .join('\n')
}

async function fuzz({ app, takeFaults, ...facts }: FuzzApp): Promise<string[]> {
  await app.listen({ host: '127.0.0.1', port: 0 })
  const { port } = app.server.address() as AddressInfo
  const [inside, overSocket] = [sendInside(app), sendOverSocket(port)]
  const report = await runFuzz({
    requests,
    seed,
    choicesFor: (listed) => fieldValuesFor(listed, facts),
    send: (sent, index) => (index % socketEvery === 0 ? overSocket : inside)(sent),
    takeFaults,
  })
  console.log(summarize(report.answers))
  const raw = await runRaw(port, Math.ceil(requests * rawShare), seed)
  const { statusCode } = await app.inject('/readyz')
  return [
    ...report.failures,
    ...raw,
    ...(statusCode === 200 ? [] : [`the server is not ready any more: ${statusCode}`]),
  ]
}

/** On a server and a store of its own; what was answered wrongly. */
async function fuzzStore(url: string): Promise<string[]> {
  const pool = createStorePool(url, { applicationName: 'tieback fuzz', max: 10, onError: () => undefined })
  try {
    await migrate(pool)
    const fuzzed = await createFuzzApp({ pool, url })
    const failures = await fuzz(fuzzed).finally(() => fuzzed.close())
    const inUse = pool.totalCount - pool.idleCount
    return inUse === 0 ? failures : [...failures, `${inUse} connections of the store did not come back`]
  } finally {
    await pool.end()
  }
}

async function main(): Promise<void> {
  console.log(`${requests} requests with the seed ${seed}`)
  const dataDir = await mkdtemp(join(tmpdir(), 'tieback-fuzz-'))
  const settings = { fsync: 'off', full_page_writes: 'off' }
  const postgres = await startEmbeddedPostgres({ dataDir, log: () => undefined, settings })
  try {
    const failures = await fuzzStore(postgres.url)
    console.log(failures.length === 0 ? 'All were answered as declared.' : failures.join('\n\n'))
    process.exitCode = failures.length === 0 ? 0 : 1
  } finally {
    await postgres.stop()
    await rm(dataDir, { recursive: true, force: true })
  }
}

await main()
