import { afterEach, describe, expect, it } from 'vitest'
import { type Script, type ScriptedServer, startScriptedServer } from '../../http/test/scripted-server.ts'
import { collect } from './simulated-historian.ts'
import { createTestSource } from './pi-archive.ts'

const { signal } = new AbortController()
const range = { start: new Date('2024-03-14T00:00:00Z'), end: new Date('2024-03-15T00:00:00Z') }
/** Names that leave no room for a hundred of their WebIDs in an address. */
const tags = ['A', 'B', 'C'].map((letter) => `${letter}-1.${'X'.repeat(80)}.WHP`)
let server: ScriptedServer | null = null

afterEach(async () => {
  await server?.stop()
  server = null
})

const ok = (WebId: string) => ({ Status: 200, Headers: {}, Content: { WebId, Future: false } })

async function read(batch: Awaited<ReturnType<Script>>) {
  server = await startScriptedServer(({ path, query }) => {
    if (path.endsWith('/batch')) return batch
    const Items = query.getAll('webId').map((WebId) => ({
      WebId,
      Items: [{ Timestamp: '2024-03-14T01:00:00Z', Value: 1, Good: true }],
    }))
    return { body: { Items } }
  })
  return await collect(
    createTestSource(server.baseUrl, { resilience: { attempts: 1 } }).series.readRecorded(tags, range, signal),
  )
}

describe('a batch', () => {
  it('is a POST that holds reads alone', async () => {
    await read({ status: 207, body: { 0: ok('I1DPa'), 1: ok('I1DPb'), 2: ok('I1DPc') } })
    const [post, ...rest] = server?.requests ?? []
    expect(post).toMatchObject({ method: 'POST', path: '/piwebapi/batch' })
    expect(rest.every(({ method }) => method === 'GET')).toBe(true)
  })

  it('has each part judged by its own status: one that fails costs its own tag', async () => {
    const gone = { Status: 404, Headers: {}, Content: { Errors: ["Not found: 'B'."] } }
    const { rows, refused } = await read({ status: 207, body: { 0: ok('I1DPa'), 1: gone, 2: ok('I1DPc') } })
    expect(rows.map(({ sourceKey }) => sourceKey)).toEqual([tags[0], tags[2]])
    expect(refused).toMatchObject([{ key: tags[1], message: expect.stringContaining("Not found: 'B'") as string }])
  })

  it('has a part read that holds plain text instead of an error body, or an exception in a 200', async () => {
    const text = { Status: 404, Headers: {}, Content: 'No HTTP resource was found.' }
    const exception = { Status: 200, Headers: {}, Content: { WebException: { Errors: ['odd'], StatusCode: 400 } } }
    const { refused } = await read({ status: 207, body: { 0: text, 1: exception, 2: ok('I1DPc') } })
    expect(refused.map(({ key }) => key)).toEqual([tags[0], tags[1]])
  })

  it('without an answer for a part refuses that one', async () => {
    const { refused } = await read({ status: 207, body: { 0: ok('I1DPa'), 2: ok('I1DPc') } })
    expect(refused.map(({ key }) => key)).toEqual([tags[1]])
  })

  it('fails as a whole where the archive behind it does', async () => {
    const down = { Status: 502, Headers: {}, Content: { Errors: ['The archive is not reachable.'] } }
    await expect(read({ status: 207, body: { 0: ok('I1DPa'), 1: down, 2: ok('I1DPc') } })).rejects.toMatchObject({
      code: 'unavailable',
    })
  })

  it('whose answer is no batch answer is drift', async () => {
    await expect(read({ status: 207, body: { 0: { Code: 200 } } })).rejects.toMatchObject({ code: 'bad_payload' })
  })
})
