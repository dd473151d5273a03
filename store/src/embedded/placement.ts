import { createHash } from 'node:crypto'
import { chmod, chown, cp, mkdir, rename, rm, stat, writeFile } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { binariesIn, type PostgresBinaries } from './binaries.ts'
import type { ServiceUser } from './service-user.ts'

/** Where a service user can always get to; used only where it can't get to the folder that was asked for. */
const sharedDir = '/var/lib/tieback'

/** Where one cluster and what belongs to it are kept. */
export interface Placement {
  readonly homeDir: string
  readonly clusterDir: string
  readonly passwordFile: string
  readonly portFile: string
}

function placementIn(homeDir: string): Placement {
  return {
    homeDir,
    clusterDir: join(homeDir, 'cluster'),
    passwordFile: join(homeDir, 'password'),
    portFile: join(homeDir, 'port'),
  }
}

function candidatesOf(dataDir: string): { near: Placement; shared: Placement } {
  const path = resolve(dataDir)
  const mark = createHash('sha256').update(path).digest('hex').slice(0, 12)
  return { near: placementIn(path), shared: placementIn(join(sharedDir, `${basename(path)}-${mark}`)) }
}

/** Where a cluster of this data directory already is; undefined before the first start. */
export async function findPlacement(dataDir: string): Promise<Placement | undefined> {
  for (const placement of Object.values(candidatesOf(dataDir))) {
    if ((await stat(placement.clusterDir).catch(() => null)) !== null) return placement
  }
  return undefined
}

/**
 * Makes the folder for a new cluster. Root's own folders are often closed to everybody else; the server's user can't
 * enter them, and opening them isn't ours to do, so its files then go to the shared folder, and a note says where.
 */
export async function createPlacement(
  dataDir: string,
  user: ServiceUser | null,
  log: (message: string) => void,
): Promise<Placement> {
  const { near, shared } = candidatesOf(dataDir)
  await mkdir(near.homeDir, { recursive: true })
  // The data directory itself is ours to open; what is above it isn't.
  await chmod(near.homeDir, (await stat(near.homeDir)).mode | 0o011)
  const closed = user === null ? null : await findClosedFolder(near.homeDir, user)
  if (user === null || closed === null) return near
  await mkdir(shared.homeDir, { recursive: true })
  const note = `${closed} is closed to user ${user.name}, whom Postgres runs as: its data are in ${shared.homeDir}`
  await writeFile(join(near.homeDir, 'moved.txt'), `${note}\n`)
  log(note)
  return shared
}

/** The same programs where the user can run them: as installed, or else a copy in the shared folder. */
export async function reachableBinaries(
  binaries: PostgresBinaries,
  user: ServiceUser | null,
): Promise<PostgresBinaries> {
  if (user === null || (await findClosedFolder(binaries.nativeDir, user)) === null) return binaries
  const { size, mtimeMs } = await stat(binaries.postgres)
  const target = join(sharedDir, `postgres-${String(size)}-${String(Math.trunc(mtimeMs))}`)
  if ((await stat(target).catch(() => null)) === null) {
    const partial = `${target}.${String(process.pid)}`
    await cp(binaries.nativeDir, partial, { recursive: true, verbatimSymlinks: true })
    await rename(partial, target).catch(() => rm(partial, { recursive: true, force: true }))
  }
  return binariesIn(target)
}

/** Gives a file or folder to the service user. */
export async function giveTo(path: string, user: ServiceUser | null): Promise<void> {
  if (user !== null) await chown(path, user.uid, user.gid)
}

/** The topmost folder on the way (itself included) that the user may not enter; null when the way is open. */
async function findClosedFolder(path: string, user: ServiceUser): Promise<string | null> {
  const parent = dirname(path)
  const above = parent === path ? null : await findClosedFolder(parent, user)
  if (above !== null) return above
  const { uid, gid, mode } = await stat(path)
  const executable = uid === user.uid ? 0o100 : gid === user.gid ? 0o010 : 0o001
  return (mode & executable) === 0 ? path : null
}
