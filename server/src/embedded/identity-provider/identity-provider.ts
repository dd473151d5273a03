import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { roleTitles } from '@tieback/contracts'
import Provider from 'oidc-provider'
import { ConfigError } from '../../config/environment.ts'
import { createConfiguration, evaluationAudience, refusedInProduction } from './configuration.ts'
import { answerGroups } from './groups-endpoint.ts'
import type { EvaluationPerson } from './persons.ts'
import { openProviderState, type ProviderState } from './provider-state.ts'
import { createSignInPages } from './sign-in-pages.ts'
import { shiftToken } from './skewed-clock.ts'

export { evaluationAudience }

const hourS = 60 * 60

export interface IdentityProviderOptions {
  /** Left out: 127.0.0.1. */
  readonly host?: string
  /** 0: any free one. */
  readonly port: number
  readonly redirectUris: readonly string[]
  readonly postLogoutRedirectUris: readonly string[]
  /** Null: nobody is told when a session ends. */
  readonly backChannelLogoutUri: string | null
  readonly clientSecret: string
  readonly persons: readonly EvaluationPerson[]
  readonly audience?: string
  /** What machines may ask for as scope, and get as `roles`; left out: every role, and what any person has. */
  readonly machineRoles?: readonly string[]
  /** Claims as Entra ID writes them, with `/groups` for those who have too many. */
  readonly entraShaped?: boolean
  readonly idTokenTtlS?: number
  readonly accessTokenTtlS?: number
  /** Keeps keys, sessions and grants across restarts; left out: they end with the process. */
  readonly stateFile?: string
  /** The clock that tokens are stamped by; left out: the right time. */
  readonly now?: () => Date
  /** Hears what went wrong, such as a sign-out that nobody took. */
  readonly log?: (message: string) => void
}

export interface RunningIdentityProvider {
  readonly issuer: string
  readonly port: number
  /** Where groups are asked for when there are too many. */
  readonly groupsUrl: string
  /** From now on a new key signs; tokens of the one before can still be checked. */
  rotateKeys(): Promise<void>
  /** Other persons, or the same ones with other roles, from the next token on. */
  setPersons(persons: readonly EvaluationPerson[]): void
  close(): Promise<void>
}

const formOriginsOf = ({ redirectUris, postLogoutRedirectUris }: IdentityProviderOptions): string[] => [
  ...new Set([...redirectUris, ...postLogoutRedirectUris].map((address) => new URL(address).origin)),
]

async function listen(server: Server, host: string, port: number): Promise<number> {
  server.listen(port, host)
  await once(server, 'listening')
  // Safe: a server that listens on a port has an address of this kind.
  return (server.address() as AddressInfo).port
}

/** Makes the provider anew from its state, as after each change of keys. */
function createProvider(
  issuer: string,
  state: ProviderState,
  options: IdentityProviderOptions,
  persons: () => readonly EvaluationPerson[],
) {
  const { now, log = () => undefined } = options
  const aheadS = (): number => (now === undefined ? 0 : Math.round((now().getTime() - Date.now()) / 1_000))
  const shift = async (token: string): Promise<string> => {
    const [key] = state.keys()
    return key === undefined ? token : await shiftToken(token, aheadS(), key)
  }
  const configuration = createConfiguration(state, {
    ...options,
    audience: options.audience ?? evaluationAudience,
    machineRoles: options.machineRoles ?? [
      ...new Set([...Object.keys(roleTitles), ...options.persons.flatMap(({ roles }) => roles)]),
    ],
    idTokenTtlS: options.idTokenTtlS ?? hourS,
    accessTokenTtlS: options.accessTokenTtlS ?? hourS,
    formOrigins: formOriginsOf(options),
    style: { entraShaped: options.entraShaped ?? false, groupsUrl: `${issuer}/groups` },
    findPerson: (id) => persons().find((person) => person.id === id),
    aheadS,
    shift,
  })
  const provider = new Provider(issuer, configuration)
  provider.use(async (ctx, next) => {
    await next()
    const body: unknown = ctx.body
    if (typeof body === 'object' && body !== null && 'id_token' in body && typeof body.id_token === 'string') {
      ctx.body = { ...body, id_token: await shift(body.id_token) }
    }
  })
  provider.on('server_error', (_, error) => {
    log(`sign-in provider: ${error.stack ?? error.message}`)
  })
  provider.on('backchannel.error', (_, error) => {
    log(`sign-in provider: the sign-out was not taken: ${error.message}`)
  })
  return provider
}

/**
 * An OpenID provider on which everybody can be anybody: for evaluation, development and tests.
 *
 * throws  ConfigError in production
 */
export async function startIdentityProvider(options: IdentityProviderOptions): Promise<RunningIdentityProvider> {
  if (process.env['NODE_ENV'] === 'production') {
    throw new ConfigError(refusedInProduction)
  }
  const { host = '127.0.0.1', stateFile } = options
  const state = await openProviderState(stateFile === undefined ? {} : { file: stateFile })
  let persons = options.persons
  let answer: (request: IncomingMessage, response: ServerResponse) => Promise<void> = () => Promise.resolve()
  const server = createServer((request, response) => {
    void answer(request, response)
  })
  const port = await listen(server, host, options.port)
  const issuer = `http://${host.includes(':') ? `[${host}]` : host}:${port}`
  const groupsUrl = `${issuer}/groups`
  let provider = createProvider(issuer, state, options, () => persons)
  const pages = createSignInPages({
    provider: () => provider,
    persons: () => persons,
    formOrigins: formOriginsOf(options),
  })
  answer = async (request, response) => {
    if (await pages.answer(request, response)) return
    if (request.url?.startsWith('/groups') === true) {
      const findPerson = (id: string) => persons.find((person) => person.id === id)
      await answerGroups(request, response, { provider, groupsUrl, findPerson })
    } else await provider.callback()(request, response)
  }
  return {
    issuer,
    port,
    groupsUrl,
    rotateKeys: async () => {
      await state.rotate()
      provider = createProvider(issuer, state, options, () => persons)
    },
    setPersons: (others) => {
      persons = others
    },
    close: async () => {
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
      await state.flush()
    },
  }
}
