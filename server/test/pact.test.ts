import { once } from 'node:events'
import { readdirSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { Verifier } from '@pact-foundation/pact'
import { pactsFolder, provider } from '@tieback/pact'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { idOf, oilSignalId, writeSmallField } from './small-field.ts'
import { startTestApp, type TestApp } from './test-app.ts'

/** What a consumer's request may name of the field. */
const ids = {
  assetId: idOf('asset'),
  hubId: idOf('hub'),
  facilityId: idOf('facility'),
  wellId: idOf('V-31'),
  signalId: oilSignalId,
}

describe('the server', () => {
  let reported: TestApp
  let empty: TestApp
  let current: TestApp
  let front: Server

  beforeAll(async () => {
    reported = await startTestApp()
    empty = await startTestApp()
    await writeSmallField(reported.pool)
    await Promise.all([reported.app.ready(), empty.app.ready()])
    current = reported
    // One address for all states: each has a server and a database of its own, so none is ever cleared.
    front = createServer((request, response) => current.app.server.emit('request', request, response))
    front.listen(0, '127.0.0.1')
    await once(front, 'listening')
  })
  afterAll(async () => {
    front.close()
    await reported.dispose()
    await empty.dispose()
  })

  const enter = (state: () => TestApp) => () => {
    current = state()
    return Promise.resolve(ids)
  }

  it.each(readdirSync(pactsFolder))('keeps every interaction of %s', async (file) => {
    const { port } = front.address() as AddressInfo
    const output = await new Verifier({
      provider,
      providerBaseUrl: `http://127.0.0.1:${port}`,
      pactUrls: [join(pactsFolder, file)],
      stateHandlers: {
        'a field of two wells has reported three days': enter(() => reported),
        'the store holds no node': enter(() => empty),
      },
      logLevel: 'error',
    }).verifyProvider()
    expect(JSON.parse(output)).toMatchObject({ result: true })
  })
})
