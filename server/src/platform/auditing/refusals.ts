import { problemTable } from '@tieback/contracts'
import type { FastifyBaseLogger, FastifyInstance, FastifyRequest } from 'fastify'
import { policedRouteOf } from '../http/access.ts'
import { ProblemError } from '../http/problems.ts'
import { operationOf } from '../http/served-request.ts'
import { askedBy } from './recorded-change.ts'
import type { AuditInput, AuditRecorder } from './recorder.ts'

/** Refusals of one actor that have an entry each, within a minute; the rest of the minute's share one, with their count. */
export const refusalsPerMinuteMax = 10

const minuteMs = 60_000

/** What a loop could fill the log with: refusals of one actor since a minute began. */
interface RefusalMinute {
  readonly endsAtMs: number
  recorded: number
  /** How many have no entry of their own, and the last of them. */
  unrecorded: number
  last: AuditInput
}

/** Puts refusals into the audit log, so many and no more. Doesn't wait: a caller who is refused has no claim to the store. */
export class RefusalLog {
  private readonly recorder: AuditRecorder
  private readonly logger: Pick<FastifyBaseLogger, 'error'>
  private readonly now: () => number
  private readonly minutes = new Map<string, RefusalMinute>()
  private readonly pending = new Set<Promise<void>>()
  private readonly sweeping: NodeJS.Timeout

  constructor(deps: {
    readonly recorder: AuditRecorder
    readonly logger: Pick<FastifyBaseLogger, 'error'>
    readonly now?: () => number
  }) {
    this.recorder = deps.recorder
    this.logger = deps.logger
    this.now = deps.now ?? Date.now
    this.sweeping = setInterval(() => this.sweep(this.now()), minuteMs / 4).unref()
  }

  note(refusal: AuditInput): void {
    const nowMs = this.now()
    const key = refusal.actor === null || refusal.actor === 'system' ? '' : refusal.actor.id
    let minute = this.minutes.get(key)
    if (minute !== undefined && minute.endsAtMs <= nowMs) {
      this.settle(key, minute)
      minute = undefined
    }
    if (minute === undefined) {
      minute = { endsAtMs: nowMs + minuteMs, recorded: 0, unrecorded: 0, last: refusal }
      this.minutes.set(key, minute)
    }
    minute.last = refusal
    if (minute.recorded < refusalsPerMinuteMax) {
      minute.recorded += 1
      this.write(refusal)
    } else minute.unrecorded += 1
  }

  /** Writes the counts of minutes that are over. */
  sweep(nowMs: number): void {
    for (const [key, minute] of this.minutes) if (minute.endsAtMs <= nowMs) this.settle(key, minute)
  }

  /** Writes what is still counted, and waits until all of it is written or given up. */
  async close(): Promise<void> {
    clearInterval(this.sweeping)
    this.sweep(Number.POSITIVE_INFINITY)
    await Promise.all(this.pending)
  }

  private settle(key: string, { unrecorded, last }: RefusalMinute): void {
    this.minutes.delete(key)
    if (unrecorded === 0) return
    this.write({ ...last, detail: { ...last.detail, moreOfThisMinute: String(unrecorded) } })
  }

  private write(refusal: AuditInput): void {
    const writing = this.recorder.record(refusal).catch((error: unknown) => {
      this.logger.error({ reason: error instanceof Error ? error.message : String(error) }, 'refusal not recorded')
    })
    this.pending.add(writing)
    void writing.finally(() => this.pending.delete(writing))
  }
}

/** The entry about a request that was refused; null where it failed for another reason. */
function toRefusal(request: FastifyRequest, error: Error): AuditInput | null {
  if (!(error instanceof ProblemError) || problemTable[error.code].status !== 403) return null
  const route = policedRouteOf(request)
  if (route === undefined) return null
  return {
    action: 'access.refuse',
    outcome: 'refused',
    ...askedBy(request),
    object: { kind: 'operation', id: operationOf(request) },
    detail: { reason: error.code, needed: route.metadata.access.join(' ') },
  }
}

/** Records who asked for what they may not have. Before the routes are mounted: a hook holds for those that come after it. */
export function recordRefusals(app: FastifyInstance, recorder: AuditRecorder): void {
  const refusals = new RefusalLog({ recorder, logger: app.log })
  app.addHook('onError', (request, _reply, error, done) => {
    const refusal = toRefusal(request, error)
    if (refusal !== null) refusals.note(refusal)
    done()
  })
  app.addHook('onClose', () => refusals.close())
}
