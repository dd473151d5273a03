import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const commands = join(import.meta.dirname, '..', 'src', 'diff')
const releasedFile = join(import.meta.dirname, '..', 'released', '0.1.0.json')

async function run(command: string, ...args: string[]): Promise<{ code: number; output: string; errors: string }> {
  return await new Promise((resolve) => {
    execFile(process.execPath, [join(commands, command), ...args], (error, output, errors) => {
      resolve({ code: error === null ? 0 : Number(error.code), output, errors })
    })
  })
}

describe('the command that compares contracts', () => {
  let folder: string
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tieback-contract-'))
  })
  afterAll(() => rm(folder, { recursive: true, force: true }))

  /** A folder with the released contract, one sentence of it said otherwise. */
  async function doctor(from: string, to: string): Promise<string> {
    const released = await readFile(releasedFile, 'utf8')
    expect(released).toContain(from)
    const doctored = await mkdtemp(join(folder, 'released-'))
    await writeFile(join(doctored, '0.1.0.json'), released.replace(from, to))
    return doctored
  }

  it('lets the contract pass that keeps what was released', async () => {
    expect(await run('main.ts')).toMatchObject({ code: 0 })
  })

  it('stops one that takes a path away which was released, and says what to do', async () => {
    const released = await doctor('"/api/v1/summary": {', '"/api/v1/outlook": {')
    const { code, output, errors } = await run('main.ts', '--folder', released)
    expect(code).toBe(1)
    expect(output).toContain('/api/v1/outlook')
    expect(output + errors).toMatch(/version/)
  })

  it('tells machines the same', async () => {
    const released = await doctor('"/api/v1/summary": {', '"/api/v1/outlook": {')
    const { code, output } = await run('main.ts', '--folder', released, '--json')
    expect(code).toBe(1)
    expect(JSON.stringify(JSON.parse(output))).toContain('"breaking"')
  })

  it('never writes over a released contract unasked', async () => {
    const before = await readFile(releasedFile, 'utf8')
    await run('release.ts')
    expect(await readFile(releasedFile, 'utf8')).toBe(before)
  })

  it('names the file that is missing when asked about a version nobody released', async () => {
    const { code, errors } = await run('main.ts', '--against', '9.9.9')
    expect(code).toBe(1)
    expect(errors).toContain('9.9.9.json')
  })
})
