import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import {
  createScriptedRows,
  createSyntheticArchive,
  startEcSimulator,
  startPiSimulator,
} from '@tieback/adapters/simulators'
import { createStorePool, type EmbeddedPostgres, migrate, startEmbeddedPostgres, type StorePool } from '@tieback/store'
import { type RedisServer, startRedisServer } from '@tieback/store/testing'
import { expect, vi } from 'vitest'
import { z } from 'zod'
import { createRandom, type Random } from '../exactness/random.ts'
import { ecMappingText, piMappingText } from './crash-mappings.ts'

const cli = join(import.meta.dirname, '..', '..', '..', 'server', 'src', 'cli.ts')

/** Series that the historian stores a number of each second. */
const tags = 40
const wells = ['00001', '00002', '00003', '00004'] as const

const runFile = promisify(execFile)

const patience = { timeout: 45_000, interval: 200 }
const dayMs = 86_400_000

const JobAnswer = z.object({ data: z.object({ id: z.string(), state: z.string() }) })

const labelOf = (ms: number): string => new Date(ms).toISOString().slice(0, 10)

/** What the system of record holds of one figure, oldest first; the last is what must stand here in the end. */
type Told = Map<string, number[]>

/**
 * Sources, a Postgres and processes of Tieback, all real but the sources, which go on telling new and corrected figures and storing
 * samples while the processes are killed.
 */
export class CrashSite {
  pool: StorePool
  private postgres: EmbeddedPostgres
  private readonly folder: string
  private readonly dataDir: string
  private readonly redis: RedisServer | null
  private readonly stopSources: () => Promise<void>
  private readonly environment: NodeJS.ProcessEnv
  private readonly rows: ReturnType<typeof createScriptedRows>
  private readonly since: Date
  private readonly archive: ReturnType<typeof createSyntheticArchive>
  private readonly random: Random = createRandom(7)
  private readonly told: Told = new Map()
  /** What the processes said, for whoever looks into a failure. */
  readonly said: string[] = []
  /** Figures that their source has no more. */
  private readonly struckOut = new Set<string>()
  private readonly children = new Set<ChildProcess>()
  private feeding: NodeJS.Timeout | undefined
  /** Of an administrator; empty until somebody has signed in. */
  private token = ''

  private constructor(parts: {
    folder: string
    dataDir: string
    postgres: EmbeddedPostgres
    redis: RedisServer | null
    stopSources: () => Promise<void>
    environment: NodeJS.ProcessEnv
    rows: ReturnType<typeof createScriptedRows>
    archive: ReturnType<typeof createSyntheticArchive>
    since: Date
  }) {
    this.folder = parts.folder
    this.dataDir = parts.dataDir
    this.postgres = parts.postgres
    this.redis = parts.redis
    this.stopSources = parts.stopSources
    this.environment = parts.environment
    this.rows = parts.rows
    this.archive = parts.archive
    this.since = parts.since
    this.pool = openPool(parts.postgres.url)
  }

  static async start(queue: 'postgres' | 'redis'): Promise<CrashSite> {
    const folder = await mkdtemp(join(tmpdir(), 'tieback-crash-'))
    // A folder of its own, which Postgres' user can be let into.
    const dataDir = await mkdtemp(join(tmpdir(), 'tieback-crash-data-'))
    const postgres = await startEmbeddedPostgres({ dataDir, log: () => undefined })
    const redis = queue === 'redis' ? await startRedisServer() : null
    const now = Date.now()
    const rows = createScriptedRows({ start: new Date(now) })
    for (const name of ['facility', 'well', 'well_day_alloc']) rows.addClass(name)
    rows.put('facility', { objectId: 'F', name: 'Facility' })
    for (const objectId of wells) rows.put('well', { objectId, name: objectId, facilityId: 'F' })
    // A few minutes that are to be caught up with, so that there is work from the first moment.
    const since = new Date(now - 300_000)
    const archive = createSyntheticArchive({ seed: 7, tags, periodS: 1, since })
    const [ec, pi] = await Promise.all([
      startEcSimulator({ rows, clock: rows.clock }),
      startPiSimulator({ archive, clock: { now: () => new Date() } }),
    ])
    const sourcesFile = await writeSources(folder, ec.baseUrl, pi.baseUrl)
    const { REDIS_URL: _, ...inherited } = process.env
    const environment = {
      ...inherited,
      TIEBACK_DATA_DIR: join(folder, 'none'),
      DATABASE_URL: postgres.url,
      TIEBACK_SOURCES: sourcesFile,
      TIEBACK_PORT: String(await findFreePort()),
      DAILY_HISTORY_DAYS: '6',
      HOURLY_HISTORY_DAYS: '1',
      LOG_LEVEL: 'error',
      ...(redis === null ? {} : { REDIS_URL: redis.url }),
    }
    const stopSources = async (): Promise<void> => {
      await Promise.all([ec.stop(), pi.stop()])
    }
    const site = new CrashSite({ folder, dataDir, postgres, redis, stopSources, environment, rows, archive, since })
    await migrate(site.pool)
    return site
  }

  /** The API's address. */
  get address(): string {
    return `http://127.0.0.1:${String(this.environment['TIEBACK_PORT'])}/api/v1`
  }

  /** Starts a process of Tieback. */
  run(command: 'work' | 'serve' | 'identity-provider'): ChildProcess {
    const child = spawn(process.execPath, [cli, command], {
      env: this.environment,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    for (const output of [child.stdout, child.stderr])
      output.on('data', (chunk: Buffer) => this.said.push(`${command}: ${chunk.toString()}`))
    this.children.add(child)
    child.once('exit', () => this.children.delete(child))
    return child
  }

  /** Ends a process of Tieback as the kernel does when memory runs out: it hears nothing of it. */
  async kill(child: ChildProcess): Promise<void> {
    const exited = once(child, 'exit')
    child.kill('SIGKILL')
    await exited
  }

  /** Kills Postgres with all that was under way in it, and starts it again on what reached the disk. */
  async killPostgres(): Promise<void> {
    const { rows } = await this.pool.query<{ data_directory: string }>('show data_directory')
    const file = await readFile(join(rows[0]?.data_directory ?? '', 'postmaster.pid'), 'utf8')
    const pid = Number(file.split('\n')[0])
    process.kill(pid, 'SIGKILL')
    await this.pool.end().catch(() => undefined)
    await vi.waitFor(() => expect(isAlive(pid)).toBe(false), patience)
    this.postgres = await startEmbeddedPostgres({ dataDir: this.dataDir, log: () => undefined })
    this.pool = openPool(this.postgres.url)
  }

  /** Lets the system of record tell new and corrected figures from now on. */
  feed(): void {
    for (let figures = 0; figures < 40; figures += 1) this.tell()
    this.feeding = setInterval(() => this.tell(), 25)
  }

  private tell(): void {
    const { random, rows } = this
    rows.advance(Math.max(0, Date.now() - rows.clock.now().getTime()))
    const objectId = random.pick(wells)
    const day = labelOf(Date.now() - random.whole(1, 5) * dayMs)
    const oil = random.whole(1, 1_000_000) / 8
    rows.put('well_day_alloc', { objectId, daytime: `${day}T00:00:00`, oil })
    const key = `${objectId} ${day}`
    this.struckOut.delete(key)
    this.told.set(key, [...(this.told.get(key) ?? []), oil])
  }

  /** Deletes a figure at its source, which reading what changed never tells. */
  strikeOut(): void {
    const objectId = this.random.pick(wells)
    const day = labelOf(Date.now() - 5 * dayMs)
    this.rows.delete('well_day_alloc', { objectId, daytime: `${day}T00:00:00` })
    this.struckOut.add(`${objectId} ${day}`)
  }

  /** Starts the sign-in that a server needs, and signs in. */
  async signIn(): Promise<void> {
    this.run('identity-provider')
    await vi.waitFor(() => expect(this.said.join('')).toContain('Sign-in for evaluation at'), patience)
    const { stdout } = await runFile(process.execPath, [cli, 'token', '--role', 'administrator'], {
      env: this.environment,
    })
    this.token = stdout.trim()
  }

  private fetch(path: string, init: RequestInit = {}): Promise<Response> {
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${this.token}` }
    return fetch(`${this.address}${path}`, { ...init, headers })
  }

  /** Waits until the server answers. */
  async untilServed(): Promise<void> {
    await vi.waitFor(async () => expect((await this.fetch('/sources')).status).toBe(200), patience)
  }

  /** Has the days of all figures read again; gives the id of the job that was accepted. */
  async askForBackfill(): Promise<string> {
    const body = JSON.stringify({ from: labelOf(Date.now() - 6 * dayMs), to: labelOf(Date.now() + dayMs) })
    const response = await this.fetch('/sources/ec/backfills', { method: 'POST', body })
    expect(response.status).toBe(202)
    return JobAnswer.parse(await response.json()).data.id
  }

  async expectSucceeded(jobId: string): Promise<void> {
    await vi.waitFor(async () => {
      const response = await this.fetch(`/jobs/${encodeURIComponent(jobId)}`)
      expect(JobAnswer.parse(await response.json()).data).toMatchObject({ state: 'succeeded' })
    }, patience)
  }

  /** Waits until something more than before has been written, so that a kill comes in the middle of work. */
  async untilMoreIsWritten(): Promise<void> {
    const before = await this.countRows()
    await vi.waitFor(async () => expect(await this.countRows()).toBeGreaterThan(before), patience)
  }

  private async countRows(): Promise<number> {
    const { rows } = await this.pool.query<{ n: number }>(
      'select (select count(*) from sample) + (select count(*) from fact_daily_production) as n',
    )
    return rows[0]?.n ?? 0
  }

  /** Stops telling, waits until all that was told has arrived, and looks that nothing came twice. */
  async expectExact(): Promise<void> {
    clearInterval(this.feeding)
    const end = Date.now()
    await vi.waitFor(async () => expect(await this.listCurrent()).toEqual(this.listTold()), patience)
    await this.expectHistories()
    await vi.waitFor(async () => expect(await this.findMissingSamples(end)).toEqual([]), patience)
    await this.expectSamplesOnce()
  }

  private listTold(): [string, number][] {
    const standing = [...this.told].filter(([key]) => !this.struckOut.has(key))
    return standing.map(([key, values]): [string, number] => [key, values.at(-1) ?? 0]).toSorted(byKey)
  }

  private async listCurrent(): Promise<[string, number][]> {
    const { rows } = await this.pool.query<{ key: string; value: number }>(
      `select node.object_id || ' ' || f.day as key, f.value from fact_daily_production f join node on node.id = f.node_id
       where f.origin = 'source' and f.known_to = 'infinity'`,
    )
    return rows.map(({ key, value }): [string, number] => [key, value]).toSorted(byKey)
  }

  /** Each version was told, in that order, none twice in a row, and known ranges meet. */
  private async expectHistories(): Promise<void> {
    const { rows } = await this.pool.query<{
      key: string
      value: number
      from_ms: number
      to_ms: number
      withdrawn: boolean
    }>(
      `select node.object_id || ' ' || f.day as key, f.value, f.withdrawn, extract(epoch from f.known_from) * 1000 as from_ms,
         extract(epoch from f.known_to) * 1000 as to_ms
       from fact_daily_production f join node on node.id = f.node_id where f.origin = 'source' order by f.known_from`,
    )
    for (const [key, versions] of Map.groupBy(rows, (row) => row.key)) {
      const told = this.told.get(key) ?? []
      let reached = -1
      versions.forEach(({ value, to_ms: to, withdrawn: isWithdrawn }, index) => {
        const at = told.indexOf(value, reached + 1)
        expect(at, `${key}: ${value} after ${String(told[reached])}`).toBeGreaterThan(reached)
        reached = at
        const next = versions[index + 1]
        if (next !== undefined && !isWithdrawn) expect(next.from_ms, key).toBe(to)
      })
    }
  }

  /** Samples that the historian stored up to an instant and that aren't here with their value. */
  private async findMissingSamples(endMs: number): Promise<string[]> {
    const { rows } = await this.pool.query<{ source_key: string; at: Date; value: number }>(
      `select signal.source_key, sample.at, sample.value from sample join signal on signal.id = sample.signal_id
       where sample.known_to = 'infinity'`,
    )
    const here = new Map(rows.map(({ source_key: key, at, value }) => [`${key} ${at.getTime()}`, value]))
    const stored = this.archive
      .listPoints(endMs)
      .flatMap(({ name, tag }) =>
        this.archive.events
          .recorded(tag, this.since.getTime(), endMs - 1)
          .map(({ atMs, value }) => ({ key: `${name} ${atMs}`, value })),
      )
    return stored
      .filter(({ key, value }) => here.get(key) !== value)
      .map(({ key }) => key)
      .slice(0, 5)
  }

  private async expectSamplesOnce(): Promise<void> {
    const { rows } = await this.pool.query(
      `select signal_id, at, count(*) from sample group by signal_id, at having count(*) > 1 limit 5`,
    )
    expect(rows).toEqual([])
  }

  async dispose(): Promise<void> {
    clearInterval(this.feeding)
    await Promise.all([...this.children].map((child) => this.kill(child)))
    await this.pool.end()
    await this.stopSources()
    await this.redis?.stop()
    await this.postgres.stop()
    for (const folder of [this.folder, this.dataDir]) await rm(folder, { recursive: true, force: true })
  }
}

const byKey = ([a]: [string, number], [b]: [string, number]): number => (a < b ? -1 : a > b ? 1 : 0)

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

function openPool(url: string): StorePool {
  return createStorePool(url, { applicationName: 'tieback test', max: 4, onError: () => undefined })
}

async function writeSources(folder: string, ecUrl: string, piUrl: string): Promise<string> {
  await writeFile(join(folder, 'ec.yaml'), ecMappingText)
  await writeFile(join(folder, 'pi.yaml'), piMappingText)
  const every = { discoverS: 10, productionS: 1, hourlyS: 3_600, samplesS: 1, lookBackS: 60, lookBackEveryS: 10 }
  const file = join(folder, 'sources.yaml')
  const sources = [
    { id: 'ec', name: 'Accounting', kind: 'energy-components', baseUrl: ecUrl, mapping: 'ec.yaml', every },
    { id: 'pi', name: 'Historian', kind: 'pi-web-api', baseUrl: piUrl, mapping: 'pi.yaml', every },
  ]
  // JSON is YAML.
  await writeFile(file, JSON.stringify({ sources }))
  return file
}

async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  // Safe: a server that listens on a host and port has such an address.
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}
