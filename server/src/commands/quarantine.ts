import { type IngestContext, registerSource, replayQuarantine } from '@tieback/jobs'
import { groupQuarantine, listQuarantine, readSourceStandings, type StorePool } from '@tieback/store'
import type { Command } from 'commander'
import { ConfigError, parseConfig } from '../config/environment.ts'
import { toOwner } from '../modules/sources/index.ts'
import { openStore } from '../runtime.ts'
import { createSources } from '../sources.ts'
import { print, toColumns } from './print.ts'
import { abortOnSignal } from './signals.ts'
import { withIngest } from './with-ingest.ts'

/** Rows that are listed one by one; the groups tell of all. */
const rowsShownMax = 50

interface Chosen {
  readonly dataset?: string
  readonly reason?: string
}

interface Options extends Chosen {
  readonly json?: boolean
}

/** A filter without what wasn't given. */
const toFilter = ({ dataset, reason }: Options): Chosen => ({
  ...(dataset === undefined ? {} : { dataset }),
  ...(reason === undefined ? {} : { reason }),
})

/** Throws where the store has never heard of a source: nothing held back would be a lie about a name mistyped. */
async function refuseUnknown(pool: StorePool, sourceId: string): Promise<void> {
  const known = (await readSourceStandings(pool, { asOf: new Date() })).map(({ id }) => id)
  if (known.includes(sourceId)) return
  throw new ConfigError(`There is no source ${sourceId}. Known: ${known.join(', ') || 'none, nothing was read yet'}.`)
}

/** What groups of refused rows a person sees: those that the options ask for. */
const isAsked =
  ({ dataset, reason }: Chosen) =>
  (group: { readonly dataset: string; readonly reason: string }): boolean =>
    (dataset === undefined || group.dataset === dataset) && (reason === undefined || group.reason === reason)

async function listHeldRows(sourceId: string, { json, ...options }: Options): Promise<void> {
  const store = await openStore(parseConfig(process.env), {
    applicationName: 'tieback-cli',
    migrate: true,
    log: () => undefined,
  })
  try {
    await refuseUnknown(store.pool, sourceId)
    const groups = (await groupQuarantine(store.pool, sourceId)).filter(isAsked(options))
    const { rows } = await listQuarantine(store.pool, {
      sourceId,
      isResolved: false,
      limit: rowsShownMax,
      cursor: null,
      ...toFilter(options),
    })
    print(json, { source: sourceId, groups, rows }, () => [
      ...toColumns([
        ['dataset', 'reason', 'whose to mend', 'rows', 'since'],
        ...groups.map((group) => [
          group.dataset,
          group.reason,
          toOwner(group.reason),
          String(group.count),
          group.firstSeen.toISOString().slice(0, 16),
        ]),
      ]),
      ...(rows.length === 0 ? ['Nothing is held back.'] : ['']),
      ...rows.map(({ key, message }) => `${key}: ${message}`),
    ])
  } finally {
    await store.close()
  }
}

async function replaySource(context: IngestContext, sourceId: string, filter: Chosen, signal: AbortSignal) {
  const configured = context.sources.get(sourceId)
  if (configured === undefined) {
    throw new ConfigError(`There is no source ${sourceId}. Known: ${[...context.sources.keys()].join(', ')}.`)
  }
  await registerSource(context, configured)
  return { source: sourceId, ...(await replayQuarantine(context, sourceId, filter, signal)) }
}

async function replayHeldRows(sourceId: string | undefined, { json, ...options }: Options): Promise<void> {
  const sources = await createSources(parseConfig(process.env))
  const signal = abortOnSignal()
  const replays = await withIngest(sources, signal, async (context) => {
    const results = []
    for (const id of sourceId === undefined ? sources.keys() : [sourceId]) {
      results.push(await replaySource(context, id, toFilter(options), signal))
    }
    return results
  })
  print(json, { replays }, () =>
    toColumns([
      ['source', 'taken', 'still refused', 'superseded', 'wait for a reading'],
      ...replays.map(({ source, taken, stillRefused, superseded, toRead }) =>
        [source, taken, stillRefused, superseded, toRead].map(String),
      ),
    ]),
  )
}

export function addQuarantine(program: Command): void {
  const quarantine = program
    .command('quarantine')
    .description('rows that could not be taken in: look at them, and map them again')
  const common = (command: Command): Command =>
    command
      .option('--dataset <name>', 'only rows of this dataset')
      .option('--reason <reason>', 'only rows refused for this')
      .option('--json', 'print the result as JSON')
  common(quarantine.command('list').argument('<source>', 'a source, by its id'))
    .description('why rows of a source were refused, how many, and what to do')
    .action(listHeldRows)
  common(quarantine.command('replay').argument('[source]', 'a source, by its id; left out: all'))
    .description('map refused rows again, as after a mended mapping; what fits now is taken in')
    .action(replayHeldRows)
}
