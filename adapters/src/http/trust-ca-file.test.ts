import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sendGet } from './send-get.ts'
import { createSelfSigned } from './test/self-signed.ts'
import { trustCaFile } from './trust-ca-file.ts'

let server: Server
let folder: string
let caFile: string

beforeAll(async () => {
  const { key, cert } = createSelfSigned()
  server = createServer({ key, cert }, (_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json' }).end('{"rows":[]}')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  folder = await mkdtemp(join(tmpdir(), 'tieback-ca-'))
  caFile = join(folder, 'ca.pem')
  await writeFile(caFile, cert)
})
afterAll(async () => {
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
  await rm(folder, { recursive: true })
})

function ask() {
  // Safe: a server that listens on a TCP port has an address of that sort.
  const url = new URL(`https://127.0.0.1:${(server.address() as AddressInfo).port}/rows`)
  return sendGet(
    { sourceId: 'src', url, headers: {}, timeoutMs: 5_000, bodyBytesMax: 1_000 },
    new AbortController().signal,
  )
}

describe('trustCaFile', () => {
  it("lets a server with a private authority's certificate be reached, which it can't be before", async () => {
    await expect(ask()).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.stringContaining('caFile') as string,
    })
    trustCaFile(caFile)
    expect(await ask()).toMatchObject({ status: 200, body: { rows: [] } })
    expect(() => trustCaFile(caFile)).not.toThrow()
  })

  it('refuses a file that holds no certificate, and one that is not there', async () => {
    const empty = join(folder, 'empty.pem')
    await writeFile(empty, 'nothing')
    expect(() => trustCaFile(empty)).toThrow('no PEM certificate')
    expect(() => trustCaFile(join(folder, 'absent.pem'))).toThrow('ENOENT')
  })
})
