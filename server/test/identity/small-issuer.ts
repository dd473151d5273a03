import { once } from 'node:events'
import { createServer } from 'node:http'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'

type Claims = Readonly<Record<string, unknown>>
type Keys = Awaited<ReturnType<typeof generateKeyPair>>

/** An issuer that signs whatever a test wants to see refused. */
export interface SmallIssuer {
  readonly issuer: string
  /** How often its keys were asked for. */
  readonly keyRequests: number
  sign(claims: Claims, header?: Readonly<Record<string, unknown>>): Promise<string>
  /** The same with a key that it never published. */
  signByAnother(claims: Claims): Promise<string>
  /** Publishes and signs with another key from now on. */
  rotate(): Promise<void>
  close(): Promise<void>
}

/** Serves what an issuer says of itself, and its keys. */
export async function startSmallIssuer(): Promise<SmallIssuer> {
  const makeKeys = (): Promise<Keys> => generateKeyPair('RS256')
  let keys = await makeKeys()
  let count = 0
  let keyRequests = 0
  const server = createServer((request, response) => {
    const answer = async (): Promise<unknown> => {
      if (request.url !== '/jwks')
        return {
          issuer,
          authorization_endpoint: `${issuer}/auth`,
          token_endpoint: `${issuer}/token`,
          jwks_uri: `${issuer}/jwks`,
        }
      keyRequests += 1
      return { keys: [{ ...(await exportJWK(keys.publicKey)), kid: `key-${count}`, alg: 'RS256', use: 'sig' }] }
    }
    void answer().then((body) => response.setHeader('content-type', 'application/json').end(JSON.stringify(body)))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  // Safe: a server that listens on a port has an address of this kind.
  const issuer = `http://127.0.0.1:${(server.address() as { port: number }).port}`
  const signWith = (key: Keys['privateKey'], claims: Claims, header: Readonly<Record<string, unknown>> = {}) =>
    new SignJWT({ ...claims }).setProtectedHeader({ alg: 'RS256', kid: `key-${count}`, ...header }).sign(key)
  return {
    issuer,
    get keyRequests() {
      return keyRequests
    },
    sign: (claims, header) => signWith(keys.privateKey, claims, header),
    signByAnother: async (claims) => signWith((await makeKeys()).privateKey, claims),
    rotate: async () => {
      keys = await makeKeys()
      count += 1
    },
    close: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
