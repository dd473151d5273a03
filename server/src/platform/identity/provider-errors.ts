import { errors } from 'jose'
import { ClientError, ResponseBodyError } from 'openid-client'

/** The provider can't be asked at present; what it said before still holds. */
export class ProviderUnavailable extends Error {
  override readonly name = 'ProviderUnavailable'
}

/** The provider said no, or what it said isn't to be trusted. */
export class ProviderRefusal extends Error {
  override readonly name = 'ProviderRefusal'
}

/** Codes of the OpenID client for an answer that is none: none came in time, or from something in between. */
const silenceCodes: ReadonlySet<unknown> = new Set([
  'OAUTH_TIMEOUT',
  'OAUTH_ABORT',
  'OAUTH_RESPONSE_IS_NOT_CONFORM',
  'OAUTH_RESPONSE_IS_NOT_JSON',
])

/** What the provider answers where the fault lies with us or with it, and not with the person: RFC 6749, 5.2. */
const faultAnswers: ReadonlySet<string> = new Set([
  'invalid_client',
  'unauthorized_client',
  'server_error',
  'temporarily_unavailable',
])

function isSilence(error: unknown): boolean {
  if (error instanceof ResponseBodyError) return error.status >= 500 || faultAnswers.has(error.error)
  if (error instanceof ClientError) return silenceCodes.has(error.code)
  if (error instanceof errors.JWKSTimeout || error instanceof errors.JWKSInvalid) return true
  // The key set came with another status than 200; everything else that jose finds has a class of its own.
  if (error instanceof errors.JOSEError) return error.code === 'ERR_JOSE_GENERIC'
  // fetch says so where nobody answers; a call of ours that is wrong carries a code.
  return error instanceof TypeError && !('code' in error)
}

/** What went wrong in a few words, for logs: never what was sent. */
function explain(error: unknown): string {
  if (error instanceof ResponseBodyError) return `${error.error}: ${error.error_description ?? 'no description'}`
  if (!(error instanceof Error)) return String(error)
  const { cause } = error
  return cause instanceof Error && cause.message !== error.message
    ? `${error.message}: ${cause.message}`
    : error.message
}

/** A failure of asking the provider, sorted: nobody answers, or the answer is no. */
export function sortFailure(error: unknown): ProviderUnavailable | ProviderRefusal {
  if (error instanceof ProviderUnavailable || error instanceof ProviderRefusal) return error
  const Sorted = isSilence(error) ? ProviderUnavailable : ProviderRefusal
  return new Sorted(explain(error), { cause: error })
}
