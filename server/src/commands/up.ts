import { join } from 'node:path'
import type { Command } from 'commander'
import { parseConfig } from '../config/environment.ts'
import { SupervisedChild } from '../embedded/child-process.ts'
import { startEmbeddedField } from '../embedded/embedded-field.ts'
import { clockOf, openField } from '../embedded/field-settings.ts'
import { openStore } from '../runtime.ts'
import { embeddedSourcesFile } from '../sources.ts'
import { parsePort, parseSeed, parseSpeed } from './options.ts'
import { startServer } from './serve.ts'
import { abortOnSignal, untilAborted } from './signals.ts'

interface UpOptions {
  readonly port?: number
  readonly seed?: number
  readonly speed?: number
}

/** Added to the worker's own grace before it is killed, ms. */
const killMarginMs = 5_000

const say = (message: string): void => {
  console.log(message)
}

/** What has been started, to be stopped in the other order whatever happens. */
class Started {
  private readonly stops: (() => Promise<void>)[] = []

  add(stop: () => Promise<void>): void {
    this.stops.push(stop)
  }

  /** Stops all of it; one that can't be stopped doesn't keep the others. Throws the first failure at the end. */
  async stopAll(): Promise<void> {
    const failures: unknown[] = []
    for (const stop of this.stops.toReversed()) await stop().catch((error: unknown) => failures.push(error))
    if (failures.length > 0) throw failures[0]
  }
}

/** Starts Postgres, the server, the simulated sources and the worker, in this order. */
async function startAll(options: UpOptions, started: Started, signal: AbortSignal): Promise<void> {
  const { port, seed, speed } = options
  const config = parseConfig({ ...process.env, ...(port === undefined ? {} : { TIEBACK_PORT: String(port) }) })
  const logDir = join(config.dataDir, 'log')
  // First of all: it refuses a data folder that another Tieback uses, before anything in it is touched.
  const store = await openStore(config, { applicationName: 'tieback-up', embedded: 'own', migrate: true, log: say })
  started.add(() => store.close())
  const field = config.sourcesFile === null ? await openField(config.dataDir, { seed, speed }) : null
  const clock = field === null ? config.clock : clockOf(field)
  const server = await startServer({ ...config, databaseUrl: store.url, clock }, join(logDir, 'server.log'))
  started.add(() => server.stop())
  // The one line that a person waits for; the numbers arrive while it is being read.
  say(`Tieback is at ${server.address}   (Ctrl-C stops it; data and logs are in ${config.dataDir})`)
  const env = {
    DATABASE_URL: store.url,
    TIEBACK_DATA_DIR: config.dataDir,
    TIEBACK_SOURCES: config.sourcesFile ?? embeddedSourcesFile(config.dataDir),
    ...(clock === null ? {} : { TIEBACK_CLOCK: clock }),
  }
  const graceMs = config.shutdownGraceMs + killMarginMs
  const supervise = (child: SupervisedChild): void => started.add(() => child.stop(graceMs))
  if (field !== null) {
    await startEmbeddedField({ dataDir: config.dataDir, logDir, field, env, log: say, signal, supervise })
  }
  const worker = new SupervisedChild({
    name: 'worker',
    args: ['work'],
    env,
    logDir,
    announcesReady: false,
    log: say,
    signal,
  })
  supervise(worker)
  await worker.start()
}

/** Runs everything until asked to stop. Ctrl-C while it is still starting is a stop like any other. */
async function up(options: UpOptions): Promise<void> {
  const asked = abortOnSignal()
  const failed = new AbortController()
  const started = new Started()
  try {
    await startAll(options, started, AbortSignal.any([asked, failed.signal]))
    await untilAborted(asked)
  } catch (error) {
    if (!asked.aborted) throw error
  } finally {
    if (asked.aborted) say('Stopping …')
    failed.abort()
    await started.stopAll()
  }
}

export function addUp(program: Command): void {
  program
    .command('up')
    .description('start everything on embedded defaults: Postgres, a simulated field, jobs, API and web application')
    .option('--port <number>', 'port of the web application (TIEBACK_PORT)', parsePort)
    .option('--seed <number>', 'which field to simulate; fixed by the first start of a data folder', parseSeed)
    .option(
      '--speed <factor>',
      'how fast the field’s clock runs; fixed by the first start of a data folder',
      parseSpeed,
    )
    .action(up)
}
