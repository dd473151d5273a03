import { join } from 'node:path'
import type { Command } from 'commander'
import { type Config, ConfigError, parseConfig } from '../config/environment.ts'
import { settlePort } from '../config/settle-port.ts'
import { SupervisedChild } from '../embedded/child-process.ts'
import { startEmbeddedField } from '../embedded/embedded-field.ts'
import { listParts, prepareEvaluationIdentity } from '../embedded/evaluation-identity.ts'
import { clockOf, type FieldSettings, openField } from '../embedded/field-settings.ts'
import { refusedInProduction } from '../embedded/identity-provider/configuration.ts'
import { createPersons, describePerson } from '../embedded/identity-provider/persons.ts'
import { readIdentity } from '../identity.ts'
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

/** What every part of the embedded start needs to know. */
interface Embedding {
  readonly config: Config
  readonly logDir: string
  readonly field: FieldSettings | null
  readonly signal: AbortSignal
  readonly supervise: (child: SupervisedChild) => void
}

interface SignIn {
  /** Says who may come in. */
  readonly line: string
  /** Resolves once somebody can. */
  readonly ready: Promise<unknown>
}

/** Starts the sign-in for evaluation, unless a site has named its own. Its file is there at once, since the server reads it. */
async function startSignIn({ config, logDir, field, signal, supervise }: Embedding): Promise<SignIn> {
  if (config.identityFile !== null) {
    const { issuer } = await readIdentity(config)
    return { line: `Sign-in is by ${issuer}`, ready: Promise.resolve() }
  }
  const parts = field === null ? [] : listParts(field)
  const { port } = await prepareEvaluationIdentity(config.dataDir, { parts })
  const child = new SupervisedChild({
    name: 'identity-provider',
    args: ['identity-provider', '--port', String(port)],
    env: { TIEBACK_DATA_DIR: config.dataDir, TIEBACK_PUBLIC_URL: config.publicUrl },
    logDir,
    announcesReady: true,
    log: say,
    signal,
  })
  supervise(child)
  const persons = createPersons(parts[0] ?? null).map(describePerson)
  const ready = child.start()
  // Waited for once the server listens; until then a failure of it is no surprise.
  ready.catch(() => undefined)
  return { line: `Sign in, for evaluation and without passwords, as ${persons.join(', ')}`, ready }
}

/** Starts Postgres, the sign-in and the server, the simulated sources and the worker, in this order. */
async function startAll(options: UpOptions, started: Started, signal: AbortSignal): Promise<void> {
  const { port, seed, speed } = options
  const given = parseConfig({ ...process.env, ...(port === undefined ? {} : { TIEBACK_PORT: String(port) }) })
  if (given.isProduction && given.identityFile === null) throw new ConfigError(refusedInProduction)
  const config = await settlePort(given)
  const logDir = join(config.dataDir, 'log')
  // First of all: it refuses a data folder that another Tieback uses, before anything in it is touched.
  const store = await openStore(config, { applicationName: 'tieback-up', embedded: 'own', migrate: true, log: say })
  started.add(() => store.close())
  const field = config.sourcesFile === null ? await openField(config.dataDir, { seed, speed }) : null
  const clock = field === null ? config.clock : clockOf(field)
  const graceMs = config.shutdownGraceMs + killMarginMs
  const supervise = (child: SupervisedChild): void => started.add(() => child.stop(graceMs))
  const signIn = await startSignIn({ config, logDir, field, signal, supervise })
  const server = await startServer({ ...config, databaseUrl: store.url, clock }, join(logDir, 'server.log'))
  started.add(() => server.stop())
  await signIn.ready
  // The one line that a person waits for; the numbers arrive while it is being read.
  say(`Tieback is at ${config.publicUrl}   (Ctrl-C stops it; data and logs are in ${config.dataDir})\n${signIn.line}`)
  const env = {
    DATABASE_URL: store.url,
    TIEBACK_DATA_DIR: config.dataDir,
    TIEBACK_SOURCES: config.sourcesFile ?? embeddedSourcesFile(config.dataDir),
    ...(clock === null ? {} : { TIEBACK_CLOCK: clock }),
  }
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
