import { errors, type JWTPayload, jwtVerify, type JWTVerifyOptions, type RemoteJWKSet } from 'jose'
import type { IdentitySettings } from './settings.ts'

/** Longest way of a token from the provider to here, besides what the clocks may differ, s. */
const deliverySMax = 60

/** What a token of the provider says, and of which type it says it is. */
export interface VerifiedToken {
  readonly claims: JWTPayload
  readonly type: string | null
}

/** Checks that the provider has signed a token, with an algorithm that is allowed, and what the options ask for. Throws what jose throws. */
export async function verifyToken(
  { issuer, algorithms, clockToleranceS }: IdentitySettings,
  keys: RemoteJWKSet,
  token: string,
  options: JWTVerifyOptions,
): Promise<VerifiedToken> {
  const { payload, protectedHeader } = await jwtVerify(token, keys, {
    ...options,
    issuer,
    algorithms: [...algorithms],
    clockTolerance: clockToleranceS,
  })
  return { claims: payload, type: protectedHeader.typ ?? null }
}

/** The claims of an id token that came just now from the provider itself. */
export async function verifyIdToken(
  settings: IdentitySettings,
  keys: RemoteJWKSet,
  token: string,
): Promise<JWTPayload> {
  const options = { audience: settings.clientId, maxTokenAge: deliverySMax, requiredClaims: ['sub', 'exp'] }
  try {
    return (await verifyToken(settings, keys, token, options)).claims
  } catch (error) {
    if (!(error instanceof errors.JWKSNoMatchingKey)) throw error
    // The provider has a new key. It has just answered and a code is redeemed once, so nobody makes us ask in a loop.
    await keys.reload()
    return (await verifyToken(settings, keys, token, options)).claims
  }
}
