import { afterEach, describe, expect, it } from 'vitest'
import { SourceError } from '../source-error.ts'
import { createAuthorization } from './authorization.ts'
import { sendGet, statusError } from './send-get.ts'
import { type Script, type ScriptedServer, startScriptedServer } from './test/scripted-server.ts'

let server: ScriptedServer | null = null

afterEach(async () => {
  await server?.stop()
  server = null
})

async function ask(script: Script, options: { timeoutMs?: number; bodyBytesMax?: number; signal?: AbortSignal } = {}) {
  server = await startScriptedServer(script)
  const { timeoutMs = 5_000, bodyBytesMax = 1_000_000, signal = new AbortController().signal } = options
  const credentials = { kind: 'basic', user: 'reader', password: 's3cret' } as const
  const headers = await createAuthorization(credentials, { sourceId: 'src', timeoutMs }).authorize(signal)
  return await sendGet(
    { sourceId: 'src', url: new URL(`${server.baseUrl}/rows?token=x`), headers, timeoutMs, bodyBytesMax },
    signal,
  )
}

const never: Script = () => new Promise(() => undefined)

describe('sendGet', () => {
  it('gives the parsed body of a JSON answer', async () => {
    expect(await ask(() => ({ body: { rows: [1] } }))).toEqual({ status: 200, body: { rows: [1] }, retryAfterMs: null })
  })

  it('sends the credentials and asks for JSON', async () => {
    await ask(() => ({ body: {} }))
    expect(server?.requests[0]?.headers).toMatchObject({
      authorization: 'Basic cmVhZGVyOnMzY3JldA==',
      accept: 'application/json',
    })
  })

  it('gives an error answer with its body, or null where that is no JSON', async () => {
    expect(await ask(() => ({ status: 400, body: { Errors: ['no'] } }))).toMatchObject({
      status: 400,
      body: { Errors: ['no'] },
    })
    await server?.stop()
    expect(await ask(() => ({ status: 500, body: 'ORA-00942: table or view does not exist' }))).toMatchObject({
      body: null,
    })
  })

  it.each([
    [
      'plain text, by its first line',
      'ORA-00942: table or view does not exist\r\nORA-06512: at line 1\n',
      'ORA-00942: table or view does not exist',
    ],
    ['a page, by nothing of it', ' <!DOCTYPE html>\n<h1>Bad gateway</h1>', undefined],
    ['nothing, by nothing', '  \n', undefined],
  ])('explains an error answer that holds %s', async (_what, body, expected) => {
    expect((await ask(() => ({ status: 502, body }))).plainText).toBe(expected)
  })

  it.each([
    ['7', 7_000],
    ['soon', null],
  ])('reads a Retry-After of %s', async (header, expected) => {
    const answer = await ask(() => ({ status: 429, headers: { 'retry-after': header }, body: {} }))
    expect(answer.retryAfterMs).toBe(expected)
  })

  it('reads a Retry-After that is a date', async () => {
    const headers = { 'retry-after': new Date(Date.now() + 3_600_000).toUTCString() }
    const { retryAfterMs } = await ask(() => ({ status: 503, headers, body: {} }))
    expect(retryAfterMs).toBeGreaterThan(3_000_000)
    expect(retryAfterMs).toBeLessThanOrEqual(3_600_000)
  })

  it('takes a web page with 200 for a login page', async () => {
    await expect(ask(() => ({ body: '<!DOCTYPE html><form></form>' }))).rejects.toMatchObject({ code: 'unauthorized' })
  })

  it('follows no redirect, which would carry the credentials away', async () => {
    const headers = { location: 'http://127.0.0.1:1/login' }
    await expect(ask(() => ({ status: 302, headers, body: '' }))).rejects.toMatchObject({ code: 'unauthorized' })
  })

  it('refuses a body that breaks off', async () => {
    const headers = { 'content-type': 'application/json' }
    await expect(ask(() => ({ headers, body: '{"rows": [' }))).rejects.toMatchObject({ code: 'bad_payload' })
  })

  it('refuses a body over the limit', async () => {
    const attempt = ask(() => ({ body: { rows: 'x'.repeat(50_000) } }), { bodyBytesMax: 10_000 })
    await expect(attempt).rejects.toMatchObject({
      code: 'bad_payload',
      message: expect.stringContaining('10000 bytes') as string,
    })
  })

  it('is unavailable where no answer comes in time', async () => {
    await expect(ask(never, { timeoutMs: 20 })).rejects.toMatchObject({ code: 'unavailable', isRetryable: true })
  })

  it('is unavailable where nobody listens', async () => {
    await ask(() => ({ body: {} }))
    const gone = new URL(server?.baseUrl ?? '')
    await server?.stop()
    const request = { sourceId: 'src', url: gone, headers: {}, timeoutMs: 5_000, bodyBytesMax: 1_000 }
    await expect(sendGet(request, new AbortController().signal)).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.stringContaining('ECONNREFUSED') as string,
    })
  })

  it("throws the caller's own reason where the caller gave up", async () => {
    const controller = new AbortController()
    const attempt = ask(
      (request) => {
        controller.abort(new Error('shutting down'))
        return never(request)
      },
      { signal: controller.signal },
    )
    await expect(attempt).rejects.toThrow('shutting down')
    await expect(attempt).rejects.not.toBeInstanceOf(SourceError)
  })
})

describe('statusError', () => {
  const request = {
    sourceId: 'src',
    url: new URL('https://pi.example/points?path=secret'),
    headers: { authorization: 'Bearer t0ken' },
    timeoutMs: 1,
    bodyBytesMax: 1,
  }
  const answer = (status: number, retryAfterMs: number | null = null) => ({ status, body: null, retryAfterMs })

  it.each([
    [400, 'bad_payload'],
    [401, 'unauthorized'],
    [403, 'unauthorized'],
    [404, 'not_found'],
    [405, 'bad_payload'],
    [408, 'unavailable'],
    [413, 'bad_payload'],
    [414, 'bad_payload'],
    [429, 'rate_limited'],
    [500, 'unavailable'],
    [501, 'bad_payload'],
    [502, 'unavailable'],
    [503, 'unavailable'],
    [504, 'unavailable'],
  ])('sorts %i as %s', (status, code) => {
    expect(statusError(request, answer(status), null).code).toBe(code)
  })

  it('keeps the wait that was asked for', () => {
    expect(statusError(request, answer(503, 2_000), null).retryAfterMs).toBe(2_000)
  })

  it('names the place and the reason, and neither query nor credentials', () => {
    const { message } = statusError(request, answer(400), 'bad WebID')
    expect(message).toBe('https://pi.example/points answered 400: bad WebID')
  })
})
