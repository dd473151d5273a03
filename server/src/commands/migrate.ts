import type { Command } from 'commander'
import { migrate } from '@tieback/store'
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
      const applied: string[] = []
      const store = await openStore(config, {
        applicationName: 'tieback-migrate',
        migrate: false,
        log: () => undefined,
      })
      try {
        applied.push(...(await migrate(store.pool)).applied)
      } finally {
        await store.close()
      }
      print(json, { applied }, () =>
        applied.length === 0 ? ['The store is up to date.'] : applied.map((name) => `applied ${name}`),
      )
    })
}
