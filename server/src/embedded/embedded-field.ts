import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { stringify } from 'yaml'
import { z } from 'zod'
import { projectRoot } from '../runtime.ts'
import { embeddedSourcesFile } from '../sources.ts'
import { type ChildSettings, SupervisedChild } from './child-process.ts'
import { clockOf, type FieldSettings } from './field-settings.ts'

const Announced = z.object({ baseUrl: z.url(), port: z.number() })

/** Least seconds between two looks at a source's whole description; the sources file allows no less. */
const discoverMinS = 10

const mappingOf = (name: string): string => join(projectRoot, 'sim', 'site', name)

interface FieldOptions {
  readonly dataDir: string
  readonly logDir: string
  readonly field: FieldSettings
  readonly env: Readonly<Record<string, string>>
  readonly log: (message: string) => void
  readonly signal: AbortSignal
  /** Called with each child before it is started, so that it is stopped even if another can't be. */
  readonly supervise: (child: SupervisedChild) => void
}

async function startSimulator(kind: 'pi' | 'ec', { logDir, field, env, log, signal, supervise }: FieldOptions) {
  const args = ['simulate', kind, '--seed', String(field.seed), '--since', field.firstStart]
  const settings: ChildSettings = {
    name: `simulator-${kind}`,
    args: [...args, '--port', '0'],
    env,
    logDir,
    announcesReady: true,
    log,
    signal,
  }
  const child = new SupervisedChild(settings)
  supervise(child)
  // Started again on the same port, so that the sources find it where it was.
  const announced = await child.start((first) => [...args, '--port', String(Announced.parse(first).port)])
  return Announced.parse(announced)
}

/** Real seconds that a period of the field's clock takes, in whole ones and not below `leastS`: a source is not hurried for ever. */
const toRealSeconds = (fieldS: number, speed: number, leastS = 1): number =>
  Math.max(leastS, Math.round(fieldS / speed))

/** Starts a process for each simulated source, and writes the sources file that ties them to the adapters like any site's. */
export async function startEmbeddedField(options: FieldOptions): Promise<void> {
  const every = (fieldS: number, leastS?: number): number => toRealSeconds(fieldS, options.field.speed, leastS)
  const clock = clockOf(options.field)
  const env = { ...options.env, ...(clock === null ? {} : { TIEBACK_CLOCK: clock }) }
  const [ec, pi] = await Promise.all([
    startSimulator('ec', { ...options, env }),
    startSimulator('pi', { ...options, env }),
  ])
  const sources = [
    {
      id: 'energy-components',
      name: 'Energy Components (simulated)',
      kind: 'energy-components',
      baseUrl: ec.baseUrl,
      mapping: mappingOf('energy-components.yaml'),
      every: { discoverS: every(300, discoverMinS), productionS: every(30) },
    },
    {
      id: 'pi',
      name: 'PI Web API (simulated)',
      kind: 'pi-web-api',
      baseUrl: pi.baseUrl,
      mapping: mappingOf('pi-web-api.yaml'),
      every: { discoverS: every(300, discoverMinS), samplesS: every(15), hourlyS: every(60) },
    },
  ]
  const heading = '# Written at each embedded start: the sources of the evaluation field.\n'
  await writeFile(embeddedSourcesFile(options.dataDir), heading + stringify({ sources }))
}
