import { cp, mkdtemp, readdir, readlink, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { findBinaries, prepareBinaries } from './binaries.ts'

let packageDir: string

const linksIn = async (folder: string): Promise<string[]> =>
  (await readdir(folder, { withFileTypes: true })).filter((entry) => entry.isSymbolicLink()).map(({ name }) => name)

describe('prepareBinaries', () => {
  beforeEach(async () => {
    packageDir = await mkdtemp(join(tmpdir(), 'tieback-binaries-'))
    const { nativeDir } = await findBinaries()
    const withoutLinks = async (path: string): Promise<boolean> =>
      !(await stat(path)).isFile() || (await readlink(path).catch(() => null)) === null
    await cp(nativeDir, join(packageDir, 'native'), { recursive: true, mode: 0, filter: withoutLinks })
    return () => rm(packageDir, { recursive: true })
  })

  it('makes the links that installing without scripts leaves out, and nothing the second time', async () => {
    const libraries = join(packageDir, 'native', 'lib')
    expect(await linksIn(libraries)).toEqual([])
    await prepareBinaries(packageDir)
    const links = await linksIn(libraries)
    expect(links).toContain('libpq.so.5')
    for (const link of links) expect((await stat(join(libraries, link))).isFile()).toBe(true)
    await prepareBinaries(packageDir)
    expect(await linksIn(libraries)).toEqual(links)
    expect(dirname(libraries)).toBe((await prepareBinaries(packageDir)).nativeDir)
  })
})
