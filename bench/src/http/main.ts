import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type BenchResult, parseBenchOptions, publish } from '../harness.ts'
import { createFilledStore } from './filled-store.ts'
import { measureCpu } from './cpu.ts'
import { measureStaleReads } from './interleavings.ts'
import { measureLatencies } from './latencies.ts'
import { MeasuredServer } from './measured-server.ts'
import { measureSlowUpstream } from './slow-upstream.ts'

const options = parseBenchOptions({ rounds: 31, seconds: 60 })
const folder = await mkdtemp(join(tmpdir(), 'tieback-bench-'))
const store = await createFilledStore()
const results: BenchResult[] = []
const startTieback = (features: string): Promise<MeasuredServer> =>
  MeasuredServer.start('tieback-server.ts', { DATABASE_URL: store.url, BENCH_FEATURES: features })

const cached = await startTieback('cached')
const full = await startTieback('full')
const anew = await startTieback('anew')
const summary = await cached.fetch('/api/v1/summary')
const bodyFile = join(folder, 'summary.json')
await writeFile(bodyFile, summary.body)
const ofBody = { BENCH_BODY: bodyFile }
const bare = await MeasuredServer.start('bare-server.ts', ofBody)
const fastify = await MeasuredServer.start('fastify-server.ts', ofBody)
const tsRest = await MeasuredServer.start('ts-rest-server.ts', ofBody)
const tsRestCompressing = await MeasuredServer.start('ts-rest-server.ts', { ...ofBody, BENCH_COMPRESSES: 'yes' })
const servers = { bare, fastify, tsRest, tsRestCompressing, cached, full, anew }

results.push(...(await measureCpu(servers, summary, options)))
await Promise.all([bare, fastify, tsRest, tsRestCompressing, anew, cached].map((server) => server.stop()))
results.push(...(await measureLatencies(full, options)))
results.push(...(await measureSlowUpstream(full, store.url, options)))
await full.stop()
results.push(...(await measureStaleReads(options)))
await store.close()
await rm(folder, { recursive: true, force: true })
await publish({ bench: 'http', rounds: options.rounds, results }, options)
