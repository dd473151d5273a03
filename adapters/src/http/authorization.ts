import { z } from 'zod'

/** How a source recognises us. Kept apart from the mapping files: those are shared, these are secrets. */
export const SourceAuth = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('none') }),
  z.strictObject({ kind: z.literal('basic'), user: z.string().min(1), password: z.string() }),
  z.strictObject({ kind: z.literal('bearer'), token: z.string().min(1) }),
  z.strictObject({ kind: z.literal('header'), name: z.string().min(1), value: z.string().min(1) }),
])
export type SourceAuth = z.infer<typeof SourceAuth>

/** The header, or none, that carries the credentials. */
export function authorizationHeaders(auth: SourceAuth): Record<string, string> {
  switch (auth.kind) {
    case 'none':
      return {}
    case 'basic':
      return { authorization: `Basic ${Buffer.from(`${auth.user}:${auth.password}`, 'utf8').toString('base64')}` }
    case 'bearer':
      return { authorization: `Bearer ${auth.token}` }
    case 'header':
      return { [auth.name]: auth.value }
  }
}
