import type { z } from 'zod'
import { authorizationHeaders } from '../http/authorization.ts'
import { parseWire } from '../http/parse-wire.ts'
import { type GetRequest, type HttpAnswer, placeOf, sendGet, statusError } from '../http/send-get.ts'
import { SourceError } from '../source-error.ts'
import type { EnergyComponentsConfig } from './config.ts'
import { type EcRow, ErrorBody, RowsPage } from './wire.ts'

export type EcQuery = Readonly<Record<string, string>>

export interface EcClient {
  /**
   * Rows of one class, page by page, in the server's order.
   *
   * throws  SourceError; `bad_payload` too where the cursor stands still
   */
  readRows(className: string, query: EcQuery, signal: AbortSignal): AsyncIterable<readonly EcRow[]>
  /** The first page alone, of at most `pageSize` rows. */
  readFirst(className: string, pageSize: number, signal: AbortSignal): Promise<readonly EcRow[]>
}

/** Largest page taken in: 5 000 rows of about 2 kB, with room. */
const bodyBytesMax = 32_000_000

/** Most pages of one reading: 50 million rows; beyond it the cursor surely goes round. */
const pagesMax = 10_000

/** Sends, bounds and sorts; nothing is sent when it is made. */
export function createEcClient(config: EnergyComponentsConfig): EcClient {
  const base = config.baseUrl.replace(/\/+$/, '')
  const headers = authorizationHeaders(config.auth)

  async function readPage(className: string, query: EcQuery, signal: AbortSignal) {
    const url = new URL(`${base}/v1/classes/${encodeURIComponent(className)}/rows`)
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value)
    const request: GetRequest = { sourceId: config.id, url, headers, timeoutMs: config.timeoutMs, bodyBytesMax }
    const answer = await sendGet(request, signal)
    if (answer.status < 200 || answer.status > 299) throw ecStatusError(request, answer)
    return parseWire(RowsPage, answer.body, config.id, placeOf(request))
  }

  async function* readRows(className: string, query: EcQuery, signal: AbortSignal): AsyncGenerator<readonly EcRow[]> {
    let cursor: string | null = null
    for (let pages = 0; pages < pagesMax; pages += 1) {
      const paged: EcQuery = { ...query, pageSize: String(config.pageSize), ...(cursor === null ? {} : { cursor }) }
      const { rows, next } = await readPage(className, paged, signal)
      yield rows
      if (next === null || next === undefined) return
      if (next === cursor) break
      cursor = next
    }
    throw new SourceError('bad_payload', config.id, `${className}: the cursor goes round; the reading was given up.`)
  }

  return {
    readRows,
    readFirst: async (className, pageSize, signal) =>
      (await readPage(className, { pageSize: String(pageSize) }, signal)).rows,
  }
}

function ecStatusError(request: GetRequest, answer: HttpAnswer): SourceError {
  const parsed = ErrorBody.safeParse(answer.body)
  const detail = parsed.success ? describeError(parsed.data.error) : null
  // The month is being locked while it is read: the page is to be asked for again, later.
  if (answer.status === 409) {
    const text = `${placeOf(request)} answered 409${detail === null ? '' : `: ${detail}`}`
    return new SourceError('unavailable', request.sourceId, text)
  }
  return statusError(request, answer, detail)
}

function describeError({ code, message, correlationId }: z.output<typeof ErrorBody>['error']): string {
  const trace = correlationId === undefined ? '' : ` (correlation id ${correlationId})`
  return `${code}${message === undefined ? '' : `: ${message}`}${trace}`
}
