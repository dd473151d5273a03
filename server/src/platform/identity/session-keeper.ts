import {
  createSession,
  deleteOverSessions,
  deleteOverSignIns,
  type EndedSession,
  endSessions,
  findSessions,
  listenToSessions,
  type SessionInput,
  type SessionRow,
  type StorePool,
  useSession,
  withTransaction,
} from '@tieback/store'
import type { FastifyBaseLogger } from 'fastify'
import type { AuditInput, AuditRecorder } from '../auditing/recorder.ts'
import type { Actor } from './actor.ts'
import type { IdentityProvider } from './provider.ts'
import { ProviderRefusal, ProviderUnavailable } from './provider-errors.ts'
import { hashSecret, isSecret, type SecretBox } from './secrets.ts'
import { endedBySystem, endingIn, type EndSessions } from './session-ending.ts'
import { SessionMemory } from './session-memory.ts'
import { openGrant, renewGrants } from './session-renewal.ts'
import { SessionWatch } from './session-watch.ts'
import type { IdentitySettings } from './settings.ts'

/** That a session was used is written down at most this often, s; where the idle limit is short, ten times within it. */
const noteEverySMax = 15

/** How often what is over is cleared away, ms. */
const clearEveryMs = 60_000

export interface KeeperDeps {
  readonly settings: IdentitySettings
  readonly provider: IdentityProvider
  readonly pool: StorePool
  readonly databaseUrl: string
  readonly box: SecretBox
  readonly recorder: AuditRecorder
  readonly log: FastifyBaseLogger
}

/** Sessions of this server and of all that share its store. */
export interface SessionKeeper {
  /** Who holds a cookie's secret, or null; at once where it was asked in the last seconds. */
  find(secret: string): Actor | null | Promise<Actor | null>
  /** Aborts within 5 s of the session's end, whoever ended it and on whichever server, and when what its person may do changes. */
  signalFor(sessionId: string): AbortSignal
  /** Begins a session in place of the browser's former one, if it had any. */
  begin(session: SessionInput, formerSecret: string | undefined, entry: AuditInput): Promise<void>
  /** Ends sessions; from here on nobody on this server goes on with them. */
  readonly end: EndSessions
  close(): Promise<void>
}

const toActor = ({ id, personId, personName, grants }: SessionRow): Actor => ({
  id: personId,
  name: personName,
  kind: 'person',
  grants,
  sessionId: id,
})

/** Remembers, watches and ends sessions. Everything that lasts is in the store. */
export class StoreSessionKeeper implements SessionKeeper {
  private readonly deps: KeeperDeps
  private readonly memory = new SessionMemory((secretHash) => this.look(secretHash))
  private readonly watch = new SessionWatch((ids) => this.findLive(ids))
  private readonly channel: { close(): Promise<void> }
  private readonly clearing: NodeJS.Timeout
  private readonly endInStore: EndSessions
  /** Goodbyes to the provider and clearings, which nobody waits for but the end. */
  private readonly asides = new Set<Promise<unknown>>()

  constructor(deps: KeeperDeps) {
    this.deps = deps
    this.endInStore = endingIn(deps)
    this.channel = listenToSessions(deps.databaseUrl, {
      onChange: (sessionId) => this.drop(sessionId),
      onListening: () => {
        this.memory.forgetAll()
        this.aside(this.watch.look())
      },
    })
    this.clearing = setInterval(() => this.aside(this.clearOver()), clearEveryMs).unref()
  }

  find(secret: string): Actor | null | Promise<Actor | null> {
    return isSecret(secret) ? this.memory.find(secret) : null
  }

  signalFor(sessionId: string): AbortSignal {
    return this.watch.signalFor(sessionId)
  }

  async begin(session: SessionInput, formerSecret: string | undefined, entry: AuditInput): Promise<void> {
    const { pool, recorder } = this.deps
    const replaced = await withTransaction(pool, async (transaction) => {
      const former = isSecret(formerSecret)
        ? await endSessions(transaction, { secretHash: hashSecret(formerSecret) })
        : []
      await createSession(transaction, session)
      for (const each of former) await recorder.recordWith(transaction, endedBySystem(each, 'signed-in-anew'))
      await recorder.recordWith(transaction, entry)
      return former
    })
    this.follow(replaced)
  }

  readonly end: EndSessions = async (...what) => {
    const ended = await this.endInStore(...what)
    this.follow(ended)
    return ended
  }

  async close(): Promise<void> {
    clearInterval(this.clearing)
    await Promise.all([this.channel.close(), this.watch.close()])
    await Promise.all(this.asides)
  }

  private drop(sessionId: string): void {
    this.memory.forget(sessionId)
    this.watch.abort(sessionId)
  }

  /** What follows from sessions that are over: nobody here goes on with them, and the provider hears of it. */
  private follow(ended: readonly EndedSession[]): void {
    for (const { id, providerGrant } of ended) {
      this.drop(id)
      const refreshToken = providerGrant === null ? null : openGrant(this.deps.box, providerGrant, id)
      if (refreshToken !== null) this.aside(this.deps.provider.revoke(refreshToken))
    }
  }

  private async look(secretHash: Buffer): Promise<Actor | null> {
    const noteEveryS = Math.min(noteEverySMax, this.deps.settings.session.idleS / 10)
    const found = await useSession(this.deps.pool, secretHash, { noteEveryS })
    const session = found?.isRenewalDue === true ? await this.renew(found) : found
    return session === null ? null : toActor(session)
  }

  private async renew(session: SessionRow): Promise<SessionRow | null> {
    const renewal = await renewGrants(this.deps, session)
    if ('session' in renewal) return renewal.session
    await this.end({ id: session.id }, (ended) => ended.map((each) => endedBySystem(each, renewal.refusedBecause)))
    return null
  }

  private async findLive(ids: readonly string[]): Promise<ReadonlySet<string>> {
    const sessions = await findSessions(this.deps.pool, ids)
    for (const session of sessions) if (session.isRenewalDue) this.aside(this.renew(session))
    return new Set(sessions.map(({ id }) => id))
  }

  private async clearOver(): Promise<void> {
    const { pool, recorder } = this.deps
    const over = await withTransaction(pool, async (transaction) => {
      const rows = await deleteOverSessions(transaction)
      for (const each of rows) await recorder.recordWith(transaction, endedBySystem(each, 'time-is-over'))
      return rows
    })
    this.follow(over)
    await deleteOverSignIns(pool)
  }

  private aside(work: Promise<unknown>): void {
    const settled = work.catch((error: unknown) => {
      const isForeseen = error instanceof ProviderUnavailable || error instanceof ProviderRefusal
      this.deps.log[isForeseen ? 'debug' : 'warn'](
        { err: error },
        'what follows from the end of a session did not work',
      )
    })
    this.asides.add(settled)
    void settled.finally(() => this.asides.delete(settled))
  }
}
