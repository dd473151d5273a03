import type { SourceFault } from '../../conformance.ts'
import { type ScriptedAnswer, type ScriptedServer, startScriptedServer } from './scripted-server.ts'

export interface FaultFront {
  /** Address to give a source in place of the server's own. */
  readonly baseUrl: string
  readonly fail: (fault: SourceFault) => Promise<void>
  readonly stop: () => Promise<void>
}

const answers: Record<Exclude<SourceFault, 'offline'>, ScriptedAnswer> = {
  'bad-gateway-page': { status: 502, body: '<html><body><h1>502 Bad Gateway</h1></body></html>' },
  'login-page': { status: 200, body: '<!DOCTYPE html><html><body><form action="/login"></form></body></html>' },
  unauthorized: { status: 401, body: { Message: 'Authorization has been denied for this request.' } },
  'rate-limited': { status: 429, headers: { 'retry-after': '7' }, body: { Errors: ['Rate limit was reached'] } },
  malformed: { status: 200, headers: { 'content-type': 'application/json' }, body: '{"Items": [{"WebId": "P1' },
  drift: { status: 200, body: { Elements: [], lines: [] } },
}

/** Stands before a server and passes everything on, until it is told to fail in a server's stead. */
export async function startFaultFront(target: string): Promise<FaultFront> {
  let failing: ScriptedAnswer | null = null
  const { origin, pathname } = new URL(target)
  const front: ScriptedServer = await startScriptedServer(async ({ path, query, headers }) => {
    if (failing !== null) return failing
    const authorization = headers['authorization']
    const response = await fetch(`${origin}${path}?${query.toString()}`, {
      headers: typeof authorization === 'string' ? { authorization } : {},
    })
    const contentType = response.headers.get('content-type') ?? 'application/json'
    return { status: response.status, headers: { 'content-type': contentType }, body: await response.text() }
  })
  return {
    baseUrl: `${front.baseUrl}${pathname.replace(/\/$/, '')}`,
    stop: front.stop,
    async fail(fault) {
      if (fault === 'offline') await front.stop()
      else failing = answers[fault]
    },
  }
}
