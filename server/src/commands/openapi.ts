import { writeFile } from 'node:fs/promises'
import { type OpenApiFlavour, openApiFlavours, renderOpenApi } from '@tieback/contracts/openapi'
import { type Command, Option } from 'commander'

export function addOpenApi(program: Command): void {
  program
    .command('openapi')
    .description('print the contract as OpenAPI (JSON)')
    .addOption(
      new Option('--flavour <version>', '3.0 is for gateways that import no newer one')
        .choices(openApiFlavours)
        .default('3.1'),
    )
    .option('--out <file>', 'write it into a file instead')
    .option('--json', 'accepted for uniformity: the document is JSON anyway')
    .action(async ({ flavour, out }: { flavour: OpenApiFlavour; out?: string }) => {
      const text = renderOpenApi(flavour)
      if (out === undefined) process.stdout.write(text)
      else await writeFile(out, text)
    })
}
