import type { IncomingMessage } from 'node:http'
import { parseFault, toFaultText } from './fault.ts'
import type { ChangingFaults } from './fault-set.ts'
import type { RequestLog } from './request-log.ts'
import type { SimulatedAnswer } from './simulated-answer.ts'
import type { Doorkeeper } from './simulator-auth.ts'

const root = '/simulator/'

interface Controlled {
  readonly faults: ChangingFaults
  readonly log: RequestLog
  readonly doorkeeper: Doorkeeper
}

/** Whether a request is to the simulator itself and not to the vendor it speaks for. */
export function isControl({ url = '/' }: IncomingMessage): boolean {
  return url.startsWith(root)
}

/** `GET`, `PUT` and `DELETE faults` · `GET` and `DELETE requests` · `POST token`. No fault touches these. */
export function answerControl(site: Controlled, request: IncomingMessage, body: string): SimulatedAnswer {
  const { method = 'GET', url = '' } = request
  const asked = `${method} ${(url.slice(root.length).split('?')[0] ?? '').replace(/\/$/, '')}`
  switch (asked) {
    case 'GET faults':
      return listFaults(site.faults)
    case 'PUT faults':
      return replaceFaults(site.faults, body)
    case 'DELETE faults':
      site.faults.clear()
      return listFaults(site.faults)
    case 'GET requests':
      return { status: 200, body: { calls: site.log.calls, inFlightMost: site.log.inFlightMost } }
    case 'DELETE requests':
      site.log.clear()
      return { status: 200, body: { calls: site.log.calls, inFlightMost: site.log.inFlightMost } }
    case 'POST token':
      return issueToken(site, request, body)
    default:
      return { status: 404, body: { error: `There is no ${asked} of the simulator.` } }
  }
}

function listFaults(faults: ChangingFaults): SimulatedAnswer {
  return { status: 200, body: { active: faults.active().map(toFaultText), known: faults.descriptions } }
}

/** All of the list or none of it. */
function replaceFaults(faults: ChangingFaults, body: string): SimulatedAnswer {
  try {
    const texts = parseList(body)
    for (const text of texts) parseFault(text, faults.descriptions)
    faults.set(...texts)
    return listFaults(faults)
  } catch (error) {
    if (error instanceof RangeError) return { status: 400, body: { error: error.message } }
    throw error
  }
}

function parseList(body: string): string[] {
  const list = parseJson(body)
  if (Array.isArray(list) && list.every((text) => typeof text === 'string')) return list
  throw new RangeError('The body is a list of faults, such as ["slow=2000","unauthorized"].')
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

function issueToken({ doorkeeper }: Controlled, { headers }: IncomingMessage, body: string): SimulatedAnswer {
  const token = doorkeeper.issue(new URLSearchParams(body), headers)
  if (token === null) return { status: 401, body: { error: 'invalid_client' } }
  return { status: 200, body: { ...token, token_type: 'Bearer' }, headers: { 'cache-control': 'no-store' } }
}
