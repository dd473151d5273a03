import type { ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import type { FaultSet } from './fault-set.ts'
import type { SharedFault } from './shared-faults.ts'
import type { SimulatedAnswer } from './simulated-answer.ts'

/** Sends an answer as its faults leave it; null for one that none may touch. */
export function sendAnswer(
  response: ServerResponse,
  answered: SimulatedAnswer,
  faults: FaultSet<SharedFault> | null,
): void {
  const text = textOf(answered, faults)
  const head = { ...headersOf(answered), 'content-length': String(Buffer.byteLength(text)) }
  const half = text.slice(0, Math.ceil(text.length / 2))
  if (faults?.has('truncated') === true) {
    response.writeHead(answered.status, head)
    // Destroyed once the half is out, so that it arrives and is seen to be one.
    response.write(half, () => response.destroy())
  } else if (faults?.has('malformed') === true) {
    response.writeHead(answered.status, { ...head, 'content-length': String(Buffer.byteLength(half)) })
    response.end(half)
  } else {
    response.writeHead(answered.status, head)
    response.end(text)
  }
}

/** The same on a connection that asked to be something other than HTTP. */
export function sendRawAnswer(socket: Duplex, answered: SimulatedAnswer): void {
  const text = textOf(answered, null)
  const head = { ...headersOf(answered), 'content-length': String(Buffer.byteLength(text)), connection: 'close' }
  const lines = Object.entries(head).map(([name, value]) => `${name}: ${value}`)
  socket.end([`HTTP/1.1 ${answered.status} Refused`, ...lines, '', text].join('\r\n'))
}

function headersOf({ contentType = 'application/json; charset=utf-8', headers }: SimulatedAnswer) {
  return { 'content-type': contentType, 'cache-control': 'no-cache', ...headers }
}

function textOf({ body, contentType }: SimulatedAnswer, faults: FaultSet<SharedFault> | null): string {
  const isJson = contentType === undefined || contentType.includes('json')
  const isMade = contentType !== undefined && typeof body === 'string'
  if (isJson && faults !== null && (faults.has('drift') || faults.has('drift-type')))
    return drift(isMade ? (JSON.parse(body) as unknown) : body, faults)
  if (isMade) return body
  return isJson ? JSON.stringify(body) : String(body)
}

function drift(body: unknown, faults: FaultSet<SharedFault>): string {
  const gone = new Set(faults.list('drift'))
  const other = new Set(faults.list('drift-type'))
  return JSON.stringify(body, (key, value: unknown) => {
    if (gone.has(key)) return undefined
    if (!other.has(key) || value === null) return value
    return typeof value === 'number' ? String(value) : { content: value }
  })
}
