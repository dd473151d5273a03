import { inspect } from 'node:util'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createAuthorization, sendAuthorized, SourceAuth } from './authorization.ts'
import { createEntraTokens } from './entra.ts'
import { createEntraNetwork } from './entra-network.ts'
import { createEntraTenant, type EntraTenant } from './test/entra-tenant.ts'
import { startScriptedServer } from './test/scripted-server.ts'
import type { TokenCacheStore } from './token-cache.ts'

const signal = new AbortController().signal
const clientSecret = 's3cret-of-the-application'
const written: string[] = []

beforeEach(() => {
  written.length = 0
  for (const name of ['log', 'info', 'warn', 'error', 'debug'] as const) {
    vi.spyOn(console, name).mockImplementation(
      (...parts: unknown[]) => void written.push(inspect(parts, { depth: 10 })),
    )
  }
})
afterEach(() => {
  vi.useRealTimers()
  vi.restoreAllMocks()
})

/** Keeps what is saved, as a file would. */
function createStore(): TokenCacheStore & { text: string | null } {
  return {
    text: null,
    load() {
      return Promise.resolve(this.text)
    },
    save(text) {
      this.text = text
      return Promise.resolve()
    },
  }
}

const create = (tenant: EntraTenant, more: object = {}) => {
  const { kind: _, ...client } = SourceAuth.parse({
    kind: 'entra',
    tenantId: 'contoso.example',
    clientId: 'tieback',
    clientSecret,
    resource: 'https://graph.example',
    network: tenant.network,
    ...more,
  }) as Extract<SourceAuth, { kind: 'entra' }>
  return createEntraTokens(client, { sourceId: 'src', timeoutMs: 5_000 })
}

/** Moves the clock that MSAL and we read. */
const passMs = (ms: number): void => {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + ms })
}

describe('a token for the application', () => {
  it('is asked for once by all who wait, with the default scope of the resource, and kept', async () => {
    const tenant = createEntraTenant()
    const tokens = create(tenant)
    expect(await Promise.all([1, 2, 3].map(() => tokens.get(signal)))).toEqual(['app-1', 'app-1', 'app-1'])
    expect(await tokens.get(signal)).toBe('app-1')
    expect(tenant.asked).toHaveLength(1)
    expect(tenant.asked[0]).toMatchObject({
      grant_type: 'client_credentials',
      client_id: 'tieback',
      scope: expect.stringContaining('https://graph.example/.default') as string,
    })
  })

  it('outlives a restart', async () => {
    const tenant = createEntraTenant()
    const tokenCache = createStore()
    await create(tenant, { tokenCache }).get(signal)
    expect(await create(tenant, { tokenCache }).get(signal)).toBe('app-1')
    expect(tenant.asked).toHaveLength(1)
  })

  it('isn’t lent to another application, tenant or resource that keeps its tokens in the same place', async () => {
    const tenant = createEntraTenant()
    const tokenCache = createStore()
    await create(tenant, { tokenCache }).get(signal)
    expect(await create(tenant, { tokenCache, resource: 'api://other' }).get(signal)).toBe('app-2')
    expect(await create(tenant, { tokenCache, clientId: 'other' }).get(signal)).toBe('app-3')
  })

  it.each([
    ['holds nonsense', { load: () => Promise.resolve('{"a'), save: () => Promise.resolve() }],
    ['can’t be read', { load: () => Promise.reject(new Error('EIO')), save: () => Promise.resolve() }],
    ['can’t be written', { load: () => Promise.resolve(null), save: () => Promise.reject(new Error('ENOSPC')) }],
  ])('is had where the place that keeps it %s', async (_, tokenCache) => {
    expect(await create(createEntraTenant(), { tokenCache }).get(signal)).toBe('app-1')
  })

  it('is renewed five minutes before it ends, and no sooner', async () => {
    const tenant = createEntraTenant()
    const tokens = create(tenant)
    await tokens.get(signal)
    passMs(3_290_000)
    expect(await tokens.get(signal)).toBe('app-1')
    passMs(20_000)
    expect(await tokens.get(signal)).toBe('app-2')
    expect(tenant.asked).toHaveLength(2)
  })

  it('that ends soon is used for most of its life', async () => {
    const tenant = createEntraTenant()
    tenant.expiresInS = 100
    const tokens = create(tenant)
    await tokens.get(signal)
    passMs(70_000)
    expect(await tokens.get(signal)).toBe('app-1')
    passMs(20_000)
    expect(await tokens.get(signal)).toBe('app-2')
  })

  it('that was refused is replaced once, also where it was kept over a restart', async () => {
    const tenant = createEntraTenant()
    const tokenCache = createStore()
    await create(tenant, { tokenCache }).get(signal)
    const auth = { tenantId: 'contoso.example', clientId: 'tieback', clientSecret, resource: 'https://graph.example' }
    const authorization = createAuthorization(
      SourceAuth.parse({ kind: 'entra', ...auth, tokenCache, network: tenant.network }),
      { sourceId: 'src', timeoutMs: 5_000 },
    )
    const sent: string[] = []
    const send = (headers: Readonly<Record<string, string>>) => {
      sent.push(headers['authorization'] ?? '')
      return Promise.resolve({ status: sent.length === 1 ? 401 : 200 })
    }
    expect(await sendAuthorized(authorization, send, signal)).toEqual({ status: 200 })
    expect(sent).toEqual(['Bearer app-1', 'Bearer app-2'])
    expect(tenant.asked).toHaveLength(2)
    // A late refusal of the first says nothing about the second.
    authorization.refresh({ authorization: 'Bearer app-1' })
    expect(await authorization.authorize(signal)).toEqual({ authorization: 'Bearer app-2' })
  })

  it('is given to who waits, while another gives up', async () => {
    const tokens = create(createEntraTenant())
    const controller = new AbortController()
    const impatient = tokens.get(controller.signal)
    const patient = tokens.get(signal)
    controller.abort(new Error('shutting down'))
    await expect(impatient).rejects.toThrow('shutting down')
    expect(await patient).toBe('app-1')
  })
})

describe('a token in a person’s name', () => {
  it('is asked for with the token that the person sent, once for each', async () => {
    const tenant = createEntraTenant()
    const tokens = create(tenant)
    expect(await tokens.getOnBehalfOf('ada', signal)).toBe('for-ada-1')
    expect(await tokens.getOnBehalfOf('ada', signal)).toBe('for-ada-1')
    expect(await tokens.getOnBehalfOf('bo', signal)).toBe('for-bo-2')
    expect(tenant.asked.map(({ assertion }) => assertion)).toEqual(['ada', 'bo'])
    expect(tenant.asked[0]).toMatchObject({ requested_token_use: 'on_behalf_of' })
  })

  it('is no token for the application, nor the other way round', async () => {
    const tenant = createEntraTenant()
    const tokens = create(tenant)
    await tokens.getOnBehalfOf('ada', signal)
    expect(await tokens.get(signal)).toBe('app-2')
  })
})

describe('what goes wrong', () => {
  const refusal = (error: string) => () => ({ status: 400, body: { error, error_description: `AADSTS1: ${error}` } })

  it.each(['invalid_client', 'unauthorized_client', 'invalid_scope'])('is a refusal where it is %s', async (error) => {
    const tenant = createEntraTenant()
    tenant.answer = refusal(error)
    await expect(create(tenant).get(signal)).rejects.toMatchObject({ code: 'unauthorized', sourceId: 'src' })
  })

  it('is a refusal where a person may not', async () => {
    const tenant = createEntraTenant()
    tenant.answer = refusal('invalid_grant')
    await expect(create(tenant).getOnBehalfOf('ada', signal)).rejects.toMatchObject({ code: 'unauthorized' })
  })

  it.each([500, 503, 429])('is an outage where the provider answers %i, even with a reason', async (status) => {
    const tenant = createEntraTenant()
    tenant.answer = () => ({ status, body: { error: 'invalid_request', error_description: 'busy' } })
    await expect(create(tenant).get(signal)).rejects.toMatchObject({ code: 'unavailable', sourceId: 'src' })
  })

  it('is an outage where nobody answers, and over when somebody does', async () => {
    const tenant = createEntraTenant()
    const tokens = create(tenant)
    tenant.answer = () => new TypeError('fetch failed')
    await expect(tokens.get(signal)).rejects.toMatchObject({ code: 'unavailable' })
    tenant.answer = null
    expect(await tokens.get(signal)).toBe('app-1')
  })

  it('never says the secret or a token, whoever looks at the error, and nothing is written', async () => {
    const tenant = createEntraTenant()
    const wrong = 'another-secret-that-is-wrong'
    const error: unknown = await create(tenant, { clientSecret: wrong })
      .get(signal)
      .catch((reason: unknown) => reason)
    expect(error).toMatchObject({ code: 'unauthorized' })
    expect((error as Error).message).toContain('AADSTS7000215')
    await create(tenant).getOnBehalfOf('token-of-ada', signal)
    tenant.answer = refusal('invalid_grant')
    const second: unknown = await create(tenant)
      .getOnBehalfOf('token-of-ada', signal)
      .catch((reason: unknown) => reason)
    const told = [
      inspect(error, { depth: 10, showHidden: true }),
      inspect(second, { depth: 10, showHidden: true }),
      ...written,
    ]
    for (const secret of [wrong, clientSecret, 'token-of-ada']) expect(told.join('\n')).not.toContain(secret)
    expect(written).toEqual([])
  })
})

describe('the way to the provider', () => {
  it('ends a wait, follows no redirect, and takes no endless answer', async () => {
    const server = await startScriptedServer(({ path }) => {
      if (path === '/mute') return new Promise(() => undefined)
      if (path === '/elsewhere') return { status: 307, headers: { location: '/token' }, body: {} }
      return { body: { text: 'a'.repeat(path === '/long' ? 600_000 : 10) } }
    })
    try {
      const network = createEntraNetwork(200)
      const post = (path: string) => network.sendPostRequestAsync(`${server.baseUrl}${path}`, { body: 'a=b' })
      expect(await post('/token')).toMatchObject({ status: 200, body: { text: 'aaaaaaaaaa' } })
      await expect(post('/mute')).rejects.toMatchObject({ name: 'TimeoutError' })
      await expect(post('/elsewhere')).rejects.toThrow('fetch failed')
      await expect(post('/long')).rejects.toThrow('more than anybody asked for')
      expect(server.requests.filter(({ path }) => path === '/token')).toHaveLength(1)
    } finally {
      await server.stop()
    }
  })
})
