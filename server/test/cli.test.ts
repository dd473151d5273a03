import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startPiSimulator } from '@tieback/adapters/simulators'
import { createCalendar } from '@tieback/domain'
import { createField } from '@tieback/sim'
import { startTestDatabase } from '@tieback/store/testing'
import { z } from 'zod'

const Report = z.object({ findings: z.array(z.object({ what: z.string(), ok: z.boolean(), message: z.string() })) })

const bin = join(import.meta.dirname, '..', 'bin', 'tieback.mjs')

const commands = [
  ...[
    'up',
    'serve',
    'work',
    'migrate',
    'doctor',
    'audit',
    'sources',
    'ingest',
    'import',
    'quarantine',
    'openapi',
    'simulate',
    'token',
  ],
  ...['identity-provider', 'audit'],
]

/** No Postgres listens there. */
const nowhere = 'postgres://nobody@127.0.0.1:9/none'

/** A small field whose clock stands still. */
function createTestField() {
  const epoch = new Date('2026-03-12T08:00:00Z')
  const calendar = createCalendar('utc', [{ validFrom: null, timeZone: 'UTC', dayStart: '00:00' }])
  const historyStart = new Date('2026-03-10T00:00:00Z')
  return { field: createField({ seed: 1, epoch, historyStart, calendar }), clock: { now: () => epoch } }
}

describe('the command line', () => {
  let folder: string
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tieback-cli-'))
  })
  afterAll(() => rm(folder, { recursive: true, force: true }))

  async function run(args: readonly string[], environment: Record<string, string> = {}) {
    const child = spawn(process.execPath, [bin, ...args], {
      env: { PATH: process.env['PATH'], HOME: folder, TIEBACK_DATA_DIR: join(folder, 'data'), ...environment },
    })
    let [output, errors] = ['', '']
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()))
    child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()))
    const [code] = (await once(child, 'close')) as [number]
    return { code, output, errors }
  }

  it('lists its commands', async () => {
    const { code, output } = await run(['--help'])
    expect(code).toBe(0)
    for (const command of commands) expect(output).toMatch(new RegExp(`^  ${command}\\b`, 'm'))
  })

  it.each([...commands, 'sources check', 'import csv', 'simulate pi', 'simulate faults', 'quarantine replay'])(
    'explains %s',
    async (command) => {
      const { code, output } = await run([...command.split(' '), '--help'])
      expect(code).toBe(0)
      expect(output).toContain(`Usage: tieback ${command}`)
    },
  )

  it.each([
    ['an unknown command', ['fly'], /unknown command 'fly'/],
    ['a missing option', ['import', 'volve'], /--path/],
    ['an option that does not fit', ['simulate', 'pi', '--port', 'eighty'], /expected 0 to 65535/],
    ['a clock that stands still', ['up', '--speed', '0'], /expected a number from/],
    ['a clock that runs back', ['up', '--speed', '-5'], /expected a number from/],
    ['a speed in words', ['up', '--speed', 'abc'], /expected a number from/],
    ['a seed in words', ['up', '--seed', 'abc'], /expected a whole number/],
    [
      'a fault that nobody knows',
      ['simulate', 'pi', '--fault', 'gremlins'],
      /There is no fault 'gremlins'.*rate-limited/,
    ],
    ['faults of a source that is not there', ['simulate', 'faults', 'nowhere'], /There is no source nowhere/],
    ['faults of what is no simulator', ['simulate', 'faults', 'http://127.0.0.1:1'], /No simulator answers/],
    ['a mapping for nothing', ['sources', 'check', '--mapping', 'x.yaml'], /which source the mapping is for: ec, pi/],
    ['a history that is not there', ['simulate', 'ec', '--replay', 'atlantis', '--path', '/nowhere'], /atlantis/],
  ])('ends with an error and a reason for %s', async (_, args, reason) => {
    const { code, errors } = await run(args)
    expect(code).not.toBe(0)
    expect(errors).toMatch(reason)
  })

  it('lists the faults of each simulator in its help', async () => {
    const { output } = await run(['simulate', 'pi', '--help'])
    expect(output).toMatch(/slow\[=5000 ms\] +Each answer waits/)
    expect(output).toMatch(/item-cap\[=1000 values\]|item-cap\[=1000/)
  })

  it('changes what a running simulator does wrong, and says what it does', async () => {
    const { field, clock } = createTestField()
    const simulator = await startPiSimulator({ field, clock })
    try {
      const set = await run(['simulate', 'faults', simulator.baseUrl, '--set', 'slow=20', 'unauthorized', '--json'])
      expect(JSON.parse(set.output)).toEqual({ active: ['slow=20', 'unauthorized'] })
      expect(simulator.faults.number('slow')).toBe(20)
      const wrong = await run(['simulate', 'faults', simulator.baseUrl, '--set', 'gremlins'])
      expect([wrong.code, wrong.errors]).toEqual([1, expect.stringContaining("no fault 'gremlins'")])
      await run(['simulate', 'faults', simulator.baseUrl, '--clear'])
      expect(simulator.faults.active()).toEqual([])
    } finally {
      await simulator.stop()
    }
  })

  it('says what a mapping file lacks, and tells by its exit code', async () => {
    const path = join(folder, 'mapping.yaml')
    const good = await readFile(join(import.meta.dirname, '..', '..', 'sim', 'site', 'energy-components.yaml'), 'utf8')
    await writeFile(path, good)
    expect(await run(['sources', 'check', 'ec', '--mapping', path])).toMatchObject({ code: 0 })
    await writeFile(path, good.replace(/^datasets:/m, 'datasts:'))
    const broken = await run(['sources', 'check', 'ec', '--mapping', path, '--json'])
    expect(broken.code).toBe(1)
    expect(JSON.parse(broken.output)).toMatchObject({ kind: 'energy-components', against: null })
    expect(broken.output).toContain('datas')
  })

  it('lists every variable that is wrong, for people and for machines', async () => {
    const { code, output, errors } = await run(['doctor', '--json'], { TIEBACK_PORT: 'x', LOG_LEVEL: 'loud' })
    expect(code).toBe(1)
    expect(errors).toMatch(/TIEBACK_PORT.*\n.*LOG_LEVEL/)
    expect(JSON.parse(output)).toEqual({ error: { message: expect.stringContaining('TIEBACK_PORT') as string } })
  })

  it('leaves a data folder as it was when an option does not fit', async () => {
    const data = join(folder, 'untouched')
    const { code } = await run(['up', '--speed', '0'], { TIEBACK_DATA_DIR: data })
    expect(code).toBe(1)
    expect(existsSync(data)).toBe(false)
  })

  it('says what to do about a field file that cannot be read', async () => {
    const data = join(folder, 'spoilt')
    await mkdir(data)
    await writeFile(join(data, 'field.json'), '{ "seed": 1, "speed": null }')
    const { code, errors } = await run(['serve'], { TIEBACK_DATA_DIR: data })
    expect(code).toBe(1)
    expect(errors).toMatch(/^tieback: .*field\.json does not say which field .* another folder by TIEBACK_DATA_DIR\.$/m)
  })

  it('lets nobody be anybody in production, and starts nothing', async () => {
    const data = join(folder, 'production')
    for (const command of ['up', 'identity-provider']) {
      const { code, errors } = await run([command], { TIEBACK_DATA_DIR: data, NODE_ENV: 'production' })
      expect([code, errors]).toEqual([
        1,
        expect.stringMatching(/^tieback: .*everybody could be anybody.*TIEBACK_IDENTITY/m),
      ])
      expect(existsSync(data)).toBe(false)
    }
  })

  it('says what a server needs before anybody can sign in', async () => {
    const { code, errors } = await run(['serve'], { TIEBACK_DATA_DIR: join(folder, 'nobody') })
    expect(code).toBe(1)
    expect(errors).toMatch(/^tieback: Nothing says who may sign in\. .*TIEBACK_IDENTITY/m)
  })

  it('finds what is wrong with the sign-in: the file, and a provider that does not answer', async () => {
    const messageOf = async (variables: Record<string, string>) => {
      const { output } = await run(['doctor', '--json'], { TIEBACK_DATA_DIR: join(folder, 'doctor'), ...variables })
      return Report.parse(JSON.parse(output)).findings.find(({ what }) => what === 'sign-in')
    }
    expect(await messageOf({ DATABASE_URL: nowhere })).toMatchObject({
      ok: true,
      message: expect.stringContaining('none') as string,
    })
    const file = join(folder, 'identity.yaml')
    await writeFile(file, JSON.stringify({ issuer: 'http://127.0.0.1:9' }))
    const broken = await messageOf({ DATABASE_URL: nowhere, TIEBACK_IDENTITY: file })
    expect(broken).toMatchObject({
      ok: false,
      message: expect.stringMatching(/identity\.yaml does not fit:[^]*grants/) as string,
    })
    const grants = [{ claim: 'roles', value: 'x', role: 'viewer', assets: 'all' }]
    const whole = { issuer: 'http://127.0.0.1:9', clientId: 'x', clientSecretEnv: 'SECRET', audience: 'x', grants }
    await writeFile(file, JSON.stringify(whole))
    const away = await messageOf({ DATABASE_URL: nowhere, TIEBACK_IDENTITY: file, SECRET: 'x' })
    expect(away).toMatchObject({
      ok: false,
      message: expect.stringContaining('http://127.0.0.1:9 does not describe itself') as string,
    })
  })

  it('finds all that is wrong in one examination, and changes nothing', async () => {
    const database = await startTestDatabase()
    await database.pool.query('drop schema public cascade; create schema public')
    const { code, output } = await run(['doctor', '--json'], {
      DATABASE_URL: database.url,
      REDIS_URL: 'redis://127.0.0.1:9',
      TIEBACK_SOURCES: join(folder, 'nowhere.yaml'),
    })
    const { rows } = await database.pool.query('select 1 from pg_tables where schemaname = current_schema()')
    await database.dispose()
    expect(code).toBe(1)
    const { findings } = Report.parse(JSON.parse(output))
    const messageOf = (what: string) => findings.find((finding) => finding.what === what && !finding.ok)?.message
    expect(messageOf('store')).toContain('tieback migrate')
    expect(messageOf('queue')).toMatch(/redis does not answer: .*ECONNREFUSED/)
    expect(messageOf('sources')).toContain('nowhere.yaml')
    expect(rows).toEqual([])
  })

  it('reads on from the other sources when one fails, and tells by its exit code', async () => {
    const database = await startTestDatabase()
    const file = join(folder, 'two-sources.yaml')
    const mapping = join(import.meta.dirname, '..', '..', 'sim', 'site', 'pi-web-api.yaml')
    const entry = { name: 'PI', kind: 'pi-web-api', baseUrl: 'http://127.0.0.1:9/piwebapi', mapping }
    await writeFile(file, JSON.stringify({ sources: ['pi-one', 'pi-two'].map((id) => ({ id, ...entry })) }))
    const environment = { DATABASE_URL: database.url, TIEBACK_SOURCES: file }
    const { code, output, errors } = await run(['ingest', '--json'], environment)
    await database.dispose()
    expect(code).toBe(1)
    expect(JSON.parse(output)).toMatchObject({ runs: [], failures: [{ source: 'pi-one' }, { source: 'pi-two' }] })
    expect(errors).toMatch(/^tieback: pi-one: .*\n*tieback: pi-two: /m)
  })

  it('prints the contract', async () => {
    const { code, output } = await run(['openapi'])
    expect(code).toBe(0)
    expect(JSON.parse(output)).toMatchObject({ openapi: expect.stringMatching(/^3\.1/) as string })
  })

  it('says that no source is configured, and what to do', async () => {
    const { code, errors } = await run(['sources', 'check'])
    expect(code).toBe(1)
    expect(errors).toContain('TIEBACK_SOURCES')
  })

  it('tells by its exit code that a source does not answer', async () => {
    const file = join(folder, 'sources.yaml')
    const mapping = join(import.meta.dirname, '..', '..', 'sim', 'site', 'pi-web-api.yaml')
    const entry = { id: 'pi', name: 'PI', kind: 'pi-web-api', baseUrl: 'http://127.0.0.1:9/piwebapi', mapping }
    await writeFile(file, JSON.stringify({ sources: [entry] }))
    const { code, output } = await run(['sources', 'check', '--json'], { TIEBACK_SOURCES: file })
    expect(code).toBe(1)
    expect(JSON.parse(output)).toMatchObject({ sources: [{ id: 'pi', ok: false, code: 'unavailable' }] })
  })
})
