import type { SourceErrorCode } from '../source-error.ts'

/** The ways in which a server behind a source can be told to fail, and what each must become. */
export const expectedCodes = {
  offline: 'unavailable',
  'bad-gateway-page': 'unavailable',
  'cut-body': 'unavailable',
  'login-page': 'unauthorized',
  unauthorized: 'unauthorized',
  'rate-limited': 'rate_limited',
  malformed: 'bad_payload',
  drift: 'bad_payload',
} as const satisfies Record<string, SourceErrorCode>

export type SourceFault = keyof typeof expectedCodes

// Safe: the keys of a constant.
export const sourceFaults = Object.keys(expectedCodes) as SourceFault[]

/** The wait that a rate limit asks for. */
export const askedWaitMs = 7_000
