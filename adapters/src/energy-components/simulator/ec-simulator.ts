import type { FaultSet } from '../../http/simulator/fault-set.ts'
import {
  startSimulatorServer,
  type Fault,
  type SimulatedAnswer,
  type SimulatedRequest,
  type Simulator,
  type SimulatorAuth,
} from '../../http/simulator/simulated-server.ts'
import type { SharedFault } from '../../http/simulator/shared-faults.ts'
import { auditColumns, keyColumns, type EcRow, type EcRows, type EcStatus } from './ec-rows.ts'
import { type CallFaults, createCallFaults, pastEmptyPage } from './faults/call-faults.ts'
import { type EcFault, ecFaults } from './faults/ec-faults.ts'
import { createFaultyRows } from './faults/faulty-rows.ts'
import { createMovingRows, type MovingRows } from './faults/moving-rows.ts'
import { decodeCursor, encodeCursor, readPage, type RowsRequest } from './paging.ts'

export interface EcSimulatorOptions {
  readonly rows: EcRows
  readonly clock: { now(): Date }
  readonly port?: number
  readonly latencyMs?: number
  readonly auth?: SimulatorAuth
  readonly fault?: Fault<EcFault | SharedFault>
  /** Faults from the start, as texts such as `restated=9`. */
  readonly faults?: readonly string[]
  /** Of the local times in its rows. */
  readonly timeZone?: string
}

/** Rows in one answer at most, which is also what is sent when nobody asks for less. */
const pageSizeMax = 5_000

class Refusal extends Error {
  readonly answer: SimulatedAnswer

  constructor(status: number, code: string, message: string) {
    super(message)
    this.answer = refusal(status, code, message)
  }
}

function refusal(status: number, code: string, message: string): SimulatedAnswer {
  return { status, body: { error: { code, message, correlationId: 'c0ffee00-0000-4000-8000-000000000001' } } }
}

/**
 * A system of record that speaks the adapter contract of Energy Components: `GET {base}/v1/classes/{class}/rows`.
 *
 * cost  a page of 5 000 rows takes some 50 ms
 */
export function startEcSimulator(options: EcSimulatorOptions): Promise<Simulator<EcFault>> {
  const { rows, clock, timeZone = 'Europe/Oslo', ...server } = options
  let site: Site | null = null
  return startSimulatorServer<EcFault>({
    ...server,
    basePath: '/api',
    vendorFaults: ecFaults,
    handle: (request, faults) => {
      site ??= createSite(rows, clock, timeZone, faults)
      return handle(site, request)
    },
    refusals: {
      unauthorized: refusal(401, 'UNAUTHORIZED', 'The credentials are missing or not known.'),
      'rate-limited': refusal(429, 'TOO_MANY_REQUESTS', 'Too many requests from this client.'),
      'too-large': refusal(413, 'PAYLOAD_TOO_LARGE', 'The request is too large.'),
      'not-found': refusal(404, 'NOT_FOUND', 'There is nothing at this address.'),
      // What a site sends when its database fails under it.
      failed: { status: 500, contentType: 'text/plain', body: 'ORA-01013: user requested cancel of current operation' },
    },
  })
}

/** What the simulator keeps from call to call. */
interface Site {
  readonly rows: MovingRows
  readonly clock: { now(): Date }
  readonly calls: CallFaults
}

function createSite(rows: EcRows, clock: Site['clock'], timeZone: string, faults: FaultSet<EcFault>): Site {
  return {
    rows: createMovingRows(createFaultyRows(rows, faults, timeZone), faults, timeZone),
    clock,
    calls: createCallFaults(faults, refusal, timeZone),
  }
}

function handle({ rows, clock, calls }: Site, request: SimulatedRequest): SimulatedAnswer {
  const className = /^\/v1\/classes\/([^/]+)\/rows$/.exec(request.path)?.[1]
  if (className === undefined) return refusal(404, 'NOT_FOUND', 'There is nothing at this address.')
  if (request.method !== 'GET') return refusal(405, 'METHOD_NOT_ALLOWED', 'This interface only reads.')
  const now = clock.now()
  const { cursor, isEmpty } = calls.readCursor(request.query.get('cursor'))
  const refused = calls.refusal({ cursor, now })
  if (refused !== null) return refused
  try {
    const asked = parseRequest(decodeURIComponent(className), request.query, cursor)
    if (isEmpty) return page(asked.className, now, [], pastEmptyPage(cursor))
    return answerPage(rows, calls, now, asked, request.query)
  } catch (error) {
    if (error instanceof Refusal) return error.answer
    throw error
  }
}

function answerPage(
  rows: MovingRows,
  calls: CallFaults,
  now: Date,
  request: RowsRequest,
  query: URLSearchParams,
): SimulatedAnswer {
  const { className } = request
  const read = readPage(rows, request, now)
  if (read === null) return refusal(404, 'CLASS_NOT_FOUND', `There is no class ${className}.`)
  const fields = listOf(query, 'fields')
  const sent = read.entries.map((entry) => pick(entry.toRow(), fields))
  if (read.next !== null) rows.noteSent(className, read.entries, now)
  return page(className, now, sent, calls.nextCursor(read.next === null ? null : encodeCursor(read.next)))
}

function page(className: string, now: Date, rows: readonly EcRow[], next: string | undefined): SimulatedAnswer {
  const asOf = `${now.toISOString().slice(0, 19)}Z`
  return { status: 200, body: { className, asOf, rows, ...(next === undefined ? {} : { next }) } }
}

function pick(row: EcRow, fields: readonly string[]): EcRow {
  if (fields.length === 0) return row
  const wanted = new Set<string>([...keyColumns, ...auditColumns, ...fields])
  return Object.fromEntries(Object.entries(row).filter(([name]) => wanted.has(name)))
}

function parseRequest(className: string, query: URLSearchParams, cursor: string | null): RowsRequest {
  const decoded = cursor === null ? null : decodeCursor(cursor)
  if (cursor !== null && decoded === null) throw invalid('cursor', 'one that this server gave')
  return {
    className,
    selection: {
      fromDay: parseDay(query, 'fromDay'),
      toDay: parseDay(query, 'toDay'),
      updatedSinceMs: parseInstant(query, 'updatedSince'),
    },
    objectIds: new Set(query.getAll('objectId')),
    objectCodes: new Set(query.getAll('objectCode')),
    minStatus: parseStatus(query),
    pageSize: parsePageSize(query),
    cursor: decoded,
  }
}

const invalid = (name: string, expected: string): Refusal =>
  new Refusal(400, 'INVALID_PARAMETER', `${name} must be ${expected}.`)

/** Repeated or separated by commas. */
const listOf = (query: URLSearchParams, name: string): string[] =>
  query.getAll(name).flatMap((text) => text.split(',').filter((part) => part !== ''))

function parseDay(query: URLSearchParams, name: string): string | null {
  const text = query.get(name)
  if (text === null) return null
  const ms = Date.parse(`${text}T00:00:00Z`)
  if (Number.isNaN(ms) || new Date(ms).toISOString().slice(0, 10) !== text)
    throw invalid(name, 'a day such as 2024-03-14')
  return text
}

function parseInstant(query: URLSearchParams, name: string): number | null {
  const text = query.get(name)
  if (text === null) return null
  const ms = Date.parse(text)
  if (Number.isNaN(ms) || !/(Z|[+-]\d\d:\d\d)$/.test(text))
    throw invalid(name, 'an instant such as 2024-03-14T07:15:02Z')
  return ms
}

function parseStatus(query: URLSearchParams): EcStatus {
  const text = query.get('minStatus') ?? 'P'
  if (text === 'P' || text === 'V' || text === 'A') return text
  throw invalid('minStatus', 'P, V or A')
}

function parsePageSize(query: URLSearchParams): number {
  const text = query.get('pageSize') ?? String(pageSizeMax)
  const size = Number(text)
  if (!/^\d+$/.test(text) || size < 1 || size > pageSizeMax) throw invalid('pageSize', `1 to ${String(pageSizeMax)}`)
  return size
}
