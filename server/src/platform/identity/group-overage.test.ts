import { afterEach, describe, expect, it, vi } from 'vitest'
import { readGroups } from './group-overage.ts'
import { ProviderRefusal, ProviderUnavailable } from './provider-errors.ts'

const address = 'https://directory.example.com/me/groups'

afterEach(() => vi.restoreAllMocks())

/** The directory answers like this, page by page. */
function answerWith(...pages: readonly (Response | Error)[]) {
  const spy = vi.spyOn(globalThis, 'fetch')
  for (const page of pages) {
    if (page instanceof Error) spy.mockRejectedValueOnce(page)
    else spy.mockResolvedValueOnce(page)
  }
  return spy
}

const page = (ids: readonly string[], next?: string): Response =>
  Response.json({
    value: ids.map((id) => ({ id, displayName: id })),
    ...(next === undefined ? {} : { '@odata.nextLink': next }),
  })

describe('groups that are too many for a token', () => {
  it('are read page by page, with the access token', async () => {
    const spy = answerWith(page(['a', 'b'], `${address}?skip=2`), page(['c']))
    expect(await readGroups(address, 'token')).toEqual(['a', 'b', 'c'])
    expect(spy.mock.calls.map(([url]) => (url instanceof URL ? url.href : url))).toEqual([address, `${address}?skip=2`])
    expect(spy.mock.calls[0]?.[1]).toMatchObject({ headers: { authorization: 'Bearer token' }, redirect: 'error' })
  })

  it('are not asked for at another place, whatever the answer says', async () => {
    const spy = answerWith(page(['a'], 'https://evil.example/groups'))
    await expect(readGroups(address, 'token')).rejects.toThrow(ProviderRefusal)
    expect(spy).toHaveBeenCalledTimes(1)
  })

  it('end somewhere', async () => {
    const spy = vi.spyOn(globalThis, 'fetch').mockImplementation(() => Promise.resolve(page(['a'], address)))
    await expect(readGroups(address, 'token')).rejects.toThrow('more than 50 pages')
    expect(spy).toHaveBeenCalledTimes(50)
  })

  it.each([
    ['fails', new TypeError('fetch failed')],
    ['is busy', new Response('', { status: 429 })],
    ['is broken', new Response('', { status: 503 })],
  ])('can’t be had where the directory %s', async (_, answer) => {
    answerWith(answer)
    await expect(readGroups(address, 'token')).rejects.toThrow(ProviderUnavailable)
  })

  it.each([
    ['does not allow it', Response.json({ error: {} }, { status: 403 })],
    ['answers with something else', Response.json({ groups: ['a'] })],
    ['answers with no JSON', new Response('<html>')],
  ])('are refused where the directory %s', async (_, answer) => {
    answerWith(answer)
    await expect(readGroups(address, 'token')).rejects.toThrow(ProviderRefusal)
  })
})
