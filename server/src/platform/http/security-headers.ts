import type { FastifyHelmetOptions } from '@fastify/helmet'
import type { FastifyInstance, FastifyReply } from 'fastify'

/** Where browsers find what. */
export interface OwnAddresses {
  /** Of the web application, such as `https://tieback.example.com`. */
  readonly publicUrl: string
  /** Of the API; empty: the same. */
  readonly apiBaseUrl: string
}

const isHttps = (publicUrl: string): boolean => publicUrl.startsWith('https:')

/** Two years, s: browsers then ask by https alone, whatever a link says. */
const httpsOnlyS = 63_072_000

/**
 * What a page of ours may load. Everything comes from its own origin, and the API's where that is another one; no script
 * stands in a page, and none is made from text.
 *
 * The one thing that is let through is a style element: the component library writes the theme's variables into one
 * while the page is drawn, and their text depends on the theme. What stands in a style attribute isn't taken.
 */
const contentSecurityPolicy = ({ publicUrl, apiBaseUrl }: OwnAddresses) => ({
  useDefaults: false,
  directives: {
    defaultSrc: ["'self'"],
    scriptSrc: ["'self'"],
    scriptSrcAttr: ["'none'"],
    styleSrc: ["'self'"],
    styleSrcElem: ["'self'", "'unsafe-inline'"],
    styleSrcAttr: ["'none'"],
    imgSrc: ["'self'", 'data:'],
    fontSrc: ["'self'"],
    connectSrc: ["'self'", ...(apiBaseUrl === '' ? [] : [new URL(apiBaseUrl).origin])],
    workerSrc: ["'self'"],
    manifestSrc: ["'self'"],
    frameSrc: ["'none'"],
    objectSrc: ["'none'"],
    baseUri: ["'none'"],
    formAction: ["'self'"],
    frameAncestors: ["'none'"],
    ...(isHttps(publicUrl) ? { upgradeInsecureRequests: [] } : {}),
  },
})

/** For helmet. */
export const securityOptions = (addresses: OwnAddresses): FastifyHelmetOptions => ({
  contentSecurityPolicy: contentSecurityPolicy(addresses),
  crossOriginOpenerPolicy: { policy: 'same-origin' },
  crossOriginResourcePolicy: { policy: 'same-origin' },
  referrerPolicy: { policy: 'no-referrer' },
  xFrameOptions: { action: 'deny' },
  strictTransportSecurity: isHttps(addresses.publicUrl) ? { maxAge: httpsOnlyS, includeSubDomains: true } : false,
})

/** Of what a browser could lend to a page, ours needs nothing. */
const unneeded = [
  'accelerometer',
  'browsing-topics',
  'camera',
  'display-capture',
  'geolocation',
  'gyroscope',
  'hid',
  'idle-detection',
  'local-fonts',
  'magnetometer',
  'microphone',
  'midi',
  'payment',
  'publickey-credentials-get',
  'screen-wake-lock',
  'serial',
  'usb',
  'xr-spatial-tracking',
]
const permissionsPolicy = unneeded.map((name) => `${name}=()`).join(', ')

/** Sets what helmet has no option for. */
export function withholdPermissions(app: FastifyInstance): void {
  app.addHook('onRequest', (_request, reply, done) => {
    reply.header('permissions-policy', permissionsPolicy)
    done()
  })
}

/** For answers to what no route was looked up for: there is nothing in them to load. */
export const bareSecurityHeaders = {
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
} as const

/**
 * What is set above and by helmet. Named one by one: the headers of one reply are repeated on others, so a header that
 * belongs to one caller, such as a cookie, must never slip in.
 */
const names = [
  'content-security-policy',
  'cross-origin-embedder-policy',
  'cross-origin-opener-policy',
  'cross-origin-resource-policy',
  'origin-agent-cluster',
  'permissions-policy',
  'referrer-policy',
  'strict-transport-security',
  'x-content-type-options',
  'x-dns-prefetch-control',
  'x-download-options',
  'x-frame-options',
  'x-permitted-cross-domain-policies',
  'x-xss-protection',
]

/** The security headers that a reply carries, names and values by turns, for answers that go out without Fastify. */
export const securityHeadersOf = (reply: FastifyReply): readonly string[] =>
  names.flatMap((name) => {
    const value = reply.getHeader(name)
    return value === undefined ? [] : [name, String(value)]
  })
