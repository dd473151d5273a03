import type { IncomingMessage } from 'node:http'

/** What a request brings to be recognised by; undefined where it brings none. */
export interface Credentials {
  /** The value of our cookie. */
  readonly cookie: string | undefined
  /** Empty where it can't be read, which is not the same as none. */
  readonly bearer: string | undefined
}

const cookieHeader = 'cookie'
const authorizationHeader = 'authorization'
const bearerScheme = /^bearer(?: +|$)/i

/** The first cookie of a name among `a=1; b=2`. */
function findCookie(header: string, name: string): string | undefined {
  for (const pair of header.split(';')) {
    const at = pair.indexOf('=')
    if (at > 0 && pair.slice(0, at).trim() === name) return pair.slice(at + 1).trim()
  }
  return undefined
}

/**
 * The session's cookie and the bearer token of a request. Node makes an object of all headers when it is asked for one,
 * which costs more than the rest of the way to an answer in memory: so they are looked for as they came.
 */
export function readCredentials({ rawHeaders }: Pick<IncomingMessage, 'rawHeaders'>, cookieName: string): Credentials {
  let cookie: string | undefined
  let bearer: string | undefined
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index] ?? ''
    if (name.length !== cookieHeader.length && name.length !== authorizationHeader.length) continue
    const lowerCase = name.toLowerCase()
    const value = rawHeaders[index + 1] ?? ''
    if (lowerCase === cookieHeader) cookie ??= findCookie(value, cookieName)
    if (lowerCase !== authorizationHeader || !bearerScheme.test(value)) continue
    // Two of them: which one a gateway has looked at can't be told.
    bearer = bearer === undefined ? value.replace(bearerScheme, '').trim() : ''
  }
  return { cookie, bearer }
}
