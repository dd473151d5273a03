import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const bin = join(import.meta.dirname, '..', 'bin', 'tieback.mjs')

const commands = ['up', 'serve', 'work', 'migrate', 'doctor', 'sources', 'ingest', 'import', 'openapi', 'simulate']

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

  it.each([...commands, 'sources check', 'import csv', 'simulate pi'])('explains %s', async (command) => {
    const { code, output } = await run([...command.split(' '), '--help'])
    expect(code).toBe(0)
    expect(output).toContain(`Usage: tieback ${command}`)
  })

  it.each([
    ['an unknown command', ['fly'], /unknown command 'fly'/],
    ['a missing option', ['import', 'volve'], /--path/],
    ['an option that does not fit', ['simulate', 'pi', '--port', 'eighty'], /expected 0 to 65535/],
    ['a history that is not there', ['simulate', 'ec', '--replay', 'atlantis', '--path', '/nowhere'], /atlantis/],
  ])('ends with an error and a reason for %s', async (_, args, reason) => {
    const { code, errors } = await run(args)
    expect(code).not.toBe(0)
    expect(errors).toMatch(reason)
  })

  it('lists every variable that is wrong, for people and for machines', async () => {
    const { code, output, errors } = await run(['doctor', '--json'], { TIEBACK_PORT: 'x', LOG_LEVEL: 'loud' })
    expect(code).toBe(1)
    expect(errors).toMatch(/TIEBACK_PORT.*\n.*LOG_LEVEL/)
    expect(JSON.parse(output)).toEqual({ error: { message: expect.stringContaining('TIEBACK_PORT') as string } })
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
