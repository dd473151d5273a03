import {
  discoverSource,
  type IngestContext,
  ingestDays,
  ingestHourly,
  ingestProduction,
  ingestSamples,
  registerSource,
  rereadDays,
} from '@tieback/jobs'
import type { Command } from 'commander'
import type { DayRange } from '@tieback/adapters'
import { ConfigError, parseConfig } from '../config/environment.ts'
import { createSources } from '../sources.ts'
import { parseDay } from './options.ts'
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

type Run = (
  context: IngestContext,
  sourceId: string,
  signal: AbortSignal,
) => Promise<Omit<Round, 'source' | 'job'> | null>

/** Production days to be read again, and whether to believe that most of their figures are gone. */
interface Again {
  readonly days: DayRange
  readonly withdrawAll: boolean
}

/** Jobs of one round, in the order in which they build on each other; with `again`, those that read its days once more. */
function listJobs(again: Again | null): { job: string; run: Run }[] {
  const discover = { job: 'discover', run: discoverSource }
  if (again !== null) {
    const { days, withdrawAll } = again
    return [
      discover,
      { job: 'days', run: (context, id, signal) => ingestDays(context, id, days, signal, { withdrawAll }) },
      { job: 'series', run: (context, id, signal) => rereadDays(context, id, days, signal) },
    ]
  }
  return [
    discover,
    { job: 'production', run: ingestProduction },
    { job: 'hourly', run: ingestHourly },
    { job: 'samples', run: ingestSamples },
  ]
}

interface Asked {
  readonly again: Again | null
  readonly signal: AbortSignal
}

/** One round of a source's jobs. Each that ends is added to `rounds`. */
async function ingestOnce(context: IngestContext, sourceId: string, rounds: Round[], { again, signal }: Asked) {
  const configured = context.sources.get(sourceId)
  if (configured === undefined) {
    throw new ConfigError(`There is no source ${sourceId}. Known: ${[...context.sources.keys()].join(', ')}.`)
  }
  await registerSource(context, configured)
  for (const { job, run } of listJobs(again)) {
    const counts = await run(context, sourceId, signal)
    if (counts !== null) rounds.push({ source: sourceId, job, ...counts })
  }
}

/** A round of each source; one that fails doesn't keep the others from theirs. */
async function ingestAll(context: IngestContext, sourceIds: Iterable<string>, asked: Asked) {
  const runs: Round[] = []
  const failures: Failure[] = []
  for (const source of sourceIds) {
    if (asked.signal.aborted) break
    try {
      await ingestOnce(context, source, runs, asked)
    } catch (error) {
      failures.push({ source, message: error instanceof Error ? error.message : String(error) })
    }
  }
  return { runs, failures }
}

interface Options {
  readonly from?: string
  readonly to?: string
  readonly withdrawAll?: boolean
  readonly json?: boolean
}

function toAgain({ from, to, withdrawAll = false }: Options): Again | null {
  if (from === undefined && to === undefined) {
    if (withdrawAll) throw new ConfigError('Say by --from and --to of which days --withdraw-all is meant.')
    return null
  }
  if (from === undefined || to === undefined || from >= to) {
    throw new ConfigError('Give both --from and --to, the first before the second.')
  }
  return { days: { from, to }, withdrawAll }
}

export function addIngest(program: Command): void {
  program
    .command('ingest')
    .argument('[id]', 'one source; left out: all')
    .description('read what is new from the sources once, and store it')
    .option('--from <day>', 'read production days again, whatever was read before, from this one on', parseDay)
    .option('--to <day>', 'up to this day, which is not read any more', parseDay)
    .option(
      '--withdraw-all',
      'withdraw what is gone from these days even where that is more than half of their figures',
    )
    .option('--json', 'print the result as JSON')
    .action(async (id: string | undefined, { json, ...options }: Options) => {
      const again = toAgain(options)
      const sources = await createSources(parseConfig(process.env))
      const signal = abortOnSignal()
      const { runs, failures } = await withIngest(sources, signal, (context) =>
        ingestAll(context, id === undefined ? sources.keys() : [id], { again, signal }),
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
