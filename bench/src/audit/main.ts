// How fast the audit log is verified, beside reading the same rows and doing nothing with them.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createStorePool, migrate, startEmbeddedPostgres } from '@tieback/store'
import { type BenchOptions, measureInterleaved, parseBenchOptions, publish, ratios, summarise } from '../harness.ts'
import { appendOneByOne, fillAuditLog } from './fill.ts'
import { readRaw, verifyOnce } from './contenders.ts'

/** What the product promises: entries verified in a second. */
const rowsPerSecondFloor = 100_000

async function run(options: BenchOptions): Promise<void> {
  const count = options.isQuick ? 5_000 : 300_000
  const dataDir = await mkdtemp(join(tmpdir(), 'tieback-bench-'))
  const server = await startEmbeddedPostgres({ dataDir, log: () => undefined })
  const pool = createStorePool(server.url, { applicationName: 'tieback bench', max: 4, onError: () => undefined })
  try {
    await migrate(pool)
    const appended = await appendOneByOne(pool, options.isQuick ? 200 : 2_000)
    const keys = await fillAuditLog(pool, count)
    const verify = { name: 'verify', measure: () => verifyOnce(pool, keys, count) }
    const raw = { name: 'raw', measure: () => readRaw(pool, count) }
    const samples = await measureInterleaved([raw, verify], options.rounds)
    const [verified = [], read = []] = [samples.get('verify'), samples.get('raw')]
    const results = [
      summarise(verified, {
        metric: `entries verified, of ${count}`,
        unit: '/s',
        better: 'higher',
        floor: rowsPerSecondFloor,
      }),
      summarise(read, { metric: 'the same rows read and thrown away', unit: '/s', better: 'higher' }),
      summarise(ratios(read, verified), { metric: 'verifying, in times of reading', unit: '×', better: 'lower' }),
      summarise([appended], { metric: 'entries appended, one after the other', unit: '/s', better: 'higher' }),
    ]
    await publish({ bench: 'audit log', rounds: options.rounds, results }, options)
  } finally {
    await pool.end()
    await server.stop()
    await rm(dataDir, { recursive: true, force: true })
  }
}

await run(parseBenchOptions({ rounds: 7, seconds: 1 }))
