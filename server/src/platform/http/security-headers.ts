import type { FastifyHelmetOptions } from '@fastify/helmet'
import type { FastifyReply } from 'fastify'

/** The web layout asks for no other origin than that of its API; styles are set inline by the component library. */
export const securityOptions = (apiBaseUrl: string): FastifyHelmetOptions => ({
  contentSecurityPolicy: {
    directives: {
      defaultSrc: ["'self'"],
      connectSrc: ["'self'", ...(apiBaseUrl === '' ? [] : [new URL(apiBaseUrl).origin])],
      styleSrc: ["'self'", "'unsafe-inline'"],
      imgSrc: ["'self'", 'data:'],
      upgradeInsecureRequests: null,
    },
  },
  strictTransportSecurity: false,
})

/**
 * What helmet sets. Named one by one: the headers of one reply are repeated on others, so a header that belongs to
 * one caller, such as a cookie, must never slip in.
 */
const names = [
  'content-security-policy',
  'cross-origin-embedder-policy',
  'cross-origin-opener-policy',
  'cross-origin-resource-policy',
  'origin-agent-cluster',
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
