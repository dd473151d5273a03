import type { z } from 'zod'
import { createAuthorization, sendAuthorized } from '../http/authorization.ts'
import { parseWire } from '../http/parse-wire.ts'
import { type GetRequest, type HttpAnswer, placeOf, sendGet, statusError } from '../http/send-get.ts'
import type { WireShape } from '../port.ts'
import { type CallGuard, createCallGuard } from '../resilience/guard.ts'
import { SourceError } from '../source-error.ts'
import type { EnergyComponentsConnection } from './config.ts'
import { createWireShapes } from './wire-shapes.ts'
import { type EcRow, ErrorBody, RowsPage } from './wire.ts'

export type EcQuery = Readonly<Record<string, string>>

export interface EcPage {
  readonly rows: readonly EcRow[]
  /** Whether a reading begins with it, or begins anew: what came before it comes again. */
  readonly isFirst: boolean
}

export interface EcClient {
  /**
   * Rows of one class, page by page, in the server's order. Where the server refuses its own cursor, or locked a month while
   * it was read, the pages begin anew: rows come again, the later state last.
   *
   * throws  SourceError; `bad_payload` too where the cursor goes round
   */
  readRows(className: string, query: EcQuery, signal: AbortSignal): AsyncIterable<EcPage>
  /** The first page alone, of at most `pageSize` rows. */
  readFirst(
    className: string,
    query: EcQuery & { readonly pageSize: string },
    signal: AbortSignal,
  ): Promise<readonly EcRow[]>
  readonly guard: CallGuard
  /** Shapes of rows by class, since this was last called. */
  takeWireShapes(): readonly WireShape[]
}

/** Largest page taken in: 5 000 rows of about 2 kB, with room. */
const bodyBytesMax = 32_000_000

/** Times that one reading is begun: a month is locked once, and a cursor expires once; more is a fault of the site. */
const runsMax = 4

/** The server no longer takes a cursor that it gave: sessions end, and so do snapshots behind cursors. */
class CursorRefused extends SourceError {}

/** One page, and whether the server said on the way to it that a month is being locked. */
interface PageRead {
  readonly rows: readonly EcRow[]
  readonly next: string | null
  readonly wasLocked: boolean
}

/** Sends, bounds and sorts; nothing is sent when it is made. */
export function createEcClient(config: EnergyComponentsConnection): EcClient {
  const base = config.baseUrl.replace(/\/+$/, '')
  const authorization = createAuthorization(config.auth, { sourceId: config.id, timeoutMs: config.timeoutMs })
  const guard = createCallGuard({ sourceId: config.id, timeoutMs: config.timeoutMs, settings: config.resilience })
  const shapes = createWireShapes()

  async function readPage(className: string, query: EcQuery, signal: AbortSignal): Promise<PageRead> {
    const url = new URL(`${base}/v1/classes/${encodeURIComponent(className)}/rows`)
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value)
    const request: GetRequest = { sourceId: config.id, url, headers: {}, timeoutMs: config.timeoutMs, bodyBytesMax }
    let wasLocked = false
    const page = await guard.run(async (inner) => {
      const answer = await sendAuthorized(authorization, (headers) => sendGet({ ...request, headers }, inner), inner)
      wasLocked ||= answer.status === 409
      if (answer.status < 200 || answer.status > 299) throw ecStatusError(request, answer)
      return parseWire(RowsPage, answer.body, config.id, placeOf(request))
    }, signal)
    shapes.note(className, page.rows)
    return { rows: page.rows, next: page.next ?? null, wasLocked }
  }

  /** Pages from the first on. Gives why it has to begin anew, or null once it came to the end. */
  async function* readRun(
    className: string,
    query: EcQuery,
    signal: AbortSignal,
  ): AsyncGenerator<EcPage, string | null> {
    const used = new Set<string>()
    let cursor: string | null = null
    while (used.size < config.pagesMax) {
      const paged: EcQuery = { ...query, pageSize: String(config.pageSize), ...(cursor === null ? {} : { cursor }) }
      const page: PageRead | null = await readPage(className, paged, signal).catch(nullIfCursorRefused)
      if (page === null) return 'its cursor is no longer taken'
      // Pages from before the lock may tell of a state that the lock has ended.
      if (page.wasLocked && cursor !== null) return 'a month was locked while it was read'
      yield { rows: page.rows, isFirst: cursor === null }
      if (page.next === null) return null
      if (used.has(page.next)) throw endless(className, 'the cursor goes round')
      used.add(page.next)
      cursor = page.next
    }
    throw endless(className, `there is no end after ${config.pagesMax} pages`)
  }

  function endless(className: string, what: string): SourceError {
    return new SourceError('bad_payload', config.id, `${className}: ${what}; the reading was given up.`)
  }

  async function* readRows(className: string, query: EcQuery, signal: AbortSignal): AsyncGenerator<EcPage> {
    for (let run = 1; ; run += 1) {
      const why = yield* readRun(className, query, signal)
      if (why === null) return
      if (run === runsMax) {
        throw new SourceError('unavailable', config.id, `${className}: ${why}, in each of ${runsMax} readings.`)
      }
    }
  }

  return {
    readRows,
    readFirst: async (className, query, signal) => (await readPage(className, query, signal)).rows,
    guard,
    takeWireShapes: shapes.take,
  }
}

function nullIfCursorRefused(error: unknown): null {
  if (error instanceof CursorRefused) return null
  throw error
}

function ecStatusError(request: GetRequest, answer: HttpAnswer): SourceError {
  const parsed = ErrorBody.safeParse(answer.body)
  const detail = parsed.success ? describeError(parsed.data.error) : (answer.plainText ?? null)
  const text = `${placeOf(request)} answered ${answer.status}${detail === null ? '' : `: ${detail}`}`
  // The month is being locked while it is read: the page is to be asked for again, later.
  if (answer.status === 409) return new SourceError('unavailable', request.sourceId, text)
  const hasCursor = request.url.searchParams.has('cursor')
  if (hasCursor && (answer.status === 400 || answer.status === 410)) {
    return new CursorRefused('bad_payload', request.sourceId, text)
  }
  return statusError(request, answer, detail)
}

function describeError({ code, message, correlationId }: z.output<typeof ErrorBody>['error']): string {
  const trace = correlationId === undefined ? '' : ` (correlation id ${correlationId})`
  return `${code}${message === undefined ? '' : `: ${message}`}${trace}`
}
