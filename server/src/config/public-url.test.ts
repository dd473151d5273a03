import { describe, expect, it } from 'vitest'
import { parseConfig } from './environment.ts'
import { settlePort } from './settle-port.ts'

describe('the address that browsers use', () => {
  it('is where the server listens, where nothing else is said', () => {
    expect(parseConfig({}).publicUrl).toBe('http://127.0.0.1:4310')
    expect(parseConfig({ TIEBACK_HOST: '::1', TIEBACK_PORT: '80' }).publicUrl).toBe('http://[::1]:80')
  })

  it.each([
    ['https://tieback.example.com', 'https://tieback.example.com'],
    ['https://tieback.example.com:443/', 'https://tieback.example.com'],
    ['https://Tieback.Example.com:8443', 'https://tieback.example.com:8443'],
    ['http://localhost:4310/', 'http://localhost:4310'],
    ['http://[::1]:4310', 'http://[::1]:4310'],
  ])('may be %s', (given, wanted) => {
    expect(parseConfig({ TIEBACK_PUBLIC_URL: given }).publicUrl).toBe(wanted)
  })

  it.each([
    'http://tieback.example.com',
    'http://127.0.0.1.example.com',
    'https://tieback.example.com/path',
    'https://tieback.example.com/?a=b',
    'https://user:password@tieback.example.com',
    'ftp://127.0.0.1',
    'tieback.example.com',
  ])('may not be %s', (given) => {
    expect(() => parseConfig({ TIEBACK_PUBLIC_URL: given })).toThrow(/TIEBACK_PUBLIC_URL/)
  })

  it('has the port that is settled where any will do, unless it is given', async () => {
    const { port, publicUrl } = await settlePort(parseConfig({ TIEBACK_PORT: '0' }))
    expect(port).toBeGreaterThan(0)
    expect(publicUrl).toBe(`http://127.0.0.1:${port}`)
    const given = { TIEBACK_PORT: '0', TIEBACK_PUBLIC_URL: 'https://tieback.example.com' }
    expect((await settlePort(parseConfig(given))).publicUrl).toBe('https://tieback.example.com')
    expect(await settlePort(parseConfig({ TIEBACK_PORT: '4310' }))).toEqual(parseConfig({ TIEBACK_PORT: '4310' }))
  })
})
