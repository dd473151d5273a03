import { vi } from 'vitest'
import type { Visit } from './browser.ts'

/** Names under which the provider hands out tokens. */
const tokenNames = ['access_token', 'refresh_token', 'id_token'] as const

/** Every token that the provider gave the server from here on, seen on its way; `stop` looks no more. */
export function watchTokens(): { readonly tokens: ReadonlySet<string>; stop(): void } {
  const tokens = new Set<string>()
  const real = globalThis.fetch
  const spy = vi.spyOn(globalThis, 'fetch').mockImplementation(async (...request) => {
    const answer = await real(...request)
    const body: unknown = await answer
      .clone()
      .json()
      .catch(() => null)
    if (typeof body === 'object' && body !== null) {
      for (const name of tokenNames) {
        const token: unknown = (body as Record<string, unknown>)[name]
        if (typeof token === 'string') tokens.add(token)
      }
    }
    return answer
  })
  return { tokens, stop: () => spy.mockRestore() }
}

/** Everything of some visits that a browser, or whoever looks over its shoulder, can read. */
export const readAll = (visits: readonly Visit[]): string =>
  visits
    .map(({ url, headers, setCookies, body }) =>
      [url, ...[...headers].map(([name, value]) => `${name}: ${value}`), ...setCookies, body].join('\n'),
    )
    .join('\n')
