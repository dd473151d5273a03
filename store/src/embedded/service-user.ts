import { execFile } from 'node:child_process'
import { readFile, stat } from 'node:fs/promises'
import { promisify } from 'node:util'

/** Whom the server runs as. */
export interface ServiceUser {
  readonly uid: number
  readonly gid: number
  readonly name: string
}

/** Preferred first; `postgres` is there wherever a Debian package of Postgres is. */
const knownNames = ['tieback', 'postgres']

/**
 * The user that initdb and the server must run as; null where that is simply the caller.
 * Postgres refuses to run as root, so root needs somebody else: the owner of the cluster that is there already,
 * a known system user, or a new one.
 */
export async function chooseServiceUser(clusterDir: string | undefined): Promise<ServiceUser | null> {
  if (process.getuid?.() !== 0) return null
  const owner = clusterDir === undefined ? null : await stat(clusterDir)
  const users = await readUsers()
  if (owner !== null && owner.uid !== 0) {
    return (
      users.find(({ uid }) => uid === owner.uid) ?? { uid: owner.uid, gid: owner.gid, name: `uid ${String(owner.uid)}` }
    )
  }
  return findKnown(users) ?? (await createUser())
}

function findKnown(users: readonly ServiceUser[]): ServiceUser | undefined {
  return knownNames.map((known) => users.find(({ name }) => name === known)).find((user) => user !== undefined)
}

async function readUsers(): Promise<ServiceUser[]> {
  const lines = (await readFile('/etc/passwd', 'utf8')).split('\n')
  return lines.flatMap((line) => {
    const [name, , uid, gid] = line.split(':')
    return name && uid && gid ? [{ name, uid: Number(uid), gid: Number(gid) }] : []
  })
}

async function createUser(): Promise<ServiceUser> {
  try {
    await promisify(execFile)('useradd', [
      '--system',
      '--user-group',
      '--no-create-home',
      '--shell',
      '/usr/sbin/nologin',
      'tieback',
    ])
  } catch (cause) {
    throw new Error(
      'Postgres refuses to run as root and no system user could be made for it: start Tieback as an ordinary user, or set DATABASE_URL',
      { cause },
    )
  }
  const created = findKnown(await readUsers())
  if (created === undefined) throw new Error('useradd made the user tieback, but /etc/passwd does not list it')
  return created
}
