import { once } from 'node:events'
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { roleTitles } from '@tieback/contracts'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { parseConfig } from '../config/environment.ts'
import { openSiteIdentity } from '../identity.ts'
import { projectRoot } from '../runtime.ts'
import { listParts, prepareEvaluationIdentity, toProviderOptions } from './evaluation-identity.ts'

const field = { seed: 7, firstStart: '2026-03-12T08:00:00.000Z', speed: 1 }

let dataDir: string
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'tieback-evaluation-'))
})
afterEach(() => rm(dataDir, { recursive: true }))

const configure = (variables: Record<string, string> = {}) => parseConfig({ TIEBACK_DATA_DIR: dataDir, ...variables })

describe('the sign-in that an embedded start prepares', () => {
  it('leaves an identity file by which the server knows every role, and a viewer of each part', async () => {
    const parts = listParts(field)
    const identity = await prepareEvaluationIdentity(dataDir, { parts })
    const { settings, publicUrl, sessionSecret } = await openSiteIdentity(configure())
    expect(settings).toMatchObject({ issuer: identity.issuer, clientSecret: identity.clientSecret, isEvaluation: true })
    const whole = settings.grants.filter(({ assets }) => assets === 'all')
    expect(whole.map(({ role }) => role)).toEqual(Object.keys(roleTitles))
    const limited = settings.grants.filter(({ assets }) => assets !== 'all')
    expect(limited.map(({ role, assets }) => [role, assets])).toEqual(parts.map(({ nodeId }) => ['viewer', [nodeId]]))
    expect([publicUrl, sessionSecret.length >= 32]).toEqual(['http://127.0.0.1:4310', true])
    expect((await stat(join(dataDir, 'identity', 'client-secret'))).mode & 0o777).toBe(0o600)
  })

  it('gives every person a role that the file knows', async () => {
    const identity = await prepareEvaluationIdentity(dataDir, { parts: listParts(field) })
    const { persons, machineRoles } = toProviderOptions(identity, 'http://127.0.0.1:4310')
    const { settings } = await openSiteIdentity(configure())
    const values = settings.grants.map(({ value }) => value)
    for (const { roles } of persons) for (const role of roles) expect(values).toContain(role)
    expect(machineRoles).toEqual(values)
    const scoped = persons.at(-1)
    expect(scoped?.reach).toBe(`${listParts(field)[0]?.name ?? ''} only`)
  })

  it('names hubs and assets as they will be known once they have been read', async () => {
    const mapping = await readFile(join(projectRoot, 'sim', 'site', 'energy-components.yaml'), 'utf8')
    expect((parse(mapping) as { namespace: string }).namespace).toBe('field')
    const parts = listParts(field)
    expect(parts).toHaveLength(7)
    expect(parts[0]?.nodeId).toMatch(/^hub-[0-9a-z]{10}$/)
    expect(parts.at(-1)?.nodeId).toMatch(/^asset-/)
    expect(listParts({ ...field, seed: 8 }).map(({ nodeId }) => nodeId)).not.toEqual(parts.map(({ nodeId }) => nodeId))
  })

  it('stays the same from start to start: address, secret and parts', async () => {
    const first = await prepareEvaluationIdentity(dataDir, { parts: listParts(field) })
    expect(await prepareEvaluationIdentity(dataDir)).toEqual(first)
  })

  it('takes another port where its own is taken, unless it is told to have it', async () => {
    const first = await prepareEvaluationIdentity(dataDir)
    const squatter = createServer().listen(first.port, '127.0.0.1')
    await once(squatter, 'listening')
    try {
      expect((await prepareEvaluationIdentity(dataDir)).port).not.toBe(first.port)
      expect((await prepareEvaluationIdentity(dataDir, { port: first.port })).port).toBe(first.port)
    } finally {
      await new Promise((resolve) => squatter.close(resolve))
    }
  })

  it('says what to do about settings that cannot be read', async () => {
    await prepareEvaluationIdentity(dataDir)
    await writeFile(join(dataDir, 'identity', 'provider.json'), '{')
    await expect(prepareEvaluationIdentity(dataDir)).rejects.toThrow(/provider\.json can't be read.*Take it away/)
  })
})

describe('a server that is about to start', () => {
  it('is told what to do where nothing says who may sign in', async () => {
    await expect(openSiteIdentity(configure())).rejects.toThrow(/TIEBACK_IDENTITY .*tieback up/)
  })

  it('lets nobody be anybody in production, nor at an address that others reach', async () => {
    await prepareEvaluationIdentity(dataDir)
    await expect(openSiteIdentity(configure({ NODE_ENV: 'production' }))).rejects.toThrow(/everybody can be anybody/)
    const published = configure({ TIEBACK_PUBLIC_URL: 'https://tieback.example.com' })
    await expect(openSiteIdentity(published)).rejects.toThrow(/for one machine alone/)
  })

  it('needs to know its address where it listens for others', async () => {
    await prepareEvaluationIdentity(dataDir)
    await expect(openSiteIdentity(configure({ TIEBACK_HOST: '0.0.0.0' }))).rejects.toThrow(/Set TIEBACK_PUBLIC_URL/)
    const told = configure({ TIEBACK_HOST: '0.0.0.0', TIEBACK_PUBLIC_URL: 'http://localhost:4310' })
    expect((await openSiteIdentity(told)).publicUrl).toBe('http://localhost:4310')
  })
})
