import { execFile } from 'node:child_process'
import { readFile, readlink, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import pg from 'pg'
import type { PostgresBinaries } from './binaries.ts'
import type { ServiceUser } from './service-user.ts'

/** Longest wait for a server to start, recover or stop. Recovery after a power cut replays up to a gigabyte of log. */
const serverWaitS = 120

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
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false
  }
  if (process.platform !== 'linux') return true
  return readlink(`/proc/${String(pid)}/cwd`).then(
    (folder) => folder === clusterDir,
    () => true,
  )
}

/** Removes the file of a server that is gone, which would keep the next one from starting; says whether there was one. */
export async function removeStalePidFile(clusterDir: string): Promise<boolean> {
  const isThere = await readFile(pidFile(clusterDir)).then(
    () => true,
    () => false,
  )
  await rm(pidFile(clusterDir), { force: true })
  return isThere
}

/** Whether somebody answers there who takes this password. Waits while the server is still starting. */
export async function isHealthy(url: string): Promise<boolean> {
  const deadline = Date.now() + serverWaitS * 1_000
  for (;;) {
    const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 })
    // An idle connection that breaks also raises an event, which would end the process if nobody heard it.
    client.on('error', () => undefined)
    try {
      await client.connect()
      await client.query('select 1')
      return true
    } catch (error) {
      // 57P03: the server is starting up or recovering.
      if ((error as { code?: string }).code !== '57P03' || Date.now() > deadline) return false
    } finally {
      await client.end().catch(() => undefined)
    }
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}

/** Starts the server in a session of its own, so that Ctrl-C in a terminal reaches Tieback alone, and waits until it answers. */
export async function startServer(cluster: Cluster, port: number, settings: Readonly<Record<string, string>>): Promise<void> {
  const options = Object.entries({ ...settings, port: String(port) }).map(([name, value]) => `-c ${name}='${value}'`)
  const startLog = join(cluster.clusterDir, 'start.log')
  await rm(startLog, { force: true })
  await runProgram(cluster, cluster.binaries.pgCtl, [
    'start', '--wait', '--silent', `--timeout=${String(serverWaitS)}`,
    `--pgdata=${cluster.clusterDir}`, `--log=${startLog}`, `--options=${options.join(' ')}`,
  ]).catch(async (cause: unknown) => {
    const said = await readFile(startLog, 'utf8').catch(() => '')
    throw new Error(`Postgres did not start on ${cluster.clusterDir}: ${said.trim().split('\n').slice(-5).join(' ')}`, { cause })
  })
}

/** Stops the server; open transactions are rolled back. Where it doesn't obey, it is made to, and recovers at its next start. */
export async function stopServer(cluster: Cluster): Promise<void> {
  const stop = (mode: string): Promise<void> =>
    runProgram(cluster, cluster.binaries.pgCtl, [
      'stop', '--wait', '--silent', `--mode=${mode}`, `--timeout=${String(serverWaitS)}`, `--pgdata=${cluster.clusterDir}`,
    ])
  await stop('fast').catch(async (error: unknown) => {
    if ((await findPostmaster(cluster.clusterDir)) === null) return
    await stop('immediate').catch(() => {
      throw error
    })
  })
}

/** Runs one of the programs as the cluster's user, without the caller's environment: PGDATA, PGPORT and the like would mislead it. */
export async function runProgram(cluster: Pick<Cluster, 'user'>, program: string, args: readonly string[]): Promise<void> {
  const identity = cluster.user === null ? {} : { uid: cluster.user.uid, gid: cluster.user.gid }
  await promisify(execFile)(program, [...args], {
    ...identity,
    // The caller's own folder may be closed to the cluster's user.
    cwd: '/',
    env: { PATH: process.env['PATH'] ?? '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' },
  })
}
