import { afterEach, describe, expect, it } from 'vitest'
import { findExcess } from '../../src/platform/http/json-body.ts'
import { type SmallServer, startSmallServer } from '../small-server.ts'
import { send } from '../wire.ts'

const nested = (depth: number): string => '[{"a":'.repeat(depth / 2) + '1' + '}]'.repeat(depth / 2)
const names = (count: number): string => `{${Array.from({ length: count }, (_, index) => `"${index}":1`).join()}}`
const list = (count: number): string => `[${'1,'.repeat(count - 1)}1]`

describe('a JSON text', () => {
  it.each([
    ['32 deep', nested(32)],
    ['with 10,000 names', names(10_000)],
    ['with 10,000 names in two objects', `[${names(5_000)},${names(5_000)}]`],
    ['with 10,000 items in a list', list(10_000)],
    ['with 20,000 items in two lists', `[${list(10_000)},${list(9_999)}]`],
    ['whose texts hold what looks like more', JSON.stringify({ a: '[{"'.repeat(20_000), b: ':,\\'.repeat(20_000) })],
    ['of one text', '"\\\\\\""'],
    ['that ends too soon', '{"a":"\\'],
    ['that closes more than it opens', ']]]]}}}{'],
    ['that is empty', ''],
  ])('%s is left to the parser', (_, json) => {
    expect(findExcess(json)).toBeNull()
  })

  it.each([
    ['nested deeper', nested(34), 'is nested deeper than 32'],
    ['with more names', `[${names(5_000)},${names(5_001)}]`, 'has more than 10000 names'],
    ['with more items', list(10_001), 'has more than 10000 items in one list'],
    ['with more items after a list that has been closed', `[[1],${list(10_001).slice(1)}`, 'has more than 10000 items'],
    ['that is deep behind a text', `["\\"]",${nested(34)}]`, 'is nested deeper than 32'],
  ])('%s is refused by what it has too much of', (_, json, excess) => {
    expect(findExcess(json)).toContain(excess)
  })
})

describe('a body', () => {
  let server: SmallServer
  afterEach(() => server.app.close())

  it.each([
    ['that is nested too deep', 'application/json', nested(40), [400, 'invalid-request', 'is nested deeper']],
    ['of another type', 'application/xml', '<a/>', [415, 'unsupported-media-type', 'application/json']],
    ['of text', 'text/plain', '{"name":"a"}', [415, 'unsupported-media-type', 'application/json']],
    ['of a form', 'application/x-www-form-urlencoded', 'name=a', [415, 'unsupported-media-type', 'application/json']],
    ['whose type is nonsense', 'json', '{"name":"a"}', [415, 'unsupported-media-type', 'application/json']],
  ])('%s is refused with a problem that says why', async (_, type, body, [status, code, detail]) => {
    server = await startSmallServer()
    const reply = await send(`${server.url}/api/v1/things`, { method: 'POST', headers: { 'content-type': type }, body })
    expect(reply.status).toBe(status)
    expect(JSON.parse(reply.body.toString())).toMatchObject({
      code,
      detail: expect.stringContaining(String(detail)) as string,
    })
  })

  it('of JSON in UTF-8 is read', async () => {
    server = await startSmallServer()
    const headers = { 'content-type': 'application/json; charset=utf-8', 'content-encoding': 'identity' }
    const reply = await send(`${server.url}/api/v1/things`, { method: 'POST', headers, body: '{"name":"ø"}' })
    expect([reply.status, reply.body.toString()]).toEqual([201, '{"name":"ø"}'])
  })
})
