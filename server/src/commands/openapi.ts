import { writeFile } from 'node:fs/promises'
import { createOpenApi } from '@tieback/contracts/openapi'
import type { Command } from 'commander'

export function addOpenApi(program: Command): void {
  program
    .command('openapi')
    .description('print the contract as OpenAPI 3.1 (JSON)')
    .option('--out <file>', 'write it into a file instead')
    .option('--json', 'accepted for uniformity: the document is JSON anyway')
    .action(async ({ out }: { out?: string }) => {
      const text = `${JSON.stringify(createOpenApi(), null, 2)}\n`
      if (out === undefined) process.stdout.write(text)
      else await writeFile(out, text)
    })
}
