import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { renderOpenApi } from '@tieback/contracts/openapi'
import { renderEnvExample } from './config/environment.ts'
import { projectRoot } from './runtime.ts'

/** Files that the code makes; `npm run check` fails when one is stale. */
const generated: readonly { readonly path: string; readonly render: () => string }[] = [
  { path: '.env.example', render: renderEnvExample },
  { path: 'contracts/openapi/openapi.json', render: () => renderOpenApi('3.1') },
  { path: 'contracts/openapi/openapi-3.0.json', render: () => renderOpenApi('3.0') },
]

const isCheck = process.argv.includes('--check')
for (const { path, render } of generated) {
  const file = join(projectRoot, path)
  const wanted = render()
  if (!isCheck) await writeFile(file, wanted)
  else if ((await readFile(file, 'utf8').catch(() => '')) !== wanted) {
    console.error(`${path} is stale: run "npm run generate".`)
    process.exitCode = 1
  }
}
