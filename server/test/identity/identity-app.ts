import { createServer } from 'node:net'
import type { Role } from '@tieback/contracts'
import { roleScopes } from '@tieback/contracts'
import { startTestDatabase, type TestDatabase } from '@tieback/store/testing'
import { pino } from 'pino'
import type { z } from 'zod'
import { createApp } from '../../src/app.ts'
import { evaluationAudience, startIdentityProvider } from '../../src/embedded/identity-provider/identity-provider.ts'
import type {
  IdentityProviderOptions,
  RunningIdentityProvider,
} from '../../src/embedded/identity-provider/identity-provider.ts'
import type { EvaluationPerson } from '../../src/embedded/identity-provider/persons.ts'
import { createAuditRecorder } from '../../src/platform/auditing/recorder.ts'
import { createIdentity, type Identity } from '../../src/platform/identity/identity.ts'
import type { GrantRule, IdentitySettings } from '../../src/platform/identity/settings.ts'
import { now } from '../small-field.ts'
import { Browser, readForm, type Visit } from './browser.ts'

const host = '127.0.0.1'
const clientSecret = 'a secret of tests alone, long enough'
export const sessionSecret = 'another secret of tests alone, 32 characters or more'
export const sessionCookie = 'tieback-loopback'

/** A person of the tests' provider. */
export const personOf = (
  id: string,
  roles: readonly string[],
  more: Partial<EvaluationPerson> = {},
): EvaluationPerson => ({
  id,
  name: `${id.slice(0, 1).toUpperCase()}${id.slice(1)} Nilsen`,
  title: 'In a test',
  reach: 'The whole field',
  roles,
  ...more,
})

const roleRules: readonly GrantRule[] = (Object.keys(roleScopes) as Role[]).map((role) => ({
  claim: 'roles',
  value: role,
  role,
  assets: 'all',
}))

/** A port that was free a moment ago: addresses have to be known before anything listens. */
async function findFreePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, host, resolve))
  // Safe: a server that listens on a port has an address of this kind.
  const { port } = server.address() as { port: number }
  await new Promise((resolve) => server.close(resolve))
  return port
}

export interface IdentityServer {
  readonly origin: string
  readonly identity: Identity
  close(): Promise<void>
}

export interface IdentityField {
  readonly database: TestDatabase
  provider: RunningIdentityProvider
  readonly settings: IdentitySettings
  /** The server that the provider knows. */
  readonly server: IdentityServer
  /** Another server on the same database. */
  startServer(): Promise<IdentityServer>
  /** The provider again, on the same port, after it was closed. */
  restartProvider(more?: Partial<IdentityProviderOptions>): Promise<void>
  dispose(): Promise<void>
}

interface FieldOptions {
  readonly persons: readonly EvaluationPerson[]
  readonly provider?: Partial<IdentityProviderOptions>
  readonly settings?: Partial<IdentitySettings>
  /** False: the provider isn't there when the server starts. */
  readonly isProviderUp?: boolean
}

async function startServerAt(
  port: number,
  database: TestDatabase,
  settings: IdentitySettings,
): Promise<IdentityServer> {
  const origin = `http://${host}:${port}`
  const logger = pino({ level: process.env['TEST_LOG'] ?? 'silent' })
  const identity = createIdentity({
    settings,
    pool: database.pool,
    databaseUrl: database.url,
    publicUrl: origin,
    sessionSecret,
    recorder: createAuditRecorder(database.pool),
    logger,
  })
  const app = await createApp({
    reader: {
      pool: database.pool,
      clock: { now: () => now, at: () => now },
      settings: { kpiCoverageMin: 0.5, attentionBelowPlan: 0.05 },
    },
    identity,
    resolveActor: identity.resolveActor,
    logger,
    version: 'test',
    webRoot: null,
  })
  await app.listen({ host, port })
  return {
    origin,
    identity,
    close: async () => {
      await app.close()
      await identity.close()
    },
  }
}

/** The real server with sign-in, on a database of its own, beside a real provider. */
export async function startIdentityField(options: FieldOptions): Promise<IdentityField> {
  const [port, providerPort] = [await findFreePort(), await findFreePort()]
  const origin = `http://${host}:${port}`
  const startProvider = (more: Partial<IdentityProviderOptions> = {}) =>
    startIdentityProvider({
      port: providerPort,
      redirectUris: [`${origin}/auth/callback`],
      postLogoutRedirectUris: [`${origin}/auth/signed-out`],
      backChannelLogoutUri: `${origin}/auth/back-channel-logout`,
      clientSecret,
      persons: options.persons,
      ...options.provider,
      ...more,
    })
  const settings: IdentitySettings = {
    issuer: `http://${host}:${providerPort}`,
    clientId: 'tieback',
    clientSecret,
    scope: 'openid profile email offline_access',
    audience: evaluationAudience,
    algorithms: ['RS256'],
    idClaim: 'sub',
    nameClaim: 'name',
    grants: roleRules,
    tenantId: null,
    groupsUrl: null,
    clockToleranceS: 150,
    session: { idleS: 3_600, absoluteS: 43_200 },
    isEvaluation: true,
    ...options.settings,
  }
  const database = await startTestDatabase()
  const provider = await startProvider()
  if (options.isProviderUp === false) await provider.close()
  const server = await startServerAt(port, database, settings)
  const others: IdentityServer[] = []
  const field: IdentityField = {
    database,
    provider,
    settings,
    server,
    startServer: async () => {
      const other = await startServerAt(await findFreePort(), database, settings)
      others.push(other)
      return other
    },
    restartProvider: async (more) => {
      field.provider = await startProvider(more)
    },
    dispose: async () => {
      await Promise.all([server, ...others].map((each) => each.close()))
      await field.provider.close().catch(() => undefined)
      await database.dispose()
    },
  }
  return field
}

/** Goes through the provider as a person, up to the address that leads back to the server. */
export async function chooseAt(browser: Browser, url: string, personId: string): Promise<string> {
  const { action } = readForm(await browser.visit(url))
  const chosen = await browser.send(action, { method: 'POST', body: new URLSearchParams({ person: personId }) })
  const isBack = (next: string) => next.includes('/auth/callback')
  const next = new URL(chosen.headers.get('location') ?? '', chosen.url).href
  return isBack(next) ? next : await browser.visitUntil(next, isBack)
}

/** Signs in as a person, to where the server sends the browser then. */
export async function signIn(
  browser: Browser,
  { origin }: IdentityServer,
  personId: string,
  query = '',
): Promise<Visit> {
  return await browser.send(await chooseAt(browser, `${origin}/auth/sign-in${query}`, personId))
}

/** A browser in which a person is signed in. */
export async function signedIn(server: IdentityServer, personId: string): Promise<Browser> {
  const browser = new Browser()
  const { status, body } = await signIn(browser, server, personId)
  if (status !== 303) throw new Error(`signing in answered ${status}: ${body}`)
  return browser
}

/** What our own pages send with a change. */
export const ownPage = { 'x-tieback-request': '1', 'sec-fetch-site': 'same-origin' }

/** Data of an answer of the API, as the contract has it. */
export const dataOf = <Data>(schema: z.ZodType<Data>, { body }: Visit): Data =>
  schema.parse((JSON.parse(body) as { readonly data: unknown }).data)
