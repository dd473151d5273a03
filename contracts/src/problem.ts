import { z } from 'zod'
import { openEnum } from './open-enum.ts'

/** Every way a request can fail, one code each; `docs/problems.md` documents exactly these. */
export const ProblemCode = openEnum([
  'invalid-request',
  'unauthenticated',
  'forbidden',
  'cross-site-request',
  'not-found',
  'as-of-in-the-future',
  'range-too-long',
  'unsupported-media-type',
  'conflict',
  'rate-limited',
  'source-unavailable',
  'not-ready',
  'internal-error',
  'not-available-yet',
])
export type ProblemCode = z.infer<typeof ProblemCode>

/** An RFC 9457 problem. `type` is the code's page, `detail` says what to do, `requestId` finds the log lines. */
export const Problem = z.object({
  type: z.string().min(1),
  title: z.string().min(1),
  status: z.int().min(400).max(599),
  code: ProblemCode,
  detail: z.string().min(1),
  instance: z.string().optional(),
  requestId: z.string().optional(),
  /** Where the request broke the contract: a path such as `query.from`, and what was expected there. */
  errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
})
export type Problem = z.infer<typeof Problem>

/** Status and title of each code: the one table that the server, the documents and the tests read. */
export const problemTable = {
  'invalid-request': { status: 400, title: 'The request does not fit the contract' },
  unauthenticated: { status: 401, title: 'Sign in first' },
  forbidden: { status: 403, title: 'Your role does not allow this' },
  'cross-site-request': { status: 403, title: 'The request does not come from Tieback’s own pages' },
  'not-found': { status: 404, title: 'Not there, or outside your scope' },
  'as-of-in-the-future': { status: 400, title: 'asOf lies in the future' },
  'range-too-long': { status: 400, title: 'The range is longer than this granularity allows' },
  'unsupported-media-type': { status: 415, title: 'The body is not plain JSON' },
  conflict: { status: 409, title: 'It has changed since you read it, or its state does not allow this' },
  'rate-limited': { status: 429, title: 'Too many requests' },
  'source-unavailable': { status: 503, title: 'A source that this answer needs is down' },
  'not-ready': { status: 503, title: 'Tieback is starting or has lost its store' },
  'internal-error': { status: 500, title: 'Tieback failed' },
  'not-available-yet': { status: 501, title: 'Declared, and not served yet' },
} as const satisfies Record<ProblemCode, { status: number; title: string }>
