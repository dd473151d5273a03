import type { INetworkModule } from '@azure/msal-node'
import { z } from 'zod'

export const EntraNetwork = z.custom<INetworkModule>(
  (value) => typeof value === 'object' && value !== null && 'sendPostRequestAsync' in value,
  'a network client of MSAL',
)

type Options = Parameters<INetworkModule['sendGetRequestAsync']>[1]
type Answer<Body> = Awaited<ReturnType<INetworkModule['sendGetRequestAsync']>> & { body: Body }

/** The provider's metadata have about 2 kB, a token with many claims 20. */
const bodyCharactersMax = 512 * 1_024

/** MSAL's way out, with an end to each wait and to each answer. Redirects are not followed: a secret would go with them. */
export function createEntraNetwork(timeoutMs: number): INetworkModule {
  const send = async <Body>(method: 'GET' | 'POST', url: string, options: Options): Promise<Answer<Body>> => {
    const response = await fetch(url, {
      method,
      redirect: 'error',
      headers: options?.headers ?? {},
      signal: AbortSignal.timeout(timeoutMs),
      ...(options?.body === undefined ? {} : { body: options.body }),
    })
    const text = await response.text()
    if (text.length > bodyCharactersMax) throw new Error(`${new URL(url).origin} answers more than anybody asked for`)
    return {
      status: response.status,
      headers: Object.fromEntries(response.headers),
      // Safe: MSAL looks at what it reads before it believes it.
      body: JSON.parse(text) as Body,
    }
  }
  return {
    sendGetRequestAsync: (url, options) => send('GET', url, options),
    sendPostRequestAsync: (url, options) => send('POST', url, options),
  }
}
