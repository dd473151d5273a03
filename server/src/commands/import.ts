import { readFile } from 'node:fs/promises'
import { createCsvSource, createSodirSource, createVolveSource, parseCsvMapping, type Source } from '@tieback/adapters'
import { type ImportResult, importSource } from '@tieback/jobs'
import type { Command } from 'commander'
import { print } from './print.ts'
import { abortOnSignal } from './signals.ts'
import { withIngest } from './with-ingest.ts'

/** Reads a source of record whole into the store, and prints what came of it. */
export async function runImport(source: Source, json: boolean | undefined): Promise<void> {
  const startedMs = performance.now()
  const signal = abortOnSignal()
  const result = await withIngest(new Map([[source.id, { source, every: null }]]), signal, (context) =>
    importSource(context, source.id, signal),
  )
  await source.close()
  const seconds = (performance.now() - startedMs) / 1_000
  print(json, { source: source.id, ...result, seconds }, () => describe(source.id, result, seconds))
}

function describe(id: string, { discovered, production }: ImportResult, seconds: number): string[] {
  const quarantined = discovered.quarantined + production.quarantined
  return [
    `${id}: ${discovered.read} nodes and series, ${discovered.written} new or changed`,
    `${id}: ${production.read} figures and events read, ${production.written} new or changed, ${production.unchanged} already known`,
    quarantined === 0
      ? `${id}: no row was refused`
      : `${id}: ${quarantined} rows were refused and are kept in quarantine with their reason`,
    `done in ${seconds.toFixed(1)} s`,
  ]
}

export function addImport(program: Command): void {
  const imports = program.command('import').description('take a history in from files; doing it again changes nothing')
  imports
    .command('volve')
    .description('daily production of the Volve field (Equinor), as published or as CSV')
    .requiredOption(
      '--path <folder>',
      'folder with volve_daily.csv (.gz) and volve_wells.csv, or the daily sheet as CSV',
    )
    .option('--json', 'print the result as JSON')
    .action(({ path, json }: { path: string; json?: boolean }) => runImport(createVolveSource({ path }), json))
  imports
    .command('sodir')
    .description('fields, facilities, wellbores and monthly production of the Norwegian shelf (FactPages)')
    .requiredOption('--path <folder>', 'folder with the CSV files')
    .option('--json', 'print the result as JSON')
    .action(({ path, json }: { path: string; json?: boolean }) => runImport(createSodirSource({ path }), json))
  imports
    .command('csv')
    .description('a CSV file of your own, described by a mapping file')
    .requiredOption('--path <file>', 'the CSV file, plain or .gz')
    .requiredOption('--mapping <file>', 'the mapping (YAML): columns, units, node names, calendar')
    .option('--json', 'print the result as JSON')
    .action(async ({ path, mapping, json }: { path: string; mapping: string; json?: boolean }) => {
      const parsed = parseCsvMapping(await readFile(mapping, 'utf8'))
      await runImport(createCsvSource({ path, mapping: parsed }), json)
    })
}
