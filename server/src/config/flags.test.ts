import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { ConfigError, parseConfig } from './environment.ts'
import { flagNames } from './flags.ts'

const flagsOf = (text: string) => parseConfig({ TIEBACK_FLAGS: text }).flags

describe('flags in the environment', () => {
  it('switches what is named, and leaves the rest to the file', () => {
    expect(flagsOf('msw-preview=on, new-endpoints = off')).toEqual({ 'msw-preview': true, 'new-endpoints': false })
    expect(parseConfig({}).flags).toEqual({})
  })

  it.each([
    ['msw-previw=on', /"msw-previw" is no flag; there are msw-preview, new-endpoints, model-overlays/],
    ['msw-preview=yes', /TIEBACK_FLAGS: msw-preview: expected on or off/],
    ['msw-preview', /msw-preview: expected on or off/],
    ['msw-preview=on,msw-preview=off', /msw-preview: given twice/],
    ['msw-preview=on,', /"" is no flag/],
  ])('refuses to start on %s', (text, message) => {
    expect(() => flagsOf(text)).toThrow(ConfigError)
    expect(() => flagsOf(text)).toThrow(message)
  })
})

it('documents every flag, and no other', () => {
  const page = readFileSync(join(import.meta.dirname, '..', '..', '..', 'docs', 'development.md'), 'utf8')
  const [, section = ''] = page.split('## Feature flags')
  const documented = [...section.matchAll(/^\| `([a-z-]+)` \|/gm)].map(([, name]) => name)
  expect(documented).toEqual(flagNames)
})

describe('the address of the API', () => {
  it('is the application’s own origin where none is given, and has no slash at its end', () => {
    expect(parseConfig({}).apiBaseUrl).toBe('')
    expect(parseConfig({ TIEBACK_API_BASE_URL: 'https://api.site.example/tieback/' }).apiBaseUrl).toBe(
      'https://api.site.example/tieback',
    )
  })

  it('has to be an address', () => {
    expect(() => parseConfig({ TIEBACK_API_BASE_URL: 'api.site.example' })).toThrow(/TIEBACK_API_BASE_URL/)
  })
})
