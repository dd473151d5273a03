import type { CachePolicy } from '../policy.ts'
import type { Header, Parameter, Reference } from './document.ts'

/** The response headers that a client may build on, by the name that it reads them under. */
const table = {
  'x-request-id': {
    description:
      'Finds the log lines of this request. A caller may send one of its own: 8 to 64 letters, digits, underscores and hyphens.',
    schema: { type: 'string' },
  },
  'cache-control': {
    description: 'How the answer may be kept; a failure is never kept.',
    schema: { type: 'string' },
  },
  etag: {
    description:
      'Names these bytes. Send it as `if-none-match` to be told that nothing changed instead of receiving it again.',
    schema: { type: 'string' },
  },
  vary: {
    description: 'The request headers that the bytes depend on.',
    schema: { type: 'string' },
  },
  'server-timing': {
    description: 'Whether the answer came from the cache, and how long it took to make where it did not.',
    schema: { type: 'string' },
  },
  'retry-after': {
    description: 'Wait this long before sending the request again, s.',
    schema: { type: 'integer', minimum: 0 },
  },
} as const satisfies Record<string, Header>

export type ResponseHeader = keyof typeof table

/** For `components.headers`. */
export const headerComponents: Readonly<Record<ResponseHeader, Header>> = table

/** After which failures a header says how long to wait. */
const waitStatuses = ['429', '503']

function namesFor(status: string, cache: CachePolicy | null): ResponseHeader[] {
  if (waitStatuses.includes(status)) return ['x-request-id', 'cache-control', 'retry-after']
  if (Number(status) >= 400) return ['x-request-id', 'cache-control']
  return cache === null ? ['x-request-id'] : ['x-request-id', 'cache-control', 'etag', 'vary', 'server-timing']
}

/** References to the headers that an answer of this status carries. */
export const headersOf = (status: string, cache: CachePolicy | null): Record<string, Reference> =>
  Object.fromEntries(namesFor(status, cache).map((name) => [name, { $ref: `#/components/headers/${name}` }]))

/** What a client sends to revalidate an answer that it kept. */
export const ifNoneMatch: Parameter = {
  name: 'if-none-match',
  in: 'header',
  description: 'The `etag` of an answer that the caller still has; a 304 says that it is still true.',
  required: false,
  schema: { type: 'string' },
}
