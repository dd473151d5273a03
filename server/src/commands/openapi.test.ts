import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createOpenApi, createOpenApi30 } from '@tieback/contracts/openapi'
import { Command } from 'commander'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { addOpenApi } from './openapi.ts'

describe('tieback openapi', () => {
  let folder: string
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tieback-openapi-'))
  })
  afterAll(() => rm(folder, { recursive: true, force: true }))

  /** Runs the command as typed; gives what it wrote. */
  async function write(...args: readonly string[]): Promise<string> {
    const program = new Command().exitOverride().configureOutput({ writeErr: () => undefined })
    addOpenApi(program)
    for (const command of program.commands) command.exitOverride().configureOutput({ writeErr: () => undefined })
    const out = join(folder, 'openapi.json')
    await program.parseAsync(['openapi', ...args, '--out', out], { from: 'user' })
    return await readFile(out, 'utf8')
  }

  it('writes the document of 3.1 unless asked for another', async () => {
    expect(JSON.parse(await write())).toStrictEqual(createOpenApi())
  })

  it('writes the document of 3.0 for gateways', async () => {
    expect(JSON.parse(await write('--flavour', '3.0'))).toStrictEqual(createOpenApi30())
  })

  it('refuses a version that there is none of', async () => {
    await expect(write('--flavour', '2.0')).rejects.toThrow('Allowed choices are 3.1, 3.0')
  })
})
