import type { IncomingMessage } from 'node:http'
import type { StorePool } from '@tieback/store'
import type { FastifyBaseLogger, FastifyInstance } from 'fastify'
import type { AuditRecorder } from '../auditing/recorder.ts'
import { isOutage } from '../http/errors.ts'
import type { CookieGuard } from '../http/cross-site.ts'
import type { ResolveActor } from './actor.ts'
import { serveBackChannel } from './back-channel.ts'
import { type BearerTokens, createBearerTokens } from './bearer.ts'
import { createCookies, type OwnCookie } from './cookies.ts'
import { readCredentials } from './credentials.ts'
import { sendPage, servePageStyle } from './pages.ts'
import { IdentityProvider } from './provider.ts'
import { createSecretBox } from './secrets.ts'
import { type SessionKeeper, StoreSessionKeeper } from './session-keeper.ts'
import type { IdentitySettings } from './settings.ts'
import { callbackPath, serveSignIn, type SignInDeps } from './sign-in.ts'
import { signedOutPage, storeDownPage } from './sign-in-pages.ts'

const signedOutPath = '/auth/signed-out'

export interface IdentityDeps {
  readonly settings: IdentitySettings
  readonly pool: StorePool
  /** Of the same store: ends of sessions are heard on a connection of their own. */
  readonly databaseUrl: string
  /** The address that browsers use, such as `https://tieback.example.com`. */
  readonly publicUrl: string
  /** What keys are made of, at least 32 characters; all servers of a store have the same. */
  readonly sessionSecret: string
  readonly recorder: AuditRecorder
  readonly logger: FastifyBaseLogger
}

/** Who is asking, by session or token, and everything that leads to a session. */
export interface Identity {
  readonly resolveActor: ResolveActor
  /** What changes by cookie are held against. */
  readonly guard: CookieGuard
  readonly sessions: SessionKeeper
  /** Takes the session's cookie away, as the header `set-cookie`. */
  readonly clearCookie: string
  readonly isEvaluation: boolean
  /** Where the browser goes to be signed out everywhere: the provider's page, or our own where it has none or doesn't answer. */
  findSignOutPath(): Promise<string>
  /** Serves `/auth/…`; before the routes of the contract, whose refusals then say how to send a token. */
  register(app: FastifyInstance): Promise<void>
  /** Lets go of the store; safe to call twice. */
  close(): Promise<void>
}

/** A token, where there is one, is all that counts; whoever sends it means it. */
function createResolver(cookie: OwnCookie, sessions: SessionKeeper, tokens: BearerTokens): ResolveActor {
  return (request) => {
    const credentials = readCredentials(request, cookie.name)
    if (credentials.bearer !== undefined) return tokens.resolve(credentials.bearer)
    return credentials.cookie === undefined ? null : sessions.find(credentials.cookie)
  }
}

/** What a refusal says of how to be recognised: RFC 6750, 3. */
const challengeOf = (request: IncomingMessage, cookieName: string): string =>
  readCredentials(request, cookieName).bearer === undefined
    ? 'Bearer realm="Tieback"'
    : 'Bearer realm="Tieback", error="invalid_token", error_description="The token is not valid here, or no longer"'

/** Has every refusal say how to be recognised, and no answer to somebody be kept for somebody else. */
function markAnswers(app: FastifyInstance, cookieName: string): void {
  app.addHook('onSend', (request, reply, _payload, done) => {
    if (reply.statusCode === 401) reply.header('www-authenticate', challengeOf(request.raw, cookieName))
    if (request.actor !== null && !reply.hasHeader('cache-control')) reply.header('cache-control', 'no-store')
    done()
  })
}

async function serveAuth(app: FastifyInstance, deps: SignInDeps): Promise<void> {
  await app.register((scope, _options, done) => {
    scope.setErrorHandler((error, request, reply) => {
      if (request.method !== 'GET' || !isOutage(error)) throw error
      request.log.error({ reason: error instanceof Error ? error.message : String(error) }, 'store unavailable')
      return sendPage(reply, storeDownPage)
    })
    servePageStyle(scope)
    serveSignIn(scope, deps)
    serveBackChannel(scope, deps)
    scope.get(signedOutPath, (_request, reply) => sendPage(reply, signedOutPage))
    done()
  })
}

async function findSignOutPath(provider: IdentityProvider, logger: FastifyBaseLogger): Promise<string> {
  try {
    return (await provider.createSignOutUrl())?.href ?? signedOutPath
  } catch (error) {
    logger.warn({ reason: error instanceof Error ? error.message : String(error) }, 'signed out here alone')
    return signedOutPath
  }
}

/**
 * Sign-in by the company's OpenID provider, which may be down meanwhile: existing sessions go on.
 *
 * throws  where the public address is neither https nor on loopback
 */
export function createIdentity(deps: IdentityDeps): Identity {
  const { settings, sessionSecret, logger } = deps
  const publicUrl = new URL(deps.publicUrl)
  const cookies = createCookies(publicUrl)
  const box = createSecretBox(sessionSecret, 'sessions')
  const provider = new IdentityProvider({
    settings,
    redirectUri: new URL(callbackPath, publicUrl).href,
    postLogoutRedirectUri: new URL(signedOutPath, publicUrl).href,
  })
  const sessions = new StoreSessionKeeper({ ...deps, provider, box, log: logger })
  const tokens = createBearerTokens(settings, provider, logger)
  let closing: Promise<void> | null = null
  return {
    resolveActor: createResolver(cookies.session, sessions, tokens),
    guard: { cookieName: cookies.session.name, publicOrigin: publicUrl.origin },
    sessions,
    clearCookie: cookies.session.clear(),
    isEvaluation: settings.isEvaluation,
    findSignOutPath: () => findSignOutPath(provider, logger),
    register: async (app) => {
      markAnswers(app, cookies.session.name)
      await serveAuth(app, { ...deps, provider, cookies, box, publicUrl, sessions })
    },
    close: () => (closing ??= sessions.close()),
  }
}
