import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { ConfigError } from '../../config/environment.ts'
import * as flagsFile from '../../config/flags-file.ts'
import { FlagProvider } from './flag-provider.ts'
import { openFlags } from './flags.ts'

vi.mock('../../config/flags-file.ts', { spy: true })

describe('the flags of a server', () => {
  let folder: string
  let files = 0
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tieback-flags-'))
  })
  afterAll(() => rm(folder, { recursive: true, force: true }))

  const write = async (text: string, path = join(folder, `flags-${files++}.yaml`)): Promise<string> => {
    // As an editor and a mounted volume do it: whole, in the place of the old one.
    await writeFile(`${path}.new`, text)
    await rename(`${path}.new`, path)
    return path
  }

  const open = async (file: string | null, given = {}) => {
    const faults: string[] = []
    const flags = await openFlags({ given, file, onFault: (message) => faults.push(message) })
    return { flags, faults }
  }

  it('are all off where nobody says otherwise', async () => {
    const { flags } = await open(null)
    expect(await flags.readAll()).toEqual({ 'msw-preview': false, 'new-endpoints': false, 'model-overlays': false })
  })

  it('follow the file, and the environment before it', async () => {
    const file = await write('msw-preview: on\nnew-endpoints: true\n')
    const { flags } = await open(file, { 'msw-preview': false })
    expect(await flags.readAll()).toEqual({ 'msw-preview': false, 'new-endpoints': true, 'model-overlays': false })
  })

  it('take JSON as well, and a file that switches nothing', async () => {
    expect(await (await open(await write('{ "model-overlays": true }'))).flags.isOn('model-overlays')).toBe(true)
    expect(await (await open(await write('# nothing yet\n'))).flags.isOn('model-overlays')).toBe(false)
  })

  it('are read again when the file changes', async () => {
    const file = await write('msw-preview: off\n')
    const { flags } = await open(file)
    expect(await flags.isOn('msw-preview')).toBe(false)
    await write('msw-preview: on\n', file)
    expect(await flags.isOn('msw-preview')).toBe(true)
  })

  it('are read again where the file changed while it was read for the first time', async () => {
    const file = await write('msw-preview: off\n')
    const { readFlagsFile } = await vi.importActual<typeof flagsFile>('../../config/flags-file.ts')
    vi.mocked(flagsFile.readFlagsFile).mockImplementationOnce(async (path) => {
      const before = await readFlagsFile(path)
      await write('msw-preview: on\n', path)
      return before
    })
    const { flags } = await open(file)
    expect(await flags.isOn('msw-preview')).toBe(true)
  })

  it('stay as they were while the changed file can’t be used, which is said once', async () => {
    const file = await write('msw-preview: on\n')
    const { flags, faults } = await open(file)
    await write('msw-preview: perhaps\n', file)
    expect(await flags.isOn('msw-preview')).toBe(true)
    expect(await flags.isOn('msw-preview')).toBe(true)
    expect(faults).toEqual([expect.stringMatching(/msw-preview: expected on or off\n.*stay as they were/)])
    await write('msw-preview: off\n', file)
    expect(await flags.isOn('msw-preview')).toBe(false)
  })

  it.each([
    ['msw-previw: on', /"msw-previw" is no flag; there are msw-preview/],
    ['msw-preview: 1', /msw-preview: expected on or off/],
    ['- msw-preview', /does not fit/],
    ['{ "msw-preview": ', /neither YAML nor JSON/],
  ])('refuse to start on a file with %s', async (text, message) => {
    const file = await write(text)
    await expect(open(file)).rejects.toThrow(ConfigError)
    await expect(open(file)).rejects.toThrow(message)
    await expect(open(file)).rejects.toThrow(file)
  })

  it('refuse to start without the file that was named', async () => {
    await expect(open(join(folder, 'none.yaml'))).rejects.toThrow(/Cannot read the flags file .*none\.yaml/)
  })

  it('are on or off, and nothing else', async () => {
    const provider = new FlagProvider({ given: {}, file: null, onFault: () => undefined })
    await expect(provider.resolveStringEvaluation('msw-preview')).rejects.toThrow(/on or off, nothing else/)
  })
})
