import { join } from 'node:path'
import type { Command } from 'commander'
import { parseConfig } from '../config/environment.ts'
import { SupervisedChild } from '../embedded/child-process.ts'
import { startEmbeddedField } from '../embedded/embedded-field.ts'
import { clockOf, openField } from '../embedded/field-settings.ts'
import { openStore } from '../runtime.ts'
import { embeddedSourcesFile } from '../sources.ts'
import { startServer } from './serve.ts'
import { abortOnSignal, untilAborted } from './signals.ts'

interface UpOptions {
  readonly port?: string
  readonly seed?: number
  readonly speed?: number
}

/** Added to the worker's own grace before it is killed, ms. */
const killMarginMs = 5_000

const say = (message: string): void => console.log(message)

/** Starts Postgres, the simulated sources, the worker and the server; stops them in the other order. */
async function up({ port, seed, speed }: UpOptions): Promise<void> {
  const signal = abortOnSignal()
  const config = parseConfig({ ...process.env, ...(port === undefined ? {} : { TIEBACK_PORT: port }) })
  const logDir = join(config.dataDir, 'log')
  const field = config.sourcesFile === null ? await openField(config.dataDir, { seed, speed }) : null
  const store = await openStore(config, { applicationName: 'tieback-up', migrate: true, log: say })
  const stops: (() => Promise<void>)[] = [() => store.close()]
  try {
    const clock = field === null ? config.clock : clockOf(field)
    const server = await startServer({ ...config, databaseUrl: store.url, clock }, join(logDir, 'server.log'))
    stops.push(() => server.stop())
    // The one line that a person waits for; the numbers arrive while it is being read.
    say(`Tieback is at ${server.address}   (Ctrl-C stops it; data and logs are in ${config.dataDir})`)
    const env = {
      DATABASE_URL: store.url,
      TIEBACK_DATA_DIR: config.dataDir,
      TIEBACK_SOURCES: config.sourcesFile ?? embeddedSourcesFile(config.dataDir),
      ...(clock === null ? {} : { TIEBACK_CLOCK: clock }),
    }
    const graceMs = config.shutdownGraceMs + killMarginMs
    if (field !== null) {
      const { children } = await startEmbeddedField({ dataDir: config.dataDir, logDir, field, env, log: say })
      stops.push(async () => {
        await Promise.all(children.map((child) => child.stop(graceMs)))
      })
    }
    const worker = new SupervisedChild({ name: 'worker', args: ['work'], env, logDir, announcesReady: false, log: say })
    await worker.start()
    stops.push(() => worker.stop(graceMs))
    await untilAborted(signal)
    say('Stopping …')
  } finally {
    for (const stop of stops.toReversed()) await stop()
  }
}

export function addUp(program: Command): void {
  program
    .command('up')
    .description('start everything on embedded defaults: Postgres, a simulated field, jobs, API and web application')
    .option('--port <number>', 'port of the web application (TIEBACK_PORT)')
    .option('--seed <number>', 'which field to simulate; fixed by the first start of a data folder', Number)
    .option('--speed <factor>', 'how fast the field’s clock runs; fixed by the first start of a data folder', Number)
    .action(up)
}
