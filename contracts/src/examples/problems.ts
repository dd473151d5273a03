import { problemTable, type Problem, type ProblemCode } from '../problem.ts'

const example = (code: ProblemCode, detail: string, more: Partial<Problem> = {}): Problem => ({
  type: `/docs/problems#${code}`,
  code,
  ...problemTable[code],
  detail,
  instance: '/api/v1/summary',
  requestId: '01JD2M7Q4T9X5V8B3N6H0K1RWE',
  ...more,
})

/** One example of every way a request can fail. */
export const problemExamples: Readonly<Record<ProblemCode, Problem>> = {
  'invalid-request': example('invalid-request', 'Mend what `errors` names and send the request again.', {
    errors: [{ path: 'query.day', message: 'Invalid ISO date' }],
  }),
  unauthenticated: example('unauthenticated', 'Sign in and send the request again.'),
  forbidden: example('forbidden', 'This needs production:read. Ask the owner of your role.'),
  'cross-site-request': example(
    'cross-site-request',
    'Changes are taken from Tieback’s own pages only. Scripts send a bearer token instead of a cookie.',
    { instance: '/api/v1/session' },
  ),
  'not-found': example('not-found', 'No node well-9z8y7x6w5v is in your scope at that time.', {
    instance: '/api/v1/assets/well-9z8y7x6w5v',
  }),
  'as-of-in-the-future': example('as-of-in-the-future', 'Leave asOf out to read what is known now.', {
    errors: [{ path: 'query.asOf', message: 'Must not be later than 2026-11-19T09:30:00.000Z' }],
  }),
  'range-too-long': example('range-too-long', 'Hours are given for at most 32 production days. Ask for days instead.', {
    instance: '/api/v1/wells/well-a01x7k2m9c/performance',
    errors: [{ path: 'query.from', message: 'At most 32 production days before query.to' }],
  }),
  'unsupported-media-type': example(
    'unsupported-media-type',
    'Send the body as application/json, and without content-encoding.',
    { instance: '/api/v1/sources/pi-offshore/checks' },
  ),
  conflict: example('conflict', 'Somebody decided on it at 09:41. Read it again, then decide.', {
    instance: '/api/v1/recommendations/rec-4m7k2p9x/decisions',
  }),
  'rate-limited': example('rate-limited', 'Wait for the seconds that Retry-After gives.'),
  'source-unavailable': example('source-unavailable', 'Energy Components has never answered; try again in a minute.'),
  'not-ready': example('not-ready', 'The store does not answer; try again in a few seconds.', { instance: '/readyz' }),
  'internal-error': example('internal-error', 'This is ours to mend: report the requestId.'),
  'not-available-yet': example(
    'not-available-yet',
    'This part of the contract is beta: its mock answers, this server does not yet.',
    { instance: '/api/v1/terminals' },
  ),
}

/** For the failures that every route can answer. */
export const commonProblemExamples = {
  400: problemExamples['invalid-request'],
  401: problemExamples.unauthenticated,
  403: problemExamples.forbidden,
  415: problemExamples['unsupported-media-type'],
  429: problemExamples['rate-limited'],
  500: problemExamples['internal-error'],
  503: problemExamples['source-unavailable'],
} as const

/** For routes that can also miss what they were asked for. */
export const problemExamplesWithNotFound = { ...commonProblemExamples, 404: problemExamples['not-found'] } as const

/** For routes that are declared before they are served. */
export const betaProblemExamples = { ...commonProblemExamples, 501: problemExamples['not-available-yet'] } as const

/** The same, where what was asked for may not be there. */
export const betaProblemExamplesWithNotFound = {
  ...betaProblemExamples,
  404: problemExamples['not-found'],
} as const
