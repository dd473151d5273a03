import type { Command } from 'commander'
import { parseConfig } from '../config/environment.ts'
import { openStore } from '../runtime.ts'
import { print } from './print.ts'

export function addMigrate(program: Command): void {
  program
    .command('migrate')
    .description('bring the tables of the store up to date')
    .option('--json', 'print the result as JSON')
    .action(async ({ json }: { json?: boolean }) => {
      const config = parseConfig(process.env)
      const store = await openStore(config, {
        applicationName: 'tieback-migrate',
        migrate: true,
        log: () => undefined,
      })
      await store.close()
      const { applied } = store
      print(json, { applied }, () =>
        applied.length === 0 ? ['The store is up to date.'] : applied.map((name) => `applied ${name}`),
      )
    })
}
