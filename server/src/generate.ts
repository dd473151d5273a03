import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { ecFaults, piFaults, sharedFaults } from '@tieback/adapters/simulators'
import { renderOpenApi } from '@tieback/contracts/openapi'
import { renderEnvExample } from './config/environment.ts'
import { projectRoot } from './runtime.ts'
import { renderSimulatorPage } from './simulator-page.ts'

const shared: ReadonlySet<string> = new Set(sharedFaults.map(({ name }) => name))

const renderPiPage = (): string =>
  renderSimulatorPage({
    title: 'The simulator of PI Web API',
    command: 'pi',
    source: 'pi',
    about:
      'A server that speaks PI Web API for the simulated field: points and their archive, the asset framework, summaries, stream sets, batch and channels, with the limits and the habits of a real one. It has no verb that writes.',
    faults: [...piFaults, ...sharedFaults],
    shared,
  })

const renderEcPage = (): string =>
  renderSimulatorPage({
    title: 'The simulator of Energy Components',
    command: 'ec',
    source: 'energy-components',
    about:
      'A server that speaks the adapter contract of Energy Components for the simulated field: objects and their versions, daily and allocated figures, deferments, well tests and plans, with status, revisions and restatements. Energy Components has no public REST reference: a site ties its own in by a mapping file.',
    faults: [...ecFaults, ...sharedFaults],
    shared,
  })

/** Files that the code makes; `npm run check` fails when one is stale. */
const generated: readonly { readonly path: string; readonly render: () => string }[] = [
  { path: '.env.example', render: renderEnvExample },
  { path: 'contracts/openapi/openapi.json', render: () => renderOpenApi('3.1') },
  { path: 'contracts/openapi/openapi-3.0.json', render: () => renderOpenApi('3.0') },
  { path: 'docs/simulators/pi-web-api.md', render: renderPiPage },
  { path: 'docs/simulators/energy-components.md', render: renderEcPage },
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
