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

interface Round {
  readonly source: string
  readonly job: string
  readonly read: number
  readonly written: number
  readonly unchanged: number
  readonly quarantined: number
}

interface Failure {
  readonly source: string
  readonly message: string
}

/** One round of every job of a source, in the order in which they build on each other. Each that ends is added to `rounds`. */
async function ingestOnce(context: IngestContext, sourceId: string, rounds: Round[], signal: AbortSignal) {
  const configured = context.sources.get(sourceId)
  if (configured === undefined) throw new ConfigError(`There is no source ${sourceId}.`)
  await registerSource(context, configured)
  const jobs = [
    { job: 'discover', run: discoverSource },
    { job: 'production', run: ingestProduction },
    { job: 'hourly', run: ingestHourly },
    { job: 'samples', run: ingestSamples },
  ]
  for (const { job, run } of jobs) {
    const counts = await run(context, sourceId, signal)
    if (counts !== null) rounds.push({ source: sourceId, job, ...counts })
  }
}

/** A round of each source; one that fails doesn't keep the others from theirs. */
async function ingestAll(context: IngestContext, sourceIds: Iterable<string>, signal: AbortSignal) {
  const runs: Round[] = []
  const failures: Failure[] = []
  for (const source of sourceIds) {
    if (signal.aborted) break
    try {
      await ingestOnce(context, source, runs, signal)
    } catch (error) {
      failures.push({ source, message: error instanceof Error ? error.message : String(error) })
    }
  }
  return { runs, failures }
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
      const { runs, failures } = await withIngest(sources, signal, (context) =>
        ingestAll(context, id === undefined ? sources.keys() : [id], signal),
      )
      print(json, { runs, failures }, () =>
        toColumns([
          ['source', 'job', 'read', 'written', 'unchanged', 'quarantined'],
          ...runs.map((row) =>
            [row.source, row.job, row.read, row.written, row.unchanged, row.quarantined].map(String),
          ),
        ]),
      )
      for (const { source, message } of failures) console.error(`tieback: ${source}: ${message}`)
      if (failures.length > 0) process.exitCode = 1
    })
}
