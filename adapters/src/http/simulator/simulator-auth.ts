import { randomUUID } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'

/** Whom a simulator answers. With `oauth2` it gives out tokens itself, at `/simulator/token`. */
export type SimulatorAuth =
  | { readonly kind: 'basic'; readonly user: string; readonly password: string }
  | { readonly kind: 'bearer'; readonly token: string }
  | { readonly kind: 'api-key'; readonly header: string; readonly key: string }
  | { readonly kind: 'oauth2'; readonly clientId: string; readonly clientSecret: string; readonly expiresInS?: number }

export interface Doorkeeper {
  /** Whether these headers may pass; `callsMax` is how often the same credentials may, null for ever. */
  admits(headers: IncomingHttpHeaders, callsMax: number | null): boolean
  /** A token for the client credentials in a form, or null where they aren't good. */
  issue(form: URLSearchParams, headers: IncomingHttpHeaders): { access_token: string; expires_in: number } | null
  /** Tokens given out so far. */
  readonly issued: number
}

const basic = (user: string, password: string) => `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`

export function createDoorkeeper(auth: SimulatorAuth | undefined): Doorkeeper {
  const tokens = new Map<string, number>()
  const uses = new Map<string, number>()
  const isKnown = (headers: IncomingHttpHeaders): boolean => {
    if (auth === undefined) return true
    if (auth.kind === 'api-key') return headers[auth.header.toLowerCase()] === auth.key
    const given = headers.authorization ?? ''
    if (auth.kind === 'basic') return given === basic(auth.user, auth.password)
    if (auth.kind === 'bearer') return given === `Bearer ${auth.token}`
    return (tokens.get(given) ?? 0) > performance.now()
  }
  return {
    admits(headers, callsMax) {
      if (!isKnown(headers)) return false
      if (callsMax === null) uses.clear()
      else {
        const given = credentialsOf(headers, auth)
        uses.set(given, (uses.get(given) ?? 0) + 1)
        return (uses.get(given) ?? 0) <= callsMax
      }
      return true
    },
    issue(form, headers) {
      if (auth?.kind !== 'oauth2' || !isClient(auth, form, headers)) return null
      const token = randomUUID()
      const expiresInS = auth.expiresInS ?? 300
      tokens.set(`Bearer ${token}`, performance.now() + expiresInS * 1000)
      return { access_token: token, expires_in: expiresInS }
    },
    get issued() {
      return tokens.size
    },
  }
}

function credentialsOf(headers: IncomingHttpHeaders, auth: SimulatorAuth | undefined): string {
  return auth?.kind === 'api-key' ? String(headers[auth.header.toLowerCase()]) : (headers.authorization ?? '')
}

/** Credentials in the form, or in the header as HTTP Basic: a client may use either (RFC 6749, section 2.3.1). */
function isClient(
  { clientId, clientSecret }: { clientId: string; clientSecret: string },
  form: URLSearchParams,
  headers: IncomingHttpHeaders,
): boolean {
  if (form.get('grant_type') !== 'client_credentials') return false
  const inHeader = headers.authorization === basic(encodeURIComponent(clientId), encodeURIComponent(clientSecret))
  return inHeader || (form.get('client_id') === clientId && form.get('client_secret') === clientSecret)
}
