import { generateKeyPairSync } from 'node:crypto'
import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import Provider from 'oidc-provider'

export interface TokenIssuer {
  readonly issuer: string
  /** Requests so far, as `POST /token`. */
  readonly requests: readonly string[]
  /** Safe to call twice. */
  stop(): Promise<void>
}

/** A real issuer on the loopback that knows one client, `tieback` with the secret `s3cret`, and the scope `read`. */
export async function startTokenIssuer({ expiresInS = 300 } = {}): Promise<TokenIssuer> {
  const requests: string[] = []
  const server = createServer({ keepAliveTimeout: 60_000 })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  // Safe: a server that listens on a TCP port has an address of that sort.
  const { port } = server.address() as AddressInfo
  const issuer = `http://127.0.0.1:${port}`
  const answer = createProvider(issuer, expiresInS).callback()
  server.on('request', (request: IncomingMessage, response) => {
    requests.push(`${request.method ?? ''} ${request.url ?? ''}`)
    void answer(request, response)
  })
  return { issuer, requests, stop: () => stop(server) }
}

function createProvider(issuer: string, expiresInS: number): Provider {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  return new Provider(issuer, {
    clients: [
      {
        client_id: 'tieback',
        client_secret: 's3cret',
        grant_types: ['client_credentials'],
        redirect_uris: [],
        response_types: [],
        token_endpoint_auth_method: 'client_secret_basic',
        id_token_signed_response_alg: 'ES256',
      },
    ],
    scopes: ['read'],
    features: { clientCredentials: { enabled: true }, devInteractions: { enabled: false } },
    ttl: { ClientCredentials: expiresInS },
    jwks: { keys: [{ ...privateKey.export({ format: 'jwk' }), use: 'sig', alg: 'ES256', kid: 'test' }] },
    cookies: { keys: ['test'] },
  })
}

function stop(server: Server): Promise<void> {
  return new Promise((resolve) => {
    if (!server.listening) return resolve()
    server.close(() => resolve())
    server.closeAllConnections()
  })
}
