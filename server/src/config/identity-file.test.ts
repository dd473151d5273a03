import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { roleTitles } from '@tieback/contracts'
import { nodeIdOf } from '@tieback/store'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { stringify } from 'yaml'
import { ConfigError } from './environment.ts'
import { readIdentityFile } from './identity-file.ts'

const tenantId = '4f0c9d1e-7a52-4c3b-8d6e-1b2a3c4d5e6f'
const secret = 'vG8~Qk2.Zr7wLp9sTn4bXc6yHj1mDf3a'

const page = join(import.meta.dirname, '..', '..', '..', 'docs', 'identity.md')

const entra = {
  issuer: `https://login.microsoftonline.com/${tenantId}/v2.0`,
  clientId: 'c0ffee00-1111-2222-3333-444455556666',
  clientSecretEnv: 'ENTRA_SECRET',
  audience: 'api://tieback',
  idClaim: 'oid',
  tenantId,
  groups: { url: 'https://graph.microsoft.com/v1.0/me/transitiveMemberOf/microsoft.graph.group' },
  session: { idleMinutes: 30 },
  grants: [
    { claim: 'roles', value: 'Tieback.Viewer', role: 'viewer', assets: 'all' },
    {
      claim: 'groups',
      value: 'b1a2',
      role: 'pmc-engineer',
      assets: ['hub-4k2m9c7qxa', { kind: 'asset', namespace: 'ec', objectId: '0A/1B' }],
    },
  ],
}

describe('an identity file', () => {
  let folder: string
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tieback-identity-'))
  })
  afterAll(() => rm(folder, { recursive: true }))

  async function write(content: unknown): Promise<string> {
    const path = join(folder, 'identity.yaml')
    await writeFile(path, typeof content === 'string' ? content : stringify(content))
    return path
  }

  const read = async (content: unknown, { isProduction = false, clientSecret = secret } = {}) =>
    await readIdentityFile(await write(content), { variables: { ENTRA_SECRET: clientSecret }, isProduction })

  it('names the provider, what its claims give, and how long a session lasts', async () => {
    expect(await read(entra, { isProduction: true })).toEqual({
      issuer: entra.issuer,
      clientId: entra.clientId,
      clientSecret: secret,
      scope: 'openid profile email offline_access',
      audience: 'api://tieback',
      algorithms: ['RS256'],
      idClaim: 'oid',
      nameClaim: 'name',
      grants: [
        { claim: 'roles', value: 'Tieback.Viewer', role: 'viewer', assets: 'all' },
        {
          claim: 'groups',
          value: 'b1a2',
          role: 'pmc-engineer',
          assets: ['hub-4k2m9c7qxa', nodeIdOf('asset', 'ec', '0A/1B')],
        },
      ],
      tenantId,
      groupsUrl: entra.groups.url,
      clockToleranceS: 150,
      session: { idleS: 1_800, absoluteS: 43_200 },
      isEvaluation: false,
    })
  })

  it('can be the example of the documents, whose rules are for every role', async () => {
    const path = join(import.meta.dirname, '..', '..', '..', 'docs', 'identity.example.yaml')
    const settings = await readIdentityFile(path, { variables: { TIEBACK_CLIENT_SECRET: secret }, isProduction: true })
    expect(new Set(settings.grants.map(({ role }) => role))).toEqual(new Set(Object.keys(roleTitles)))
    const whole = await readFile(path, 'utf8')
    for (const value of whole.match(/Tieback\.\w+/g) ?? [])
      expect(await readFile(page, 'utf8')).toContain(`\`${value}\``)
  })

  it('may keep the secret in a file beside it', async () => {
    await writeFile(join(folder, 'client-secret'), `${secret}\n`)
    const { clientSecretEnv: _, ...rest } = entra
    expect(await read({ ...rest, clientSecretFile: 'client-secret' })).toMatchObject({ clientSecret: secret })
  })

  it('says in one answer which file does not fit, and each key that is wrong', async () => {
    const wrong = read({
      ...entra,
      issuer: 'http://idp.example.com',
      algorithms: ['HS256'],
      audeince: 'x',
      session: { idleMinutes: 0 },
      grants: [{ claim: 'roles', value: 'x', role: 'boss', assets: [] }],
    })
    await expect(wrong).rejects.toThrow(ConfigError)
    await expect(wrong).rejects.toThrow(
      /identity\.yaml does not fit:\n[^]*issuer: must be https[^]*algorithms\.0:[^]*session\.idleMinutes:[^]*grants\.0\.role: expected one of viewer, pmc-engineer[^]*grants\.0\.assets: Too small[^]*audeince/,
    )
  })

  it.each([
    ['an unsigned token', { algorithms: ['none'] }, /algorithms\.0/],
    ['a symmetric signature', { algorithms: ['RS256', 'HS256'] }, /algorithms\.1/],
    ['no algorithm', { algorithms: [] }, /algorithms/],
    ['any tenant', { issuer: 'https://login.microsoftonline.com/common/v2.0' }, /tenantId: Entra ID takes one tenant/],
    ['a tenant that the issuer is not of', { tenantId: '11111111-2222-3333-4444-555555555555' }, /tenantId:/],
    ['Entra ID without a tenant', { tenantId: undefined }, /tenantId:/],
    ['a sign-in that is none', { scope: 'profile' }, /scope: must hold openid/],
    ['groups in the clear', { groups: { url: 'http://graph.example.com' } }, /groups\.url: must be https/],
    ['nobody', { grants: [] }, /grants/],
    ['a node that is none', { grants: [{ ...entra.grants[0], assets: ['Isgap'] }] }, /grants\.0\.assets/],
    ['two secrets', { clientSecretFile: 'x' }, /\(top\): give either clientSecretEnv or clientSecretFile/],
    ['a clock that may be hours off', { clockToleranceS: 3_600 }, /clockToleranceS/],
  ])('refuses %s', async (_, change, message) => {
    await expect(read({ ...entra, ...change })).rejects.toThrow(message)
  })

  it('names the place where the secret should be', async () => {
    await expect(read(entra, { clientSecret: ' ' })).rejects.toThrow(
      /environment variable ENTRA_SECRET, which is empty/,
    )
    const { clientSecretEnv: _, ...rest } = entra
    await expect(read({ ...rest, clientSecretFile: 'nowhere' })).rejects.toThrow(/the file .*nowhere, which is empty/)
  })

  it('refuses in production what anybody could guess, and what is for evaluation', async () => {
    for (const clientSecret of ['short', 'changeme-changeme-changeme', '@Microsoft.KeyVault(SecretUri=https://kv)']) {
      await expect(read(entra, { clientSecret, isProduction: true })).rejects.toThrow(/example or too short/)
      await expect(read(entra, { clientSecret })).resolves.toMatchObject({ clientSecret })
    }
    await expect(read({ ...entra, evaluation: true }, { isProduction: true })).rejects.toThrow(
      /everybody can be anybody/,
    )
  })

  it('says of a file that it is not there, or no YAML', async () => {
    const environment = { variables: {}, isProduction: false }
    await expect(readIdentityFile(join(folder, 'nowhere.yaml'), environment)).rejects.toThrow(/Cannot read .*nowhere/)
    await expect(read('grants: [')).rejects.toThrow(/identity\.yaml is not YAML/)
  })

  it('never says a secret', async () => {
    const error = await read({ ...entra, clientId: '' }).catch((reason: unknown) => reason)
    expect(String(error)).not.toContain(secret)
  })
})
