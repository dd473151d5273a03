import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface ScriptedRequest {
  readonly method: string
  readonly path: string
  readonly query: URLSearchParams
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
}

export interface ScriptedAnswer {
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  /** Text goes as it is, anything else as JSON. */
  readonly body: unknown
}

export interface ScriptedServer {
  readonly baseUrl: string
  /** Every request so far, oldest first. */
  readonly requests: readonly ScriptedRequest[]
  /** Safe to call twice; cuts what is open. */
  stop(): Promise<void>
}

export type Script = (request: ScriptedRequest) => ScriptedAnswer | Promise<ScriptedAnswer>

/** A server on the loopback that answers as a test says, and remembers what it was asked. */
export async function startScriptedServer(script: Script): Promise<ScriptedServer> {
  const requests: ScriptedRequest[] = []
  const server = createServer({ keepAliveTimeout: 60_000 }, (incoming, response) => {
    const url = new URL(incoming.url ?? '/', 'http://scripted')
    const { method = 'GET', headers } = incoming
    const request = { method, path: url.pathname, query: url.searchParams, headers }
    requests.push(request)
    void Promise.resolve(request)
      .then(script)
      .catch((error: unknown) => ({ status: 500, headers: {}, body: { Errors: [String(error)] } }))
      .then(({ status = 200, headers: sent, body }: ScriptedAnswer) => {
        const isText = typeof body === 'string'
        response.writeHead(status, { 'content-type': isText ? 'text/html' : 'application/json', ...sent })
        response.end(isText ? body : JSON.stringify(body))
      })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  // Safe: a server that listens on a TCP port has an address of that sort.
  const { port } = server.address() as AddressInfo
  return { baseUrl: `http://127.0.0.1:${port}`, requests, stop: () => stop(server) }
}

function stop(server: Server): Promise<void> {
  return new Promise((resolve) => {
    if (!server.listening) return resolve()
    server.close(() => resolve())
    server.closeAllConnections()
  })
}
