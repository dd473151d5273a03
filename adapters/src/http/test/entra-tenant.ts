import type { INetworkModule } from '@azure/msal-node'

/** What the tenant is asked for, as the form of the request. */
export type TokenForm = Readonly<Record<string, string>>

export interface EntraTenant {
  /** For MSAL, which speaks https alone. */
  readonly network: INetworkModule
  readonly host: string
  /** Forms that came to the token endpoint, oldest first. */
  readonly asked: readonly TokenForm[]
  /** Everything that was said instead of a token from now on; null: tokens again. */
  answer: ((form: TokenForm) => { readonly status: number; readonly body: object } | Error) | null
  /** Seconds that a token lives from now on. */
  expiresInS: number
}

const host = 'https://login.microsoftonline.com'

/** A tenant that knows one application, `tieback` with the secret `s3cret-of-the-application`, and numbers its tokens. */
export function createEntraTenant({ tenantId = 'contoso.example' } = {}): EntraTenant {
  const asked: TokenForm[] = []
  let issued = 0
  const issue = (form: TokenForm): { status: number; body: object } => {
    if (form['client_secret'] !== 's3cret-of-the-application') {
      const text = `AADSTS7000215: Invalid client secret provided. ${form['client_secret'] ?? ''}\r\nTrace ID: 1`
      return { status: 401, body: { error: 'invalid_client', error_description: text, error_codes: [7_000_215] } }
    }
    issued += 1
    const name = form['requested_token_use'] === 'on_behalf_of' ? `for-${form['assertion'] ?? ''}` : 'app'
    return {
      status: 200,
      body: {
        token_type: 'Bearer',
        expires_in: tenant.expiresInS,
        ext_expires_in: tenant.expiresInS,
        access_token: `${name}-${issued}`,
      },
    }
  }
  const metadata = {
    issuer: `${host}/${tenantId}/v2.0`,
    authorization_endpoint: `${host}/${tenantId}/oauth2/v2.0/authorize`,
    token_endpoint: `${host}/${tenantId}/oauth2/v2.0/token`,
    jwks_uri: `${host}/${tenantId}/discovery/v2.0/keys`,
  }
  // Safe: MSAL names the body that it expects, and checks what came.
  const network = {
    sendGetRequestAsync: (url: string) =>
      Promise.resolve(
        url.includes('/.well-known/openid-configuration')
          ? { status: 200, headers: {}, body: metadata }
          : { status: 404, headers: {}, body: {} },
      ),
    sendPostRequestAsync: (url: string, options?: { readonly body?: string }) => {
      if (url.split('?', 1)[0] !== metadata.token_endpoint)
        return Promise.resolve({ status: 404, headers: {}, body: {} })
      const form = Object.fromEntries(new URLSearchParams(options?.body))
      asked.push(form)
      const answer = tenant.answer === null ? issue(form) : tenant.answer(form)
      return answer instanceof Error ? Promise.reject(answer) : Promise.resolve({ headers: {}, ...answer })
    },
  } as unknown as INetworkModule
  const tenant: EntraTenant = { network, host, asked, answer: null, expiresInS: 3_600 }
  return tenant
}
