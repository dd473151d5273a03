import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { readSourcesFile, SourceEntry } from '../../src/config/sources-file.ts'
import { createTokenCacheFile } from '../../src/config/token-cache-file.ts'
import { toConnection } from '../../src/sources.ts'

const sessionSecret = 'a secret of the session that is long enough'
let dataDir = ''

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'tieback-tokens-'))
})
afterEach(async () => {
  vi.unstubAllEnvs()
  await rm(dataDir, { recursive: true })
})

const open = (more: Partial<Parameters<typeof createTokenCacheFile>[0]> = {}) =>
  createTokenCacheFile({ dataDir, sessionSecret, sourceId: 'pi-offshore', ...more })

describe('the tokens of a source', () => {
  it('outlive a restart, where nobody but their owner can read them', async () => {
    await open().save('{"AccessToken":"eyJ-a-token"}')
    await open().save('{"AccessToken":"eyJ-a-newer-token"}')
    expect(await open().load()).toBe('{"AccessToken":"eyJ-a-newer-token"}')
    const names = await readdir(join(dataDir, 'tokens'))
    expect(names).toEqual(['pi-offshore.sealed'])
    const file = join(dataDir, 'tokens', 'pi-offshore.sealed')
    expect((await stat(file)).mode & 0o777).toBe(0o600)
    expect((await stat(join(dataDir, 'tokens'))).mode & 0o777).toBe(0o700)
    expect((await readFile(file)).toString('latin1')).not.toContain('eyJ')
  })

  it('are none where nothing was kept, another secret or source kept it, or it was altered', async () => {
    expect(await open().load()).toBeNull()
    await open().save('tokens')
    expect(await open({ sessionSecret: 'another secret that is long enough too' }).load()).toBeNull()
    const file = join(dataDir, 'tokens', 'pi-offshore.sealed')
    const sealed = await readFile(file)
    await writeFile(join(dataDir, 'tokens', 'ec-onshore.sealed'), sealed)
    expect(await open({ sourceId: 'ec-onshore' }).load()).toBeNull()
    sealed[sealed.length - 1] = (sealed.at(-1) ?? 0) ^ 1
    await writeFile(file, sealed)
    expect(await open().load()).toBeNull()
    await writeFile(file, '')
    expect(await open().load()).toBeNull()
  })
})

const entry = (auth: object) => ({
  id: 'pi-offshore',
  name: 'PI',
  kind: 'pi-web-api',
  baseUrl: 'https://pi.example',
  mapping: 'pi.yaml',
  auth,
})
const entra = {
  scheme: 'entra',
  tenantId: '6f1c1c6e-5a0d-4a7e-9d1a-2f1f0e7c9b11',
  clientId: 'tieback',
  clientSecretEnv: 'PI_SECRET',
  resource: 'api://historian',
}

describe('a source of Microsoft Entra ID', () => {
  it('takes its secret from the environment, where App Service puts what it read from Key Vault', () => {
    vi.stubEnv('PI_SECRET', 'resolved-value')
    expect(toConnection(SourceEntry.parse(entry(entra))).auth).toEqual({
      kind: 'entra',
      tenantId: entra.tenantId,
      clientId: 'tieback',
      clientSecret: 'resolved-value',
      resource: 'api://historian',
      authorityHost: 'https://login.microsoftonline.com',
    })
  })

  it.each([entra, { scheme: 'bearer', tokenEnv: 'PI_SECRET' }])(
    'of %o says that a Key Vault reference was left as it is',
    (auth) => {
      vi.stubEnv('PI_SECRET', '@Microsoft.KeyVault(SecretUri=https://vault.example/secrets/pi/0123)')
      const read = () => toConnection(SourceEntry.parse(entry(auth)))
      expect(read).toThrow(
        'takes its secret from PI_SECRET, which holds a Key Vault reference that nobody has resolved',
      )
      expect(read).not.toThrow('0123')
    },
  )

  it.each([
    [{ ...entra, tenantId: 'common' }, 'must be one tenant'],
    [{ ...entra, tenantId: 'a/../b' }, 'tenantId'],
    [{ ...entra, authorityHost: 'http://login.example' }, 'authorityHost'],
    [{ ...entra, resource: '' }, 'resource'],
  ])('isn’t read from %o', async (auth, message) => {
    const file = join(dataDir, 'sources.yaml')
    await writeFile(file, JSON.stringify({ sources: [entry(auth)] }))
    await expect(readSourcesFile(file)).rejects.toThrow(message)
  })
})
