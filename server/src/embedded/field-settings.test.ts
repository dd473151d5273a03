import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ConfigError, parseConfig } from '../config/environment.ts'
import { openField, withFieldClock } from './field-settings.ts'

describe('the field of a data folder', () => {
  let dataDir: string
  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'tieback-field-'))
  })
  afterEach(() => rm(dataDir, { recursive: true, force: true }))

  const configure = (environment: Record<string, string> = {}) =>
    parseConfig({ TIEBACK_DATA_DIR: dataDir, ...environment })

  it('stays the one that was first started', async () => {
    const field = await openField(dataDir, { seed: 7, speed: 60 })
    expect(field).toMatchObject({ seed: 7, speed: 60 })
    expect(await openField(dataDir, {})).toEqual(field)
    await expect(openField(dataDir, { speed: 1 })).rejects.toThrow(/started with speed 60/)
  })

  it.each(['', '{ "seed": 1, "firstStart": "2026-01-01T00:00:00Z", "speed": null }'])(
    'says what to do where its file holds %j, and leaves that as it is',
    async (text) => {
      const path = join(dataDir, 'field.json')
      await writeFile(path, text)
      await expect(openField(dataDir, {})).rejects.toThrow(ConfigError)
      await expect(openField(dataDir, {})).rejects.toThrow(/another folder by TIEBACK_DATA_DIR/)
      expect(await readFile(path, 'utf8')).toBe(text)
    },
  )

  it('lends its clock to what is done by hand, unless another clock or another site is named', async () => {
    const { firstStart } = await openField(dataDir, { speed: 60 })
    expect((await withFieldClock(configure())).clock).toBe(`${firstStart}@60`)
    const named = configure({ TIEBACK_CLOCK: '2026-01-01T00:00:00Z@2' })
    expect(await withFieldClock(named)).toEqual(named)
    const site = configure({ TIEBACK_SOURCES: 'site.yaml' })
    expect(await withFieldClock(site)).toEqual(site)
  })

  it('keeps real time where none was started, or at a speed of one', async () => {
    expect((await withFieldClock(configure())).clock).toBeNull()
    await openField(dataDir, {})
    expect((await withFieldClock(configure())).clock).toBeNull()
  })
})
