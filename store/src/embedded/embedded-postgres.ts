import { setTimeout } from 'node:timers/promises'
import pg from 'pg'
import { findBinaries } from './binaries.ts'
import { addressOf, choosePort, initialiseCluster, ownerName } from './cluster.ts'
import { createPlacement, findPlacement, reachableBinaries, type Placement } from './placement.ts'
import {
  clearRemains,
  findPostmaster,
  forceStop,
  isHealthy,
  startServer,
  stopServer,
  type Cluster,
} from './postmaster.ts'
import { chooseServiceUser } from './service-user.ts'

export interface EmbeddedPostgresOptions {
  readonly dataDir: string
  /** Left out: the port of last time, else a free one. */
  readonly port?: number
  /** Hears one line for each thing a person may want to know. */
  readonly log: (message: string) => void
  /** Server settings over the launcher's own, such as `{ fsync: 'off' }` in tests. */
  readonly settings?: Readonly<Record<string, string>>
}

export interface EmbeddedPostgres {
  readonly url: string
  /** The server of an earlier start was still running and goes on. */
  readonly reused: boolean
  /** Close pools first. Safe to call twice. */
  stop(): Promise<void>
}

const defaultSettings = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '60',
  shared_buffers: '256MB',
  effective_cache_size: '1GB',
  // Sixty connections at most, and few of them sort at a time: thirty thousand facts fit.
  work_mem: '32MB',
  // A power cut may lose the last half second of ingest, which its watermark (lost with it) makes good at the next run; nothing can be torn, fsync stays on.
  synchronous_commit: 'off',
  max_wal_size: '2GB',
  // Costs more than it saves on queries of a few milliseconds.
  jit: 'off',
  // The machine's other cores belong to Tieback itself, and containers give little of the shared memory that parallel workers need.
  max_parallel_workers_per_gather: '0',
  // A file for each day of the week, written over: the log can't fill the disk.
  logging_collector: 'on',
  log_filename: 'postgres-%a.log',
  log_truncate_on_rotation: 'on',
  log_rotation_age: '1d',
  log_rotation_size: '0',
}

/**
 * A Postgres server on this data directory: made at the first start, found again after Tieback was killed.
 *
 * throws  where another Tieback that is alive uses the directory, where there are no programs for the platform,
 *         or where the server doesn't start; the message says what to do
 * cost    about two seconds the first time, a tenth after
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const existing = await findPlacement(options.dataDir)
  const user = await chooseServiceUser(existing?.clusterDir)
  const placement = existing ?? (await createPlacement(options.dataDir, user, options.log))
  const cluster = {
    binaries: await reachableBinaries(await findBinaries(), user),
    user,
    clusterDir: placement.clusterDir,
  }
  if (await initialiseCluster(placement, cluster.binaries, user))
    options.log(`Postgres: made a new cluster in ${placement.clusterDir}`)
  const adopted = await adoptOrphan(placement, cluster, options.log)
  const server = adopted ?? (await startOnFreePort(placement, cluster, options))
  const release = await claim(await addressOf(placement, server.port, 'postgres'), placement)
  let stopping: Promise<void> | undefined
  return {
    url: await addressOf(placement, server.port),
    reused: adopted !== null,
    stop: () => (stopping ??= release().then(() => server.stop())),
  }
}

/** Address of the server that runs on this data directory now; null when none does, or it isn't this user's to use. */
export async function findEmbeddedPostgres(dataDir: string): Promise<string | null> {
  const placement = await findPlacement(dataDir)
  const running = placement === undefined ? null : await findPostmaster(placement.clusterDir)
  if (placement === undefined || running === null) return null
  const url = await addressOf(placement, running.port).catch(() => null)
  return url !== null && (await isHealthy(url)) ? url : null
}

interface RunningServer {
  readonly port: number
  stop(): Promise<void>
}

/** A healthy server that an earlier Tieback left running; an unhealthy one is stopped. */
async function adoptOrphan(
  placement: Placement,
  cluster: Cluster,
  log: (message: string) => void,
): Promise<RunningServer | null> {
  const orphan = await findPostmaster(cluster.clusterDir)
  if (orphan === null) {
    if (await clearRemains(cluster.clusterDir))
      log('Postgres: the last server did not stop in order; it recovers by itself')
    return null
  }
  const { pid, port } = orphan
  if (await isHealthy(await addressOf(placement, port, 'postgres'))) {
    log(`Postgres: goes on with the server of an earlier start (process ${String(pid)}, port ${String(port)})`)
    return { port, stop: () => stopServer(cluster) }
  }
  log(`Postgres: stops a server that no longer answers (process ${String(pid)})`)
  await forceStop(cluster, orphan)
  await clearRemains(cluster.clusterDir)
  return null
}

async function startOnFreePort(
  placement: Placement,
  cluster: Cluster,
  options: EmbeddedPostgresOptions,
): Promise<RunningServer> {
  const port = await choosePort(placement, options.port)
  const { ended } = await startServer(cluster, port, { ...defaultSettings, ...options.settings })
  return {
    port,
    stop: async () => {
      await stopServer(cluster)
      await ended()
    },
  }
}

/**
 * Makes the database if it isn't there, and holds a lock that says a living Tieback uses this server.
 * The lock goes with its connection, so a killed process holds nothing.
 */
async function claim(url: string, placement: Placement): Promise<() => Promise<void>> {
  const client = new pg.Client({ connectionString: url, application_name: 'tieback owner', keepAlive: true })
  client.on('error', () => undefined)
  await client.connect()
  try {
    await waitForLock(client, placement)
    const { rowCount } = await client.query('select 1 from pg_database where datname = $1', [ownerName])
    if (rowCount === 0) await client.query(`create database ${ownerName}`)
  } catch (error) {
    await client.end()
    throw error
  }
  return () => client.end().catch(() => undefined)
}

async function waitForLock(client: pg.Client, placement: Placement): Promise<void> {
  // The server may take a moment to notice that the connection of a killed process is gone.
  const deadline = Date.now() + 2_000
  for (;;) {
    const { rows } = await client.query<{ locked: boolean }>(
      `select pg_try_advisory_lock(hashtextextended('tieback owner', 0)) as locked`,
    )
    if (rows[0]?.locked === true) return
    if (Date.now() > deadline)
      throw new Error(`Another Tieback is running on ${placement.homeDir}: stop it, or use another data directory`)
    await setTimeout(100)
  }
}
