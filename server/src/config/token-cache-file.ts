import { randomBytes } from 'node:crypto'
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { TokenCacheStore } from '@tieback/adapters'
import { createSecretBox } from '../platform/identity/secrets.ts'

interface TokenCacheFile {
  readonly dataDir: string
  /** What the file is encrypted with is made of it. */
  readonly sessionSecret: string
  readonly sourceId: string
}

/**
 * The tokens of one source in the data folder: encrypted, and for its owner's eyes. A file that another secret or source
 * has written is as good as none. Of two processes that write, the last one counts: both have a good token.
 */
export function createTokenCacheFile({ dataDir, sessionSecret, sourceId }: TokenCacheFile): TokenCacheStore {
  const file = join(dataDir, 'tokens', `${sourceId}.sealed`)
  const box = createSecretBox(sessionSecret, 'source tokens')
  return {
    async load() {
      const sealed = await readFile(file).catch(() => null)
      return sealed === null ? null : box.open(sealed, sourceId)
    },
    async save(text) {
      await mkdir(dirname(file), { recursive: true, mode: 0o700 })
      const whole = `${file}.${randomBytes(6).toString('hex')}`
      await writeFile(whole, box.seal(text, sourceId), { mode: 0o600 })
      await rename(whole, file)
    },
  }
}
