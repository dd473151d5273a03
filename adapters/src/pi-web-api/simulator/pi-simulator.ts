import type { Field, SimClock } from '@tieback/sim'
import type { FaultSet } from '../../http/simulator/fault-set.ts'
import type { SharedFault } from '../../http/simulator/shared-faults.ts'
import {
  type Fault,
  type SimulatedAnswer,
  type Simulator,
  type SimulatorAuth,
  startSimulatorServer,
} from '../../http/simulator/simulated-server.ts'
import type { PiArchive } from './archive.ts'
import { answerBatch } from './batch.ts'
import { createChannels } from './channel.ts'
import { createFieldArchive } from './field-archive.ts'
import { type PiFault, piFaults } from './pi-faults.ts'
import { PiRefusal } from './pi-refusal.ts'
import { findRoute } from './routes.ts'
import { selectFields } from './selected-fields.ts'
import { type Call, createSite } from './site.ts'
import { writeStreamSet } from './stream-sets.ts'

export interface PiSimulatorOptions {
  /** What it speaks for; either of the two. */
  readonly field?: Field
  readonly archive?: PiArchive
  readonly clock: SimClock
  readonly port?: number
  readonly latencyMs?: number
  readonly auth?: SimulatorAuth
  readonly fault?: Fault<PiFault | SharedFault>
  /** Faults from the start, as texts such as `slow=2000`. */
  readonly faults?: readonly string[]
  /** How often channels look for new events, ms of real time. */
  readonly channelPollMs?: number
}

const message = (status: number, text: string): SimulatedAnswer => ({ status, body: { Message: text } })

const tooLongPage: SimulatedAnswer = {
  status: 414,
  contentType: 'text/html; charset=utf-8',
  body: '<!DOCTYPE html><html><head><title>414</title></head><body><h1>Request-URI Too Long</h1></body></html>',
}

/**
 * A historian that speaks PI Web API for the field, or for an archive made up, under `/piwebapi`. It has no verb that writes.
 *
 * throws  RangeError where it is given neither field nor archive, or a fault is unknown
 */
export async function startPiSimulator(options: PiSimulatorOptions): Promise<Simulator<PiFault>> {
  const { field, archive, clock, channelPollMs = 1_000, ...server } = options
  const served = archive ?? (field === undefined ? null : createFieldArchive(field))
  if (served === null) throw new RangeError('the simulator needs a field or an archive')
  const site = createSite(served)
  return await startSimulatorServer<PiFault>({
    ...server,
    basePath: '/piwebapi',
    vendorFaults: piFaults,
    handle: (request, faults) => handle({ site, nowMs: nowOf(clock, faults), request, faults }),
    upgrade: createChannels({ site, now: () => clock.now(), pollMs: channelPollMs }),
    refusals: {
      unauthorized: {
        ...message(401, 'Authorization has been denied for this request.'),
        headers: { 'www-authenticate': 'Basic realm="tbsim"' },
      },
      'rate-limited': { status: 429, body: { Errors: ['Rate limit was reached.'] } },
      'too-large': message(413, 'The request entity is too large.'),
      'not-found': message(404, 'No HTTP resource was found that matches the request URI.'),
      failed: { status: 500, body: { Errors: ['An unexpected error occurred.'] } },
    },
  })
}

function nowOf(clock: SimClock, faults: FaultSet<PiFault>): number {
  return clock.now().getTime() + faults.number('clock-skew') * 60_000
}

async function handle(call: Call): Promise<SimulatedAnswer> {
  const { faults, request } = call
  if (faults.has('short-urls') && request.urlLength > faults.number('short-urls')) return tooLongPage
  try {
    return request.method === 'GET' ? read(call) : await post(call)
  } catch (error) {
    if (error instanceof PiRefusal) return error.answer
    throw error
  }
}

async function post(call: Call): Promise<SimulatedAnswer> {
  const { method, path, headers } = call.request
  if (method !== 'POST') return message(405, `The requested resource does not support http method '${method}'.`)
  if (headers['x-requested-with'] === undefined)
    return message(403, 'A custom header X-Requested-With is needed for this request.')
  if (path !== '/batch' || call.faults.has('no-batch')) return message(403, 'The identity has no right to write.')
  return await answerBatch(call, handle)
}

function read(call: Call): SimulatedAnswer {
  const { path, query } = call.request
  if (call.faults.has('exception')) {
    return { status: 200, body: { WebException: { Errors: ['The archive is not reachable.'], StatusCode: 502 } } }
  }
  if (path === '/streamsets/recorded') {
    const text = writeStreamSet(call)
    if (text !== null) return { status: 200, contentType: 'application/json; charset=utf-8', body: text }
  }
  const route = findRoute(path)
  if (route === null) return message(404, `No HTTP resource was found that matches the request URI '${path}'.`)
  return { status: 200, body: selectFields(route(call), query.get('selectedFields')) }
}
