import type { ICachePlugin } from '@azure/msal-node'
import { z } from 'zod'

/** Where tokens in hand outlive a restart. What is saved holds tokens in the clear: whoever keeps it encrypts it. */
export interface TokenCacheStore {
  /** What was saved last; null where nothing was, or where it can't be read any more. */
  load(): Promise<string | null>
  save(text: string): Promise<void>
}

const isStore = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && 'load' in value && 'save' in value

export const TokenCacheStore = z.custom<TokenCacheStore>(isStore, 'a store of tokens')

/**
 * A store as MSAL asks for one. A store that fails keeps nobody from a token: it costs one more call to the provider.
 *
 * onFault   told why, once for each fault
 */
export function toCachePlugin(store: TokenCacheStore, onFault: (error: unknown) => void): ICachePlugin {
  const attempt = async (work: () => Promise<void>): Promise<void> => {
    try {
      await work()
    } catch (error) {
      onFault(error)
    }
  }
  return {
    beforeCacheAccess: ({ tokenCache }) =>
      attempt(async () => {
        const text = await store.load()
        if (text !== null) tokenCache.deserialize(text)
      }),
    afterCacheAccess: async ({ cacheHasChanged, tokenCache }) => {
      if (cacheHasChanged) await attempt(() => store.save(tokenCache.serialize()))
    },
  }
}
