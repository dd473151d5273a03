import { type BenchOptions, type BenchResult, parseBenchOptions, publish } from '../harness.ts'
import { measureFreshness } from './freshness.ts'
import { startHistorianSite, tagsOf } from './historian-site.ts'
import { measureSustained } from './sustained.ts'
import { measureSweep } from './sweep.ts'

/** How long ago the archive begins: more than all rounds of reading the past take in. */
const historyMs = 6 * 3_600_000

async function measureReading(options: BenchOptions): Promise<BenchResult[]> {
  const since = new Date(Date.now() - historyMs)
  const tags = tagsOf(options)
  const site = await startHistorianSite({ since, tags, rawSeries: tags })
  try {
    return [...(await measureSustained(site, since, options)), ...(await measureSweep(site, options))]
  } finally {
    await site.close()
  }
}

const options = parseBenchOptions({ rounds: 3, seconds: 60 })
const results = [
  ...(await measureReading(options)),
  ...(await measureFreshness({ name: 'polled', channelsMax: 0 }, options)),
  ...(await measureFreshness({ name: 'followed over channels', channelsMax: 100 }, options)),
]
await publish({ bench: 'adapters', rounds: options.rounds, results }, options)
