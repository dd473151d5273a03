import { expect, it } from 'vitest'
import { type Harness, patience, type ReadAll, type SentRequest } from './harness.ts'

export function itOnlyReads(harness: () => Harness, readAll: () => ReadAll): void {
  it('lets nothing out but GET, and POST of a batch that holds GETs alone', async () => {
    const { source, front, sendsBatches = false } = harness()
    if (front === undefined) return
    await source.check(patience())
    await source.discover(patience())
    await readAll()(patience())
    expect(front.requests.length).toBeGreaterThan(2)
    expect(front.requests.some(({ method }) => method === 'POST')).toBe(sendsBatches)
    expect(front.requests.filter((request) => !isRead(request))).toEqual([])
  })
}

/** Proved of what arrived at the proxy, not of what the adapter meant to send. */
function isRead({ method, url, body }: SentRequest): boolean {
  if (method === 'GET') return body === ''
  if (method !== 'POST' || !/\/batch(\?|$)/.test(url)) return false
  const parts = Object.values(JSON.parse(body) as Record<string, { Method?: unknown; Content?: unknown }>)
  return parts.length > 0 && parts.every(({ Method, Content }) => Method === 'GET' && Content === undefined)
}
