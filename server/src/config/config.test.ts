import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parseClock } from './clock.ts'
import { ConfigError, Environment, parseConfig, renderEnvExample } from './environment.ts'
import { readSourcesFile } from './sources-file.ts'

describe('the environment', () => {
  it('has a default for everything', () => {
    expect(parseConfig({})).toMatchObject({ host: '127.0.0.1', port: 4310, databaseUrl: null, redisUrl: null })
  })

  it('takes an empty variable for one that is not set', () => {
    expect(parseConfig({ TIEBACK_PORT: '', REDIS_URL: '' })).toMatchObject({ port: 4310, redisUrl: null })
  })

  it('names every variable that is wrong, and says what is expected', () => {
    const parse = () => parseConfig({ TIEBACK_PORT: '70000', DATABASE_URL: 'mysql://x', KPI_COVERAGE_MIN: 'half' })
    expect(parse).toThrow(ConfigError)
    expect(parse).toThrow(/TIEBACK_PORT.*\n.*DATABASE_URL.*\n.*KPI_COVERAGE_MIN/)
  })

  it('asks for as many connections as the jobs of a worker hold at once', () => {
    expect(() => parseConfig({ DATABASE_POOL_MAX: '9' })).toThrow(/DATABASE_POOL_MAX/)
    expect(parseConfig({ DATABASE_POOL_MAX: '10' })).toMatchObject({ databasePoolMax: 10 })
  })

  it('is described whole in the example file', () => {
    const example = renderEnvExample()
    expect(example).toContain('# TIEBACK_PORT=4310')
    expect(example.match(/^# [A-Z_]+=/gm)).toHaveLength(Object.keys(Environment.shape).length)
  })
})

describe('the clock', () => {
  it('is the machine’s where nothing is said', () => {
    const now = new Date('2026-01-01T00:00:00Z')
    expect(parseClock(null).at(now)).toEqual(now)
  })

  it('runs faster from its origin on', () => {
    const clock = parseClock('2026-01-01T00:00:00Z@60')
    expect(clock.at(new Date('2026-01-01T00:01:00Z'))).toEqual(new Date('2026-01-01T01:00:00Z'))
  })

  it.each(['noon@60', '2026-01-01T00:00:00Z@0'])('refuses %s', (text) => {
    expect(() => parseClock(text)).toThrow(/expected INSTANT@SPEED/)
  })
})

describe('the sources file', () => {
  let folder: string
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tieback-sources-'))
  })
  afterAll(() => rm(folder, { recursive: true, force: true }))

  const write = async (text: string): Promise<string> => {
    const path = join(folder, 'sources.yaml')
    await writeFile(path, text)
    return path
  }
  const entry =
    '{ id: pi-offshore, name: PI, kind: pi-web-api, baseUrl: "https://pi.example/piwebapi", mapping: pi.yaml }'

  it('gives each source its defaults, and its mapping beside the file', async () => {
    const [source] = await readSourcesFile(await write(`sources: [${entry}]`))
    expect(source).toMatchObject({ id: 'pi-offshore', auth: { scheme: 'none' }, every: { samplesS: 15 } })
    expect(source?.mapping).toBe(join(folder, 'pi.yaml'))
  })

  it('takes limits of calls, client credentials and what to read again', async () => {
    const extra =
      'auth: { scheme: oauth2, issuer: "https://id.example", clientId: tieback, clientSecretEnv: PI_SECRET }, ' +
      'every: { windowDays: 60, lookBackS: 3600 }, ' +
      'resilience: { callsPerS: 5, quietHours: [{ from: "06:00", to: "07:30", timeZone: Europe/Oslo }] }, mapping'
    const [source] = await readSourcesFile(await write(`sources: [${entry.replace('mapping', extra)}]`))
    expect(source).toMatchObject({
      auth: { scheme: 'oauth2', clientAuthentication: 'post' },
      every: { windowDays: 60, lookBackS: 3_600, lookBackEveryS: 1_800 },
      resilience: { attempts: 3, callsPerS: 5, quietHours: [{ from: '06:00' }] },
    })
  })

  it.each([
    ['an unknown zone of quiet hours', 'quietHours: [{ from: "06:00", to: "07:30", timeZone: Oslo }]', /quietHours/],
    ['a limit that is none', 'callsPerS: 0', /callsPerS/],
    ['a limit that nobody knows', 'retries: 3', /retries/],
  ])('refuses %s', async (_, limits, message) => {
    const text = `sources: [${entry.replace('mapping', `resilience: { ${limits} }, mapping`)}]`
    await expect(readSourcesFile(await write(text))).rejects.toThrow(message)
  })

  it.each([
    ['an unknown kind', `sources: [${entry.replace('pi-web-api', 'opc')}]`, /sources\.0\.kind/],
    ['two sources of one id', `sources: [${entry}, ${entry}]`, /same id/],
    [
      'a secret in the file',
      `sources: [${entry.replace('mapping', 'auth: { scheme: basic, user: a, password: b }, mapping')}]`,
      /passwordEnv/,
    ],
    [
      'client credentials of no provider',
      `sources: [${entry.replace('mapping', 'auth: { scheme: oauth2, clientId: a, clientSecretEnv: B }, mapping')}]`,
      /issuer or tokenEndpoint/,
    ],
  ])('refuses %s', async (_, text, message) => {
    await expect(readSourcesFile(await write(text))).rejects.toThrow(message)
  })

  it('says which file it cannot read', async () => {
    await expect(readSourcesFile(join(folder, 'nowhere.yaml'))).rejects.toThrow(/nowhere\.yaml/)
  })
})
