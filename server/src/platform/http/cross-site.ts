import type { IncomingHttpHeaders } from 'node:http'
import type { FastifyInstance } from 'fastify'
import { readCredentials } from '../identity/credentials.ts'
import { ProblemError } from './problems.ts'

/** What has to be known to tell our own pages from others'. */
export interface CookieGuard {
  readonly cookieName: string
  /** Of the address that browsers use, such as `https://tieback.example.com`. */
  readonly publicOrigin: string
}

/** Methods that change nothing, RFC 9110, 9.2.1. */
const safeMethods: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS'])

const requestHeader = 'x-tieback-request'

/** Whether a browser says that one of our own pages asks. */
function isOwnPage(headers: IncomingHttpHeaders, publicOrigin: string): boolean {
  const site = headers['sec-fetch-site']
  // Browsers of before 2023 don't send the first.
  return site === undefined ? headers.origin === publicOrigin : site === 'same-origin'
}

/**
 * Refuses changes that another site makes a browser ask for with our cookie, before anything is read or anybody is
 * recognised. Who sends a bearer token is judged by that alone, and no browser sends one by itself.
 */
export function refuseCrossSite(app: FastifyInstance, { cookieName, publicOrigin }: CookieGuard): void {
  app.addHook('onRequest', (request, _reply, done) => {
    if (safeMethods.has(request.method)) {
      done()
      return
    }
    const { cookie, bearer } = readCredentials(request.raw, cookieName)
    const isTrusted =
      bearer !== undefined ||
      cookie === undefined ||
      (request.headers[requestHeader] === '1' && isOwnPage(request.headers, publicOrigin))
    done(
      isTrusted
        ? undefined
        : new ProblemError('cross-site-request', `Send ${requestHeader}: 1, from a page of ${publicOrigin}.`),
    )
  })
}
