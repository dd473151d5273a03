import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { Problem } from '@tieback/contracts'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { ResolveActor } from '../src/platform/identity/actor.ts'
import { toAnswerKey } from '../src/platform/http/known-addresses.ts'
import { actorHeader, actorWith, resolveNamed } from './actors.ts'
import { startSmallServer, type SmallServer } from './small-server.ts'
import { send, type WireReply } from './wire.ts'

const textOf = ({ body }: WireReply): string => (JSON.parse(body.toString()) as { text: string }).text
const codeOf = ({ body }: WireReply): string => Problem.parse(JSON.parse(body.toString())).code

/** Of a thousand letters: large enough to be compressed. */
const large = '/api/v1/things/abc?size=1000'

/** What differs between two requests for the same, or says how it was answered. */
const withoutPassing = ({ headers }: WireReply) => {
  const { date: _date, 'x-request-id': _id, 'server-timing': _timing, 'keep-alive': _keep, ...rest } = headers
  return rest
}

describe('a kept answer', () => {
  let server: SmallServer
  const get = (path: string, headers: Record<string, string> = {}) => send(`${server.url}${path}`, { headers })

  beforeEach(async () => {
    server = await startSmallServer()
  })
  afterEach(() => server.app.close())

  it('is filled once, and is the same with every header when it comes from memory', async () => {
    const first = await get(large)
    const second = await get(large)
    expect(server.fills).toBe(1)
    expect(second.body).toEqual(first.body)
    expect(withoutPassing(second)).toEqual(withoutPassing(first))
    expect(first.headers['server-timing']).toMatch(/^cache;desc=miss, fill;dur=\d+\.\d$/)
    expect(second.headers['server-timing']).toBe('cache;desc=hit')
  })

  it('may be kept by a browser that asks each time whether it still holds', async () => {
    await get(large)
    expect((await get(large)).headers).toMatchObject({
      'cache-control': 'private, no-cache',
      vary: 'accept-encoding',
      'content-type': 'application/json; charset=utf-8',
    })
  })

  it('has a request id of its own each time, or the one that a gateway sent', async () => {
    await get(large)
    const ids = await Promise.all([get(large), get(large)])
    expect(new Set(ids.map(({ headers }) => headers['x-request-id'])).size).toBe(2)
    expect((await get(large, { 'x-request-id': 'gateway-0001' })).headers['x-request-id']).toBe('gateway-0001')
  })

  it.each(['miss', 'hit'])('is not sent again to who has it, on a %s', async (outcome) => {
    const { headers } = await get(large)
    const etag = String(headers.etag)
    if (outcome === 'miss') await server.cache.invalidate(['production'])
    const again = await get(large, { 'if-none-match': etag })
    expect(again.status).toBe(304)
    expect(again.body.byteLength).toBe(0)
    expect(again.headers['server-timing']).toContain(`desc=${outcome}`)
    expect(again.headers).toMatchObject({ etag, 'cache-control': 'private, no-cache', vary: 'accept-encoding' })
    expect(again.headers['content-type']).toBeUndefined()
  })

  it.each([
    ['*', 304],
    ['"other", {etag}', 304],
    ['{strong}', 304],
    ['"other"', 200],
    ['W/"other", "another"', 200],
  ])('answers If-None-Match: %s with %i', async (header, status) => {
    const etag = String((await get(large)).headers.etag)
    expect(etag).toMatch(/^W\/"/)
    const known = header.replace('{etag}', etag).replace('{strong}', etag.slice(2))
    expect((await get(large, { 'if-none-match': known })).status).toBe(status)
  })

  it.each([
    ['br, gzip', 'br'],
    ['gzip', 'gzip'],
    ['gzip;q=0', undefined],
    ['br;q=0.1, gzip;q=0.9', 'gzip'],
    ['br;q=0, gzip;q=0, *', undefined],
    ['*', 'br'],
    ['deflate', undefined],
    ['identity, gzip;q=0.5', undefined],
    ['GZIP', 'gzip'],
    ['gzip;q=nonsense', undefined],
    ['identity;q=0', undefined],
  ])('goes to who accepts "%s" as %s, from memory as when it is filled', async (accept, encoding) => {
    const replies = [await get(large, { 'accept-encoding': accept }), await get(large, { 'accept-encoding': accept })]
    for (const reply of replies) {
      expect(reply.headers['content-encoding']).toBe(encoding)
      expect(Number(reply.headers['content-length'])).toBe(reply.body.byteLength)
      const plain =
        encoding === 'br' ? brotliDecompressSync(reply.body) : encoding === 'gzip' ? gunzipSync(reply.body) : reply.body
      expect(textOf({ ...reply, body: plain })).toBe('abc'.repeat(1_000))
    }
  })

  it('goes out as it is where compressing saves nothing', async () => {
    const path = '/api/v1/things/a?size=3'
    await get(path)
    expect((await get(path, { 'accept-encoding': 'br, gzip' })).headers['content-encoding']).toBeUndefined()
  })

  it('is described to HEAD as GET would send it', async () => {
    const got = await get(large, { 'accept-encoding': 'gzip' })
    const head = await send(`${server.url}${large}`, { method: 'HEAD', headers: { 'accept-encoding': 'gzip' } })
    expect(head).toMatchObject({ status: 200, body: Buffer.alloc(0) })
    expect(withoutPassing(head)).toEqual(withoutPassing(got))
    expect(server.fills).toBe(1)
  })

  it('is one, however its address is written', async () => {
    await get('/api/v1/things/abc?kind=x&size=10')
    await get('/api/v1/things/abc?kind=x')
    await get('/api/v1/things/abc?size=10&kind=x&unheard-of=1')
    expect(server.fills).toBe(1)
    await get('/api/v1/things/abc?kind=y')
    await get('/api/v1/things/abcd?kind=x')
    expect(server.fills).toBe(3)
  })

  it('is made anew after its tag was invalidated, and not after another was', async () => {
    await get(large)
    server.answer = () => ({ text: 'new' })
    await server.cache.invalidate(['alerts'])
    expect(textOf(await get(large))).toBe('abc'.repeat(1_000))
    await server.cache.invalidate(['production'])
    expect(textOf(await get(large))).toBe('new')
  })

  it.each(['stale', 'shared'] as const)('says so when it is %s', async (outcome) => {
    await get(large)
    server.cache.outcome = outcome
    expect((await get(large)).headers['server-timing']).toBe(`cache;desc=${outcome}`)
  })

  it('goes through the framework once when it has become stale, which starts its refill, and past it from then on', async () => {
    const fresh = await get(large)
    server.cache.outcome = 'stale'
    const starting = await get(large)
    expect(server.cache.reads).toBe(2)
    server.cache.isRefilling = true
    const waiting = await get(large)
    expect(server.cache.reads).toBe(2)
    for (const reply of [starting, waiting]) {
      expect(reply.headers['server-timing']).toBe('cache;desc=stale')
      expect(reply.body).toEqual(fresh.body)
      expect(withoutPassing(reply)).toEqual(withoutPassing(fresh))
    }
    const known = await get(large, { 'if-none-match': String(fresh.headers.etag) })
    expect([known.status, known.headers['server-timing']]).toEqual([304, 'cache;desc=stale'])
    server.cache.outcome = 'hit'
    expect((await get(large)).headers['server-timing']).toBe('cache;desc=hit')
  })

  it('has nothing that the contract does not declare', async () => {
    server.answer = () => ({ text: 'told', secret: 'kept' })
    for (const reply of [await get(large), await get(large)]) {
      expect(JSON.parse(reply.body.toString())).toEqual({ text: 'told' })
    }
  })

  it('is never one that breaks the contract: that is our failure, each time', async () => {
    server.answer = () => ({ text: 7 })
    for (const reply of [await get(large), await get(large)]) {
      expect(reply.status).toBe(500)
      expect(codeOf(reply)).toBe('internal-error')
      expect(reply.headers['cache-control']).toBe('no-store')
    }
    expect(server.fills).toBe(2)
  })

  it('is never a failure', async () => {
    expect(codeOf(await get('/api/v1/things/none'))).toBe('not-found')
    expect((await get('/api/v1/things/none')).status).toBe(404)
    expect(server.fills).toBe(2)
    expect(codeOf(await get('/api/v1/things/abc?size=-1'))).toBe('invalid-request')
  })

  it('is left to the framework while the server closes', async () => {
    await get(large)
    const closing = server.app.close()
    const reply = await get(large).catch(() => null)
    expect(reply === null || reply.headers.connection === 'close').toBe(true)
    await closing
  })
})

describe('the key of an answer', () => {
  it('does not depend on the order of what was asked, nor on what was left open', () => {
    const key = toAnswerKey('a.read', { id: '1' }, { from: 'x', to: 'y' })
    expect(toAnswerKey('a.read', { id: '1' }, { to: 'y', from: 'x', top: undefined })).toBe(key)
    expect(toAnswerKey('a.read', { id: '1' }, { from: 'y', to: 'x' })).not.toBe(key)
    expect(toAnswerKey('b.read', { id: '1' }, { from: 'x', to: 'y' })).not.toBe(key)
  })
})

describe('access to a kept answer', () => {
  const actors = {
    reader: actorWith(['viewer', 'all']),
    lead: actorWith(['performance-lead', 'all']),
    nobody: actorWith(),
    north: actorWith(['viewer', ['hub-north']]),
    south: actorWith(['viewer', ['hub-south']]),
    both: actorWith(['viewer', ['hub-south']], ['pmc-engineer', ['hub-north']]),
    bothOtherwise: actorWith(['viewer', ['hub-north', 'hub-south']]),
    nowhere: actorWith(['viewer', []]),
  }
  const findActor = resolveNamed(actors)
  const slowly: ResolveActor = async (request) => {
    await Promise.resolve()
    if (request.headers[actorHeader] === 'broken') throw new Error('the identity provider is away')
    return findActor(request)
  }

  it.each([
    ['at once', findActor],
    ['after a while', slowly],
  ])('is decided before the cache is asked, where it is known %s', async (_, resolveActor) => {
    const server = await startSmallServer({ resolveActor })
    const getAs = (actor: string) => send(`${server.url}${large}`, { headers: { [actorHeader]: actor } })
    expect((await getAs('reader')).status).toBe(200)
    server.cache.keys.length = 0
    expect(codeOf(await getAs('nobody'))).toBe('forbidden')
    expect(codeOf(await getAs('stranger'))).toBe('unauthenticated')
    expect(server.cache.keys).toEqual([])
    expect((await getAs('reader')).headers['server-timing']).toBe('cache;desc=hit')
    await server.app.close()
  })

  /** What each of some people gets of an address, one after the other, where each time the answer would be another. */
  async function readInTurn(path: string, names: readonly (keyof typeof actors)[]): Promise<string[]> {
    const server = await startSmallServer({ resolveActor: findActor })
    const texts: string[] = []
    for (const name of names) {
      server.answer = () => ({ text: `made for ${name}` })
      texts.push(textOf(await send(`${server.url}${path}`, { headers: { [actorHeader]: name } })))
    }
    await server.app.close()
    return texts
  }

  it('keeps what one audience sees from another, whoever asked first', async () => {
    const names = ['reader', 'north', 'south', 'both', 'nowhere'] as const
    const made = names.map((name) => `made for ${name}`)
    expect(await readInTurn(large, [...names, ...names])).toEqual([...made, ...made])
    expect(await readInTurn(large, [...names].reverse())).toEqual(made.toReversed())
  })

  it('is one for all who see the whole field, and for all who see the same parts of it by whichever roles', async () => {
    expect(await readInTurn(large, ['reader', 'lead'])).toEqual(['made for reader', 'made for reader'])
    expect(await readInTurn(large, ['both', 'bothOtherwise'])).toEqual(['made for both', 'made for both'])
  })

  it('is one for all who see parts where it holds nothing of an asset, and another for who sees all', async () => {
    expect(await readInTurn('/api/v1/shared', ['north', 'south', 'reader', 'lead', 'nowhere'])).toEqual([
      'made for north',
      'made for north',
      'made for reader',
      'made for reader',
      'made for north',
    ])
  })

  it('about the whole field goes to nobody who sees parts of it, also when it lies there', async () => {
    const server = await startSmallServer({ resolveActor: findActor })
    const getAs = (name: string) => send(`${server.url}/api/v1/whole`, { headers: { [actorHeader]: name } })
    expect((await getAs('reader')).status).toBe(200)
    expect((await getAs('lead')).headers['server-timing']).toBe('cache;desc=hit')
    for (const name of ['north', 'bothOtherwise', 'nowhere']) expect(codeOf(await getAs(name))).toBe('forbidden')
    await server.app.close()
  })

  const brokenAtOnce: ResolveActor = (request) => {
    if (request.headers[actorHeader] === 'broken') throw new Error('the identity provider is away')
    return findActor(request)
  }

  it.each([
    ['at once', brokenAtOnce],
    ['after a while', slowly],
  ])('fails as it always does where finding out who asks fails %s', async (_, resolveActor) => {
    const server = await startSmallServer({ resolveActor })
    await send(`${server.url}${large}`, { headers: { [actorHeader]: 'reader' } })
    const reply = await send(`${server.url}${large}`, { headers: { [actorHeader]: 'broken' } })
    expect(codeOf(reply)).toBe('internal-error')
    await server.app.close()
  })
})
