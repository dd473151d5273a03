import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { measureInterleaved, parseBenchOptions, publish, ratios, summarise } from '../harness.ts'
import { createFilledStore } from './filled-store.ts'
import { MeasuredServer } from './measured-server.ts'

/** Requests of one round; a round of either server takes a second or so. */
const requestsPerRound = { tieback: 150, bare: 6_000 }
const inFlight = 4

const options = parseBenchOptions(9)
const scriptOf = (name: string): string => join(import.meta.dirname, name)
const folder = await mkdtemp(join(tmpdir(), 'tieback-bench-'))
const store = await createFilledStore()
const tieback = await MeasuredServer.start(scriptOf('tieback-server.ts'), '/api/v1/summary', {
  DATABASE_URL: store.url,
})
const bodyFile = join(folder, 'summary.json')
await writeFile(bodyFile, await tieback.fetch())
const bare = await MeasuredServer.start(scriptOf('bare-server.ts'), '/', { BENCH_BODY: bodyFile })

const samples = await measureInterleaved(
  [
    { name: 'tieback', measure: () => tieback.cpuMicrosPerRequest(requestsPerRound.tieback, inFlight) },
    { name: 'bare', measure: () => bare.cpuMicrosPerRequest(requestsPerRound.bare, inFlight) },
  ],
  options.rounds,
)
await Promise.all([tieback.stop(), bare.stop()])
await store.close()
await rm(folder, { recursive: true, force: true })

const [ours = [], theirs = []] = [samples.get('tieback'), samples.get('bare')]
await publish(
  {
    bench: 'summary',
    rounds: options.rounds,
    results: [
      summarise(ratios(ours, theirs), {
        metric: 'GET /api/v1/summary ÷ bare node:http with the same bytes, processor time',
        unit: '×',
        better: 'lower',
      }),
      summarise(ours, { metric: 'GET /api/v1/summary, processor time of the server', unit: 'µs', better: 'lower' }),
      summarise(theirs, { metric: 'bare node:http, processor time of the server', unit: 'µs', better: 'lower' }),
    ],
  },
  options,
)
