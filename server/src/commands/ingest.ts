import {
  discoverSource,
  type IngestContext,
  ingestHourly,
  ingestProduction,
  ingestSamples,
  registerSource,
} from '@tieback/jobs'
import type { Command } from 'commander'
import { ConfigError, parseConfig } from '../config/environment.ts'
import { createSources } from '../sources.ts'
import { print, toColumns } from './print.ts'
import { abortOnSignal } from './signals.ts'
import { withIngest } from './with-ingest.ts'

/** One round of every job of a source, in the order in which they build on each other. */
async function ingestOnce(context: IngestContext, sourceId: string, signal: AbortSignal) {
  const configured = context.sources.get(sourceId)
  if (configured === undefined) throw new ConfigError(`There is no source ${sourceId}.`)
  await registerSource(context, configured.source, configured.every.productionS)
  const rounds = [
    { job: 'discover', run: discoverSource },
    { job: 'production', run: ingestProduction },
    { job: 'hourly', run: ingestHourly },
    { job: 'samples', run: ingestSamples },
  ]
  const results = []
  for (const { job, run } of rounds) {
    const counts = await run(context, sourceId, signal)
    if (counts !== null) results.push({ source: sourceId, job, ...counts })
  }
  return results
}

export function addIngest(program: Command): void {
  program
    .command('ingest')
    .argument('[id]', 'one source; left out: all')
    .description('read what is new from the sources once, and store it')
    .option('--json', 'print the result as JSON')
    .action(async (id: string | undefined, { json }: { json?: boolean }) => {
      const sources = await createSources(parseConfig(process.env))
      const signal = abortOnSignal()
      const results = await withIngest(sources, async (context) => {
        const rounds = []
        for (const sourceId of id === undefined ? sources.keys() : [id]) {
          rounds.push(...(await ingestOnce(context, sourceId, signal)))
        }
        return rounds
      })
      print(json, { runs: results }, () =>
        toColumns([
          ['source', 'job', 'read', 'written', 'unchanged', 'quarantined'],
          ...results.map((row) =>
            [row.source, row.job, row.read, row.written, row.unchanged, row.quarantined].map(String),
          ),
        ]),
      )
    })
}
