import { describe, expect, it } from 'vitest'
import { ConfigError, parseRuntimeConfig, readRuntimeConfig } from './runtime-config.ts'

const answering = (body: string, init?: ResponseInit) => () => Promise.resolve(new Response(body, init))

describe('the configuration of the page', () => {
  it('says where the API is and which flags are on', async () => {
    const text = '{"apiBaseUrl":"https://api.site.example/tieback/","flags":{"msw-preview":true}}'
    expect(await readRuntimeConfig(answering(text))).toEqual({
      apiBaseUrl: 'https://api.site.example/tieback',
      flags: { 'msw-preview': true },
      notServed: null,
    })
  })

  it('is read past every cache', async () => {
    let asked: RequestInit | undefined
    await readRuntimeConfig((_path, init) => {
      asked = init
      return Promise.resolve(new Response('{"apiBaseUrl":"","flags":{}}'))
    })
    expect(asked?.cache).toBe('no-store')
  })

  it('may hold more than this page knows', () => {
    const text = '{"apiBaseUrl":"","flags":{"of-another-version":true},"theme":"x"}'
    expect(parseRuntimeConfig(text)).toEqual({
      apiBaseUrl: '',
      flags: { 'of-another-version': true },
      notServed: null,
    })
  })

  it.each([
    ['{}', /apiBaseUrl: .*flags: /],
    ['{"apiBaseUrl":"api.site.example","flags":{}}', /apiBaseUrl: expected "" or an http\(s\) address/],
    ['{"apiBaseUrl":"","flags":{"msw-preview":"on"}}', /flags\.msw-preview: /],
    ['null', /the whole: /],
    ['<!doctype html>', /not JSON: a page came/],
    ['', /not JSON/],
  ])('refuses %s and says why', (text, message) => {
    expect(() => parseRuntimeConfig(text)).toThrow(ConfigError)
    expect(() => parseRuntimeConfig(text)).toThrow(message)
  })

  it('says that there is none', async () => {
    await expect(readRuntimeConfig(answering('no such file', { status: 404 }))).rejects.toThrow(/status 404/)
    const lost = () => Promise.reject(new TypeError('Failed to fetch'))
    await expect(readRuntimeConfig(lost)).rejects.toThrow(/can’t be fetched: Failed to fetch/)
  })
})
