import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterEach } from 'vitest'

type Files = Readonly<Record<string, string | Buffer>>

/** Gives a way to make folders of files, each removed after its case. Names that end in `.gz` are compressed. */
export function useTemporaryFolders(): (files: Files) => Promise<string> {
  const folders: string[] = []
  afterEach(async () => {
    await Promise.all(folders.splice(0).map((folder) => rm(folder, { recursive: true })))
  })
  return async (files) => {
    const folder = await mkdtemp(join(tmpdir(), 'tieback-files-'))
    folders.push(folder)
    for (const [name, content] of Object.entries(files)) {
      await writeFile(join(folder, name), name.endsWith('.gz') ? gzipSync(content) : content)
    }
    return folder
  }
}
