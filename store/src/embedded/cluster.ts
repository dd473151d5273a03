import { randomBytes } from 'node:crypto'
import { chmod, mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { giveTo, type Placement } from './placement.ts'
import { runProgram } from './postmaster.ts'
import type { PostgresBinaries } from './binaries.ts'
import type { ServiceUser } from './service-user.ts'

/** Name of the database, and of the role that owns it. */
export const ownerName = 'tieback'

/** Makes the cluster unless it is there; says whether it did. Killed half way, the next start begins again. */
export async function initialiseCluster(
  placement: Placement,
  binaries: PostgresBinaries,
  user: ServiceUser | null,
): Promise<boolean> {
  const owner = await stat(placement.clusterDir).catch(() => null)
  if (owner !== null) {
    refuseForeignCluster(placement, owner.uid)
    return false
  }
  const unfinished = `${placement.clusterDir}.unfinished`
  await rm(unfinished, { recursive: true, force: true })
  await mkdir(unfinished, { mode: 0o700 })
  await giveTo(unfinished, user)
  await writePassword(placement, user)
  await runProgram({ user }, binaries.initdb, [
    `--pgdata=${unfinished}`,
    `--username=${ownerName}`,
    `--pwfile=${placement.passwordFile}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    // Order and case rules come with Postgres itself, so they are the same on every machine.
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--locale=C',
  ])
  await rename(unfinished, placement.clusterDir)
  return true
}

function refuseForeignCluster(placement: Placement, ownerUid: number): void {
  const uid = process.getuid?.()
  if (uid === undefined || uid === 0 || uid === ownerUid) return
  throw new Error(
    `${placement.clusterDir} belongs to another user (uid ${String(ownerUid)}): start Tieback as that user, as root, or with another data directory`,
  )
}

async function writePassword(placement: Placement, user: ServiceUser | null): Promise<void> {
  await rm(placement.passwordFile, { force: true })
  await writeFile(placement.passwordFile, randomBytes(24).toString('base64url'), { mode: 0o600 })
  await chmod(placement.passwordFile, 0o600)
  await giveTo(placement.passwordFile, user)
}

/** Address of a database of the cluster's server. */
export async function addressOf(placement: Placement, port: number, database: string = ownerName): Promise<string> {
  const password = (await readFile(placement.passwordFile, 'utf8')).trim()
  return `postgres://${ownerName}:${password}@127.0.0.1:${String(port)}/${database}`
}

/** The port to listen on: the one asked for, else that of last time, else any that is free. Kept for next time. */
export async function choosePort(placement: Placement, asked: number | undefined): Promise<number> {
  const kept = Number(await readFile(placement.portFile, 'utf8').catch(() => '0'))
  const port = asked ?? ((await freePort(kept)) || (await freePort(0)))
  await writeFile(placement.portFile, String(port))
  return port
}

/** The port itself where it is free, any free one for 0, and 0 where it is taken. */
function freePort(port: number): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer()
    probe.once('error', () => {
      resolve(0)
    })
    probe.listen(port, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => {
        resolve(address !== null && typeof address === 'object' ? address.port : 0)
      })
    })
  })
}
