import { afterEach, describe, expect, it } from 'vitest'
import { startScriptedServer, type ScriptedServer } from '../../http/test/scripted-server.ts'
import type { SimulatorAuth } from '../../http/simulator/simulated-server.ts'
import type { PiWebApiSettings } from '../config.ts'
import { createTestSource } from './pi-archive.ts'
import { type SimulatedHistorian, startHistorian } from './simulated-historian.ts'

const { signal } = new AbortController()
let historian: SimulatedHistorian | null = null
let server: ScriptedServer | null = null

afterEach(async () => {
  await historian?.stop()
  await server?.stop()
  historian = null
  server = null
})

describe('credentials', () => {
  it.each([
    [
      { kind: 'basic', user: 'DOMAIN\\reader', password: 's3cret' },
      { kind: 'basic', user: 'DOMAIN\\reader', password: 's3cret' },
    ],
    [
      { kind: 'bearer', token: 't0ken' },
      { kind: 'bearer', token: 't0ken' },
    ],
    // A proxy that takes part in Kerberos stands before the server and wants a key of its own, or none.
    [
      { kind: 'api-key', header: 'X-Proxy-Key', key: 'k3y' },
      { kind: 'header', name: 'X-Proxy-Key', value: 'k3y' },
    ],
  ] satisfies [SimulatorAuth, PiWebApiSettings['auth']][])('of kind %o open the door', async (auth, ours) => {
    historian = await startHistorian({ auth: ours }, { auth })
    expect(await historian.source.check(signal)).toEqual({ product: 'PI Web API', version: '2023.1.0.0' })
    await historian.stop()
    historian = await startHistorian({}, { auth })
    await expect(historian.source.check(signal)).rejects.toMatchObject({ code: 'unauthorized' })
  })

  it('show on every request that it comes from no web page', async () => {
    server = await startScriptedServer(() => ({ body: { ProductTitle: 'PI Web API' } }))
    await createTestSource(server.baseUrl).check(signal)
    expect(server.requests.map(({ headers }) => headers['x-requested-with'])).toEqual(['tieback'])
  })

  it('are in no message', async () => {
    historian = await startHistorian(
      { auth: { kind: 'bearer', token: 't0ken' } },
      { auth: { kind: 'bearer', token: 'other' } },
    )
    await expect(historian.source.check(signal)).rejects.toMatchObject({
      message: expect.not.stringContaining('t0ken') as string,
    })
  })
})
