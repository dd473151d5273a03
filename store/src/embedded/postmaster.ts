import { execFile, spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { access, open, readdir, readFile, readlink, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { promisify } from 'node:util'
import pg from 'pg'
import type { PostgresBinaries } from './binaries.ts'
import { errorCode } from './error-code.ts'
import type { ServiceUser } from './service-user.ts'

/** Longest wait for a server to start, recover or stop. Recovery after a power cut replays up to a gigabyte of log. */
const serverWaitS = 120

/** How long a server that answers nobody is asked to go before it is made to. */
const forcedWaitS = 5

/** A server on the same machine that is well answers at once. */
const connectWaitMs = 5_000

/** What the running server wrote down about itself. */
export interface Postmaster {
  readonly pid: number
  readonly port: number
}

/** The programs, whom to run them as, and the cluster they are about. */
export interface Cluster {
  readonly binaries: PostgresBinaries
  readonly user: ServiceUser | null
  readonly clusterDir: string
}

const pidFile = (clusterDir: string): string => join(clusterDir, 'postmaster.pid')

/** The server whose process still runs on this cluster. A file that a dead server left behind doesn't count. */
export async function findPostmaster(clusterDir: string): Promise<Postmaster | null> {
  const text = await readFile(pidFile(clusterDir), 'utf8').catch(() => null)
  const [pid, , , port] = (text ?? '').split('\n').map(Number)
  if (!pid || !port || !(await runsOn(pid, clusterDir))) return null
  return { pid, port }
}

// The number may belong to another process by now, after a restart of the machine for one: a server works in its cluster's folder.
async function runsOn(pid: number, clusterDir: string): Promise<boolean> {
  try {
    process.kill(pid, 0)
  } catch (error) {
    // EPERM: there is such a process, but it is somebody else's.
    if (errorCode(error) !== 'EPERM') return false
  }
  if (process.platform !== 'linux') return true
  return readlink(`/proc/${String(pid)}/cwd`).then(
    (folder) => folder === clusterDir,
    // A process that is somebody else's doesn't tell; one that has ended, and that nobody has buried yet, has no folder.
    (error: unknown) => errorCode(error) === 'EACCES',
  )
}

/**
 * Clears what a server that is gone left behind, which would keep the next one from starting: its file, and its children,
 * who hold the shared memory until they notice. Says whether there was anything.
 */
export async function clearRemains(clusterDir: string): Promise<boolean> {
  const isThere = await access(pidFile(clusterDir)).then(
    () => true,
    () => false,
  )
  if (!isThere) return false
  const deadline = Date.now() + serverWaitS * 1_000
  while (Date.now() < deadline && (await hasProcesses(clusterDir))) await setTimeout(50)
  await rm(pidFile(clusterDir), { force: true })
  return true
}

async function hasProcesses(clusterDir: string): Promise<boolean> {
  const pids = (await readdir('/proc').catch(() => [])).map(Number).filter((pid) => pid > 0)
  const folders = await Promise.all(pids.map((pid) => readlink(`/proc/${String(pid)}/cwd`).catch(() => null)))
  return folders.includes(clusterDir)
}

/** Whether somebody answers there who takes this password. Waits while the server is still starting. */
export async function isHealthy(url: string): Promise<boolean> {
  const deadline = Date.now() + serverWaitS * 1_000
  for (;;) {
    const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: connectWaitMs })
    // An idle connection that breaks also raises an event, which would end the process if nobody heard it.
    client.on('error', () => undefined)
    try {
      await client.connect()
      await client.query('select 1')
      return true
    } catch (error) {
      // 57P03: the server is starting up or recovering.
      if (errorCode(error) !== '57P03' || Date.now() > deadline) return false
    } finally {
      await client.end().catch(() => undefined)
    }
    await setTimeout(100)
  }
}

/**
 * Starts the server and waits until it takes connections; what it gives resolves once the server has ended.
 * It runs in a session of its own, so that Ctrl-C in a terminal reaches Tieback alone, and outlives Tieback if that is killed.
 */
export async function startServer(
  cluster: Cluster,
  port: number,
  settings: Readonly<Record<string, string>>,
): Promise<{ ended: () => Promise<void> }> {
  const options = Object.entries({ ...settings, port: String(port) }).flatMap(([name, value]) => [
    '-c',
    `${name}=${value}`,
  ])
  // What it says before its own log begins, or instead of it.
  const startLog = join(cluster.clusterDir, 'start.log')
  const log = await open(startLog, 'w')
  const child = spawn(cluster.binaries.postgres, ['-D', cluster.clusterDir, ...options], {
    ...environmentOf(cluster),
    detached: true,
    stdio: ['ignore', log.fd, log.fd],
  })
  const exit = once(child, 'exit')
  await log.close()
  if (!(await isReady(cluster.clusterDir, child))) {
    const said = await readFile(startLog, 'utf8').catch(() => '')
    throw new Error(`Postgres did not start on ${cluster.clusterDir}: ${said.trim().split('\n').slice(-5).join(' ')}`)
  }
  child.unref()
  return {
    ended: async () => {
      child.ref()
      await exit
    },
  }
}

async function isReady(clusterDir: string, child: ChildProcess): Promise<boolean> {
  const deadline = Date.now() + serverWaitS * 1_000
  while (child.exitCode === null && child.signalCode === null && Date.now() < deadline) {
    const [pid, , , , , , , status] = (await readFile(pidFile(clusterDir), 'utf8').catch(() => '')).split('\n')
    if (Number(pid) === child.pid && status?.trim() === 'ready') return true
    await setTimeout(20)
  }
  return false
}

/** Stops the server unless it is gone already; open transactions are rolled back. */
export async function stopServer(cluster: Cluster): Promise<void> {
  if ((await findPostmaster(cluster.clusterDir)) !== null) await stopIn(cluster, 'fast', serverWaitS)
}

/** Stops a server that doesn't answer, in the end by force. Nothing that reached the disk is lost: the next start recovers. */
export async function forceStop(cluster: Cluster, { pid }: Postmaster): Promise<void> {
  await stopIn(cluster, 'immediate', forcedWaitS).catch(() => killUnlessGone(pid))
}

// One that was about to end when it was found may be gone by now, which is all that is wanted.
function killUnlessGone(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch (error) {
    if (errorCode(error) !== 'ESRCH') throw error
  }
}

function stopIn(cluster: Cluster, mode: 'fast' | 'immediate', waitS: number): Promise<void> {
  return runProgram(cluster, cluster.binaries.pgCtl, [
    'stop',
    '--wait',
    '--silent',
    `--mode=${mode}`,
    `--timeout=${String(waitS)}`,
    `--pgdata=${cluster.clusterDir}`,
  ])
}

/** Runs one of the programs to its end, as the cluster's user. */
export async function runProgram(
  cluster: Pick<Cluster, 'user'>,
  program: string,
  args: readonly string[],
): Promise<void> {
  await promisify(execFile)(program, [...args], environmentOf(cluster))
}

// Not the caller's own environment: PGDATA, PGPORT and the like would mislead the programs, and its folder may be closed to them.
function environmentOf({ user }: Pick<Cluster, 'user'>): {
  cwd: string
  env: NodeJS.ProcessEnv
  uid?: number
  gid?: number
} {
  const env = { PATH: process.env['PATH'] ?? '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' }
  return { cwd: '/', env, ...(user === null ? {} : { uid: user.uid, gid: user.gid }) }
}
