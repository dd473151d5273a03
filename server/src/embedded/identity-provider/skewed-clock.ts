import { decodeJwt, decodeProtectedHeader, importJWK, type JWK, SignJWT } from 'jose'
import type { SigningKey } from './provider-state.ts'

/** Claims that are instants, s. */
const instants = ['iat', 'exp', 'nbf', 'auth_time'] as const

/** The same token as a provider would have signed it whose clock is this much ahead, s. */
export async function shiftToken(token: string, aheadS: number, key: SigningKey): Promise<string> {
  if (aheadS === 0) return token
  const claims: Record<string, unknown> = decodeJwt(token)
  for (const name of instants) {
    const at = claims[name]
    if (typeof at === 'number') claims[name] = at + aheadS
  }
  const { alg = 'RS256', ...header } = decodeProtectedHeader(token)
  return await new SignJWT(claims).setProtectedHeader({ ...header, alg }).sign(await importJWK({ ...key } as JWK, alg))
}
