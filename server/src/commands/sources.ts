import { type Source, SourceError } from '@tieback/adapters'
import type { Command } from 'commander'
import { ConfigError, parseConfig } from '../config/environment.ts'
import { createSources } from '../sources.ts'
import { checkMapping } from './check-mapping.ts'
import { print, toColumns } from './print.ts'
import { abortOnSignal } from './signals.ts'

async function listSources(id: string | undefined): Promise<Source[]> {
  const sources = [...(await createSources(parseConfig(process.env))).values()].map(({ source }) => source)
  if (sources.length === 0) {
    throw new ConfigError('No source is configured. Set TIEBACK_SOURCES to a sources file, or run "tieback up" first.')
  }
  const chosen = id === undefined ? sources : sources.filter((source) => source.id === id)
  if (chosen.length === 0) {
    throw new ConfigError(`There is no source ${id ?? ''}. Known: ${sources.map((source) => source.id).join(', ')}.`)
  }
  return chosen
}

async function checkOne(source: Source, signal: AbortSignal) {
  const { id, name, kind } = source
  try {
    const { product, version } = await source.check(signal)
    return { id, name, kind, ok: true, product, version, code: null, message: null }
  } catch (error) {
    if (!(error instanceof SourceError)) throw error
    return { id, name, kind, ok: false, product: null, version: null, code: error.code, message: error.message }
  } finally {
    await source.close()
  }
}

/** What each source answers when asked who it is. */
export async function checkSources(id: string | undefined, signal: AbortSignal) {
  return await Promise.all((await listSources(id)).map((source) => checkOne(source, signal)))
}

async function discoverSources(id: string | undefined, signal: AbortSignal) {
  return await Promise.all(
    (await listSources(id)).map(async (source) => {
      const { nodes, signals, refused, calendar } = await source.discover(signal)
      await source.close()
      return { id: source.id, nodes: nodes.length, signals: signals.length, calendar, refused }
    }),
  )
}

export function addSources(program: Command): void {
  const sources = program.command('sources').description('look at the configured sources without storing anything')
  sources
    .command('check')
    .argument('[id]', 'one source; left out: all')
    .description('ask each source who it is, and say what is wrong')
    .option('--mapping <file>', 'hold this site mapping file against the source, and say what it lacks')
    .option('--json', 'print the result as JSON')
    .action(async (id: string | undefined, { json, mapping }: { json?: boolean; mapping?: string }) => {
      if (mapping !== undefined) return await checkMapping(id, mapping, json)
      const checks = await checkSources(id, abortOnSignal())
      print(json, { sources: checks }, () =>
        toColumns([
          ['source', 'state', 'answers as'],
          ...checks.map((check) =>
            check.ok
              ? [check.id, 'ok', `${check.product ?? ''} ${check.version ?? ''}`]
              : [check.id, check.code ?? '', check.message ?? ''],
          ),
        ]),
      )
      if (checks.some(({ ok }) => !ok)) process.exitCode = 1
    })
  sources
    .command('discover')
    .argument('[id]', 'one source; left out: all')
    .description('list what each source knows of nodes and series, and what the mapping leaves out')
    .option('--json', 'print the result as JSON')
    .action(async (id: string | undefined, { json }: { json?: boolean }) => {
      const found = await discoverSources(id, abortOnSignal())
      print(json, { sources: found }, () =>
        found.flatMap((source) => [
          `${source.id}: ${source.nodes} nodes, ${source.signals} series, ${source.refused.length} refused`,
          ...source.refused.slice(0, 20).map(({ key, message }) => `  ${key}: ${message}`),
        ]),
      )
    })
}
